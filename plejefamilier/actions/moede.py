"""Meetings: planned, moved, cancelled; who is asked to come, and what they answer."""

from datetime import timedelta

from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from faelles import audit, notices, regler
from faelles.action import action
from faelles.versions import refuse_other_version
from plejefamilier import moedeslags, moedevalg
from plejefamilier.actions.moedebesked import (
    Slags,
    deltagere_of,
    plan_reminders,
    quiet,
    tell,
)
from plejefamilier.actions.moedetid import (
    FAMILIE_OPTAGET,
    FOERSTE_MOEDE,
    hold,
    kilde,
    take_time,
    warn,
)
from plejefamilier.models import (
    Dagsordenspunkt,
    Deltager,
    Kredsrolle,
    Moede,
    Optaget,
    Plejefamilie,
)
from plejefamilier.models.barn import Barn
from plejefamilier.moedevalg import Deltagervalg

AFBUD = "En deltager har meldt afbud til et møde"
NO_FORM = ("referat_af",)  # written by the action of the minutes


@action
def plan_moede(
    *,
    by,
    kommune,
    slags,
    start,
    slut,
    deltagere,
    plejefamilie=None,
    barn=None,
    overgang=None,
    dagsorden=None,
    accepteret_paa=None,
    bekraeft=frozenset(),
    indkalder=None,
    serie=None,
    nominel=None,
    **felter,
):
    """Call a meeting: participants are told by mail with a calendar file, and reminded (R17).

    `start` and `slut` are aware moments, `deltagere` a list of Deltagervalg, `dagsorden` a list of
    titles (default: the template of the kind, H4). `felter` are further columns of Moede. Raises
    ValidationError as moedevalg.check does, for a time that has passed (code "fortid"), a
    professional who is busy ("optaget", R16), and, unless `bekraeft` names the code, when the
    family has another meeting ("familie_optaget") or the placement site would be in the very first
    meeting with the parents ("foerste_moede", V3).
    """
    moede = Moede(
        kommune=kommune,
        slags=slags,
        start=start,
        slut=slut,
        plejefamilie=plejefamilie,
        barn=barn,
        overgang=overgang,
        serie=serie,
        nominel=nominel,
        indkalder=indkalder or by,
        overlap_bekraeftet=FAMILIE_OPTAGET in bekraeft,
        **felter,
    )
    moede.kun_fagfolk = moede.kun_fagfolk or moedeslags.SLAGS[moede.slags].kun_fagfolk
    valg = _with_caller(moede, moedevalg.unique(deltagere))
    moedevalg.check(moede, valg, accepteret_paa=accepteret_paa)
    _refuse_past(moede)
    moede.full_clean(exclude=NO_FORM)
    hold(valg)
    warn(moede, valg, bekraeft)
    moede.save()
    titles = moedeslags.SLAGS[moede.slags].dagsorden if dagsorden is None else dagsorden
    Dagsordenspunkt.objects.bulk_create(
        [Dagsordenspunkt(moede=moede, nr=nr, titel=titel) for nr, titel in enumerate(titles, 1)]
    )
    rows = [_seat(moede, one, accepteret_paa) for one in valg]
    take_time(moede, rows)
    record("moede.indkaldt", moede, by=by, slags=moede.slags, bekraeftet=sorted(bekraeft))
    now = timezone.now()
    tell(moede, rows, Slags.INDKALDELSE, now=now)
    plan_reminders(moede, rows, now=now)
    return moede


@action
def move_moede(*, by, moede, version, start, slut, bekraeft=frozenset(), **felter):
    """Hold the meeting at another time or place; everybody is told, reminders move along.

    `felter` are form, sted, sted_tekst, link and hjemme_oensket_paa. Raises ValidationError as
    plan_moede does; when it is cancelled (code "aflyst") or held ("holdt"); and (code "stale")
    when a colleague saved in between.
    """
    row = locked(moede, version=version)
    changed = {"start": start, "slut": slut, **felter}
    if all(getattr(row, name) == value for name, value in changed.items()):
        return row
    moved = (row.start, row.slut) != (start, slut)
    for name, value in changed.items():
        setattr(row, name, value)
    rows = deltagere_of(row)
    valg = [valg_of(one) for one in rows]
    moedevalg.check(row, valg, accepteret_paa=_accepted(rows))
    _refuse_past(row)
    row.full_clean(exclude=NO_FORM)
    hold(valg)
    warn(row, valg, bekraeft | {FOERSTE_MOEDE})
    row.overlap_bekraeftet = FAMILIE_OPTAGET in bekraeft
    _save(row)
    if moved:
        _answers_again(row, rows)
    take_time(row, rows)
    record("moede.flyttet", row, by=by)
    _tell_again(row, rows, Slags.AENDRING)
    return row


@action
def cancel_moede(*, by, moede, version, begrundelse):
    """Cancel a meeting: it stays, struck through; everybody who was told is told so.

    Raises ValidationError for an empty reason (code "begrundelse") and as move_moede does.
    """
    if not begrundelse.strip():
        raise ValidationError(
            {"begrundelse": ValidationError("Skriv, hvorfor mødet aflyses.", code="begrundelse")}
        )
    row = locked(moede, version=version)
    row.aflyst_at, row.aflyst_fordi = timezone.now(), begrundelse.strip()
    row.full_clean(exclude=NO_FORM)
    _save(row)
    rows = deltagere_of(row)
    Optaget.objects.filter(kilde=kilde(row)).delete()
    quiet(row, rows)
    tell(row, rows, Slags.AFLYSNING, now=row.aflyst_at)
    record("moede.aflyst", row, by=by)
    return row


@action
def update_deltagere(
    *,
    by,
    moede,
    version,
    deltagere,
    accepteret_paa=None,
    mangler_begrundelse="",
    bekraeft=frozenset(),
):
    """Let exactly these people be asked to come; the new ones and those left out are told.

    Raises ValidationError as move_moede does.
    """
    row = locked(moede, version=version)
    row.mangler_begrundelse = mangler_begrundelse.strip()
    valg = _with_caller(row, moedevalg.unique(deltagere))
    here = {valg_of(one).noegle: one for one in deltagere_of(row)}
    accepted = accepteret_paa or _accepted(here.values())
    moedevalg.check(row, valg, accepteret_paa=accepted)
    row.full_clean(exclude=NO_FORM)
    hold(valg)
    warn(row, valg, bekraeft)
    wanted = {one.noegle for one in valg}
    gone = [one for key, one in here.items() if key not in wanted]
    new = [one for one in valg if one.noegle not in here]
    _save(row)
    now = timezone.now()
    for one in gone:
        one.fjernet_at = now
        one.save(update_fields=["fjernet_at"])
    quiet(row, gone)
    tell(row, gone, Slags.AFLYSNING, now=now)
    added = [_seat(row, one, accepted) for one in new]
    take_time(row, deltagere_of(row))
    tell(row, added, Slags.INDKALDELSE, now=now)
    plan_reminders(row, added, now=now)
    if new or gone:
        record(
            "moede.deltagere",
            row,
            by=by,
            nye=[one.pk for one in added],
            fjernede=[one.pk for one in gone],
        )
    return row


@action
def answer_moede(*, by, deltager, svar):
    """Somebody comes, or sends an apology; whoever called the meeting is told of an apology.

    Who does not come is free at that time (R16), and not reminded. Raises ValidationError when
    the meeting is cancelled (code "aflyst") or held ("holdt"), and when she has meanwhile become
    busy ("optaget").
    """
    row = locked(deltager.moede)
    here = next((one for one in deltagere_of(row) if one.pk == deltager.pk), None)
    if here is None:
        raise ValidationError("Personen er ikke længere indkaldt.", code="fjernet")
    if here.svar == svar:
        return here
    here.svar = svar
    here.save(update_fields=["svar"])
    hold([valg_of(here)])
    take_time(row, deltagere_of(row))
    record("moede.svar", row, by=by, deltager=here.pk, svar=svar)
    if svar == Deltager.Svar.AFBUD:
        quiet(row, [here])
        if row.indkalder_id != by.pk:
            notices.notify(
                row.indkalder,
                key=f"moedeafbud-{row.pk}-{here.pk}-{row.udgave}",
                tekst=AFBUD,
                url=reverse("plejefamilier:moede_detail", args=[row.pk]),
            )
    else:
        row.udgave += 1  # the reminders taken back stay so: these are new ones
        row.save(update_fields=["udgave"])
        plan_reminders(row, [here], now=timezone.now())
    return here


# --- parts ------------------------------------------------------------------------------------


def record(event, moede, by, **data):
    """A line of the log about a meeting, under its family."""
    audit.record(event, moede, by=by, familie_id=moede.plejefamilie_id, **data)


def locked(moede, *, version=None, held=False):
    """The meeting, locked. Raises ValidationError: cancelled, held (unless `held`), or stale."""
    related = ("kommune", "plejefamilie", "indkalder")
    row = Moede.objects.select_for_update(of=("self",)).select_related(*related).get(pk=moede.pk)
    if row.aflyst_at:
        raise ValidationError("Mødet er aflyst.", code="aflyst")
    if not held and row.afholdt_at:
        raise ValidationError("Mødet er holdt.", code="holdt")
    if version is not None:
        refuse_other_version(row, version)
    return row


def valg_of(deltager):
    """A participant as the choice that made her one."""
    names = ("plads", "bruger", "kredsrolle", "foraelder", "plejeforaelder", "navn", "email")
    return Deltagervalg(**{name: getattr(deltager, name) for name in names})


def _accepted(rows):
    return max((one.accepteret_paa for one in rows if one.accepteret_paa), default=None)


def _save(row):
    row.version += 1
    row.udgave += 1
    row.save()


def _refuse_past(moede):
    if moede.start < timezone.now():
        raise ValidationError({"dato": ValidationError("Tidspunktet er forbi.", code="fortid")})


def _with_caller(moede, valg):
    """Whoever calls a meeting about a case that is not wholly hers is in it, with her own place."""
    caller = moede.indkalder
    if any(one.person and one.person.pk == caller.pk for one in valg):
        return valg
    if moede.barn_id:
        sees = Barn.objects.visible_to(caller).filter(pk=moede.barn_id).exists()
    elif moede.plejefamilie_id:
        familier = Plejefamilie.objects.worked_with_by(caller)
        sees = familier.filter(pk=moede.plejefamilie_id).exists()
    else:
        sees = True
    if sees:
        return valg
    roller = Kredsrolle.objects.held_by(caller)
    if moede.barn_id:
        rolle = roller.filter(barn=moede.barn_id).first()
    else:
        rolle = roller.filter(plejefamilie=moede.plejefamilie_id, barn=None).first()
    if rolle is None:
        raise ValidationError("Du er ikke længere med i samarbejdet.", code="kreds")
    own = rolle if rolle.bruger_id == caller.pk else None
    return [
        *valg,
        Deltagervalg(
            rolle.rolle if rolle.rolle in moedeslags.PLADSER else moedeslags.ANDEN,
            kredsrolle=own,
            bruger=None if own else caller,
        ),
    ]


def _seat(moede, valg, accepteret_paa):
    """The row of one participant; one that was removed before is asked again."""
    ser_dage = regler.value("moede.deltager_ser_dage", moede.kommune)
    facts = {
        "plads": valg.plads,
        "kredsrolle": valg.kredsrolle,
        "navn": valg.navn,
        "email": valg.email,
        "accepteret_paa": accepteret_paa if valg.plads != moedeslags.FORAELDRE else None,
        "ser_til": timezone.localdate(moede.slut) + timedelta(days=ser_dage),
        "fjernet_at": None,
        "svar": Deltager.Svar.VENTER,
    }
    who = {"bruger": valg.person, "foraelder": valg.foraelder}
    who["plejeforaelder"] = valg.plejeforaelder
    before = moede.deltagere.exclude(fjernet_at=None)
    if any(who.values()):
        before = before.filter(**{name: row for name, row in who.items() if row})
    else:
        before = before.filter(kredsrolle=valg.kredsrolle, navn=valg.navn, email=valg.email)
        before = before.filter(bruger=None, foraelder=None, plejeforaelder=None)
    row = before.first() or Deltager(moede=moede, **who)
    for name, value in facts.items():
        setattr(row, name, value)
    row.full_clean()
    row.save()
    return row


def _answers_again(moede, rows):
    """A new time asks everybody anew, and the meeting stays open to them as long after it."""
    ser_dage = regler.value("moede.deltager_ser_dage", moede.kommune)
    ser_til = timezone.localdate(moede.slut) + timedelta(days=ser_dage)
    for one in rows:
        one.svar, one.ser_til = Deltager.Svar.VENTER, ser_til
        one.save(update_fields=["svar", "ser_til"])


def _tell_again(moede, rows, slags):
    now = timezone.now()
    quiet(moede, rows)
    tell(moede, rows, slags, now=now)
    plan_reminders(moede, rows, now=now)
