"""Who is in the circle around a child or a family: taken in, corrected, ended, undone."""

from datetime import timedelta

from django.core.exceptions import ValidationError
from django.db.models import ProtectedError
from django.urls import reverse
from django.utils import timezone

from faelles import audit, notices
from faelles.access import ROLE_PERMISSIONS, Permission
from faelles.action import action
from faelles.constraints import on_day
from faelles.models import Bruger, Rolletildeling
from faelles.versions import refuse_stale
from plejefamilier import kredsord
from plejefamilier.actions.save import refuse_backwards, save_or_explain
from plejefamilier.kreds import kredsen
from plejefamilier.models import Fagrolle, Kredsrolle, Tovholder

KREDS_FIELDS = (
    "rolle",
    "rolle_andet",
    "opgave",
    "navn",
    "organisation_navn",
    "telefon",
    "email",
    "fra",
    "til",
    "stedfortraeder_id",
    "uddannet_paa",
    "motivation",
)


def sag_of(row):
    """The case of a row, as the arguments `barn` and `plejefamilie` of these actions."""
    return {"barn": row.barn, "plejefamilie": None if row.barn_id else row.plejefamilie}


def samarbejde_url(barn=None, plejefamilie=None):
    """The address of a cooperation; ids only."""
    if barn is not None:
        return reverse("plejefamilier:barn_samarbejde", args=[barn.pk])
    return reverse("plejefamilier:familie_samarbejde", args=[plejefamilie.pk])


def record(event, row, by, **data):
    """A line in the log about a row of a case."""
    barn = {"barn": str(row.barn_id)} if row.barn_id else {}
    audit.record(event, row, by=by, familie_id=row.plejefamilie_id, **barn, **data)


def cooperating(kommune_id, day, ret=Permission.SEE_SAMARBEJDE):
    """The active people who on `day` hold a role in the municipality that grants `ret`.

    By default what opens cooperations: its own people, and those of institutions that work for it.
    """
    wanted = [rolle for rolle, some in ROLE_PERMISSIONS.items() if ret in some]
    roles = Rolletildeling.objects.filter(on_day(day), kommune=kommune_id, rolle__in=wanted)
    people = Bruger.objects.filter(is_active=True, pk__in=roles.values("bruger"))
    return people.order_by("navn", "pk")


@action
def add_kredsrolle(*, by, fra, barn=None, plejefamilie=None, bruger=None, **fields):
    """Somebody joins the circle of a child (or of a family) from the day `fra` (B22, B26).

    `fields` are columns of Kredsrolle. Raises ValidationError at `bruger` for somebody who does not
    cooperate in the municipality (code "ikke_her"), who is in the circle already by what she is
    (code "afledt"), or who is network with a login (code "netvaerk", B29); at `stedfortraeder` as
    for `bruger`; at `til` for a period that ends before it begins; and with a constraint's
    sentence.
    """
    sag = barn or plejefamilie
    refuse_backwards(fra, fields.get("til"))
    row = Kredsrolle(
        kommune_id=sag.kommune_id, barn=barn, plejefamilie=plejefamilie, bruger=bruger, fra=fra
    )
    for name, value in fields.items():
        setattr(row, name, value)
    if bruger is not None:
        row.navn = row.organisation_navn = ""
        _refuse_outsider("bruger", bruger, row)
        _refuse_derived(row)
    _refuse_network_with_login(row)
    if row.stedfortraeder:
        _refuse_outsider("stedfortraeder", row.stedfortraeder, row)
    save_or_explain(row)
    record("kredsrolle.tilfoejet", row, by=by, person=row.bruger_id)
    _tell_new(row, by=by)
    return row


def _refuse_outsider(field, person, row):
    day = max(row.fra, timezone.localdate())
    if not cooperating(row.kommune_id, day).filter(pk=person.pk).exists():
        raise ValidationError(
            {
                field: ValidationError(
                    "Personen har ingen rolle i kommunen, der giver adgang til samarbejder.",
                    code="ikke_her",
                )
            }
        )


def _refuse_derived(row):
    kreds = kredsen(None, barn=row.barn, familie=row.plejefamilie, dag=row.fra)
    for plads in kreds.nu:
        if plads.bruger == row.bruger_id and plads.pk is None and not plads.om:
            raise ValidationError(
                {
                    "bruger": ValidationError(
                        f"{plads.navn} er allerede med i kredsen som {plads.rolle.lower()}.",
                        code="afledt",
                    )
                }
            )


def _refuse_network_with_login(row):
    if row.rolle == Fagrolle.NETVAERK and row.bruger_id:
        raise ValidationError(
            {
                "rolle": ValidationError(
                    "Bedsteforældre og andet netværk skrives som en person uden for Samspil.",
                    code="netvaerk",
                )
            }
        )


def _tell_new(row, *, by):
    for person, key, words in (
        (row.bruger, "ny", "Du er kommet med i et samarbejde"),
        (row.stedfortraeder, "vikar", "Du er blevet stedfortræder i et samarbejde"),
    ):
        if person and person.pk != by.pk:
            key = f"kreds:{row.pk}:{key}:{person.pk}"
            notices.notify(person, key=key, tekst=words, url=samarbejde_url(**sag_of(row)))


@action
def update_kredsrolle(*, by, kredsrolle, udgave, **fields):
    """Correct a place in the circle, name a stand-in, or note the shared training (B28).

    `udgave` is the fingerprint of KREDS_FIELDS that the form was made from. Raises ValidationError
    (code "stale") when a colleague saved in between, (code "slut") for a place that is over, and
    as add_kredsrolle.
    """
    row = _locked(kredsrolle)
    refuse_stale(row, KREDS_FIELDS, udgave)
    refuse_backwards(fields.get("fra", row.fra), fields.get("til", row.til))
    changed = [name for name, value in fields.items() if getattr(row, name) != value]
    for name in changed:
        setattr(row, name, fields[name])
    _refuse_network_with_login(row)
    if row.stedfortraeder and "stedfortraeder" in changed:
        _refuse_outsider("stedfortraeder", row.stedfortraeder, row)
    save_or_explain(row)
    if changed:
        record("kredsrolle.aendret", row, by=by, felter=changed)
    if "stedfortraeder" in changed:
        _tell_new(row, by=by)
    return row


@action
def end_kredsrolle(*, by, kredsrolle, til, begrundelse):
    """Somebody leaves the circle after the day `til`, and why; what she could open closes then.

    Was she the chosen tovholder and has no other place, then that ends with it, and whoever
    coordinates by rule is told (B19). Raises ValidationError (code "slut") when it is over.
    """
    row = _locked(kredsrolle)
    refuse_backwards(row.fra, til)
    row.til, row.slut_begrundelse = til, begrundelse.strip()
    if not row.slut_begrundelse:
        raise ValidationError(
            {"begrundelse": ValidationError("Skriv, hvorfor det slutter.", code="begrundelse")}
        )
    save_or_explain(row)
    record("kredsrolle.afsluttet", row, by=by, person=row.bruger_id)
    _end_tovholder(row, by=by)
    return row


@action
def undo_kredsrolle(*, by, kredsrolle):
    """A place that begins today or later was a mistake: it goes away, and its access at once.

    Raises ValidationError (code "brugt") when a meeting or a note already leans on it, and (code
    "begyndt") when it began before today: then it is ended instead.
    """
    row = _locked(kredsrolle)
    if row.fra < timezone.localdate():
        raise ValidationError("Personen har været med. Afslut i stedet.", code="begyndt")
    notices.cancel_all(f"kreds:{row.pk}:")
    record("kredsrolle.fortrudt", row, by=by, person=row.bruger_id)
    _end_tovholder(row, by=by, last=row.fra - timedelta(days=1))
    try:
        row.delete()
    except ProtectedError as error:
        raise ValidationError(
            "Personen er indkaldt til et møde eller har fået et notat. Afslut i stedet.",
            code="brugt",
        ) from error


def _locked(kredsrolle):
    rows = Kredsrolle.objects.select_for_update(of=("self",)).select_related("barn", "plejefamilie")
    row = rows.filter(pk=kredsrolle.pk).first()
    if row is None or (row.til is not None and row.til < timezone.localdate()):
        raise ValidationError("Personen er ikke længere i kredsen.", code="slut")
    return row


def _end_tovholder(row, *, by, last=None):
    last = last or row.til
    sag = {"barn": row.barn} if row.barn_id else {"barn": None, "plejefamilie": row.plejefamilie}
    others = Kredsrolle.objects.filter(
        on_day(last + timedelta(days=1)), bruger=row.bruger_id, **sag
    )
    if row.bruger_id is None or others.exclude(pk=row.pk).exists():
        return
    held = Tovholder.objects.select_for_update(of=("self",)).filter(bruger=row.bruger_id, **sag)
    for tovholder in held.exclude(til__lte=last):
        close_tovholder(tovholder, last)
        record("tovholder.afsluttet", tovholder, by=by, person=tovholder.bruger_id)
        _tell_coordinator(row, by=by, key=f"tovholder:{tovholder.pk}:slut")


def close_tovholder(tovholder, til):
    """End it after `til`; one that would end before it began was never true and goes away."""
    if til < tovholder.fra:
        tovholder.delete()
        return
    tovholder.til = til
    tovholder.save(update_fields=["til"])


def _tell_coordinator(row, *, by, key):
    """Whoever coordinates by rule, rådgiver or konsulent, hears that nobody is chosen any more."""
    kreds = kredsen(None, barn=row.barn, familie=None if row.barn_id else row.plejefamilie)
    by_role = {plads.rolle: plads.bruger for plads in kreds.nu if plads.pk is None and not plads.om}
    found = by_role.get(kredsord.RAADGIVER) or by_role.get(kredsord.KONSULENT)
    if found and found != by.pk:
        notices.notify(
            Bruger.objects.get(pk=found),
            key=key,
            tekst="Et samarbejde har ikke længere en valgt tovholder",
            url=samarbejde_url(**sag_of(row)),
        )
