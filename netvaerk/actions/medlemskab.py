"""Families in a group: proposed, answered for by their own konsulent, in it, out again (I4, R14).

Everything that takes or frees a seat holds the row of the group, so that people who press at the
same moment stand in one line; who begins with a family holds the family's row first.
"""

from datetime import timedelta

from django.core.exceptions import ValidationError
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from faelles import audit, danish, notices, regler
from faelles.action import action
from faelles.kalender import kalender_for
from faelles.versions import refuse_other_version
from netvaerk.actions.gruppebesked import quiet, welcome
from netvaerk.models import Medlemskab, Netvaerksgruppe
from netvaerk.stoerrelse import graenser_for, why_full
from plejefamilier.actions.save import refusal
from plejefamilier.ansvar import ansvarlige_for
from plejefamilier.models import Plejefamilie

SPURGT = "En familie, du arbejder med, er foreslået til en netværksgruppe"
SVARET = "Der er svar på et forslag til en netværksgruppe"
UDE = "En familie er gået ud af en netværksgruppe"
Svar, Kontakt = Medlemskab.Svar, Medlemskab.Kontakt


@action
def propose_familie(*, by, gruppe, plejefamilie, ja_paa=None, fra=None, deler=()):
    """Propose a family for a group; its konsulent has the duty of asking it (I4).

    `ja_paa` is the day on which the family has said yes already: it is in from `fra` (today unless
    told) and shares `deler`. Twice is once. Raises ValidationError when the municipality does
    without groups (code "fra"), the group is closed ("lukket"), the family has ended ("ophoert") or
    is of another municipality ("kommune"), is proposed or in already ("allerede"), and with a yes
    as answer_forslag does.
    """
    familie, row = _held(plejefamilie, gruppe)
    if regler.value("netvaerk.grupper", row.kommune) == "fra":
        raise ValidationError("Kommunen bruger ikke netværksgrupper.", code="fra")
    _refuse_closed(row)
    _refuse_ended(familie, row)
    there = Medlemskab.objects.filter(
        Q(svar="", trukket_at=None) | Q(svar=Svar.JA, til=None), gruppe=row, plejefamilie=familie
    ).first()
    if there is not None:
        if there.foreslaaet_af_id == by.pk and bool(ja_paa) == (there.svar == Svar.JA):
            return there
        raise ValidationError("Familien er foreslået eller med i forvejen.", code="allerede")
    today = timezone.localdate()
    limit = today + timedelta(days=regler.value("netvaerk.svar_dage", row.kommune))
    medlemskab = Medlemskab(
        gruppe=row,
        plejefamilie=familie,
        foreslaaet_af=by,
        svarfrist=kalender_for(row.kommune).roll_forward(limit),
    )
    if ja_paa:
        _join(medlemskab, by=by, paa=ja_paa, fra=fra, deler=deler)
    medlemskab.save()
    _record("medlemskab.foreslaaet", medlemskab, by=by)
    if ja_paa:
        _joined(medlemskab, by=by)
        return medlemskab
    url = reverse("netvaerk:medlemskab_answer", args=[medlemskab.pk])
    for person in ansvarlige_for(familie, today):
        if person.pk != by.pk:
            notices.notify(person, key=_key(medlemskab, "spurgt"), tekst=SPURGT, url=url)
    return medlemskab


@action
def answer_forslag(*, by, medlemskab, svar, svar_paa, fra=None, deler=()):
    """What the family said on `svar_paa`: Medlemskab.Svar. The same answer again changes nothing.

    With a yes it is in from `fra` (today unless told), both known by name to the group from then
    on, and shares `deler` (Medlemskab.Kontakt). Raises ValidationError for a proposal that is taken
    back (code "trukket") or answered otherwise ("besvaret"), a closed group ("lukket"), a family
    that has ended ("ophoert"), a day to come at `svar_paa` ("fremtid"), a first day at `fra` before
    the answer ("for_tidligt") or before its last one here ("allerede"), a full group ("fuld", R14),
    and something that cannot be shared at `deler` ("deler").
    """
    familie, gruppe = _held(medlemskab.plejefamilie, medlemskab.gruppe)
    row = _fresh(medlemskab, gruppe, familie)
    if row.svar:
        if row.svar == svar:
            return row
        raise ValidationError("Der er svaret på forslaget.", code="besvaret")
    if row.trukket_at:
        raise ValidationError("Forslaget er trukket tilbage.", code="trukket")
    if svar not in Svar:
        raise refusal("svar", "Vælg, hvad familien siger.", "svar")
    if svar == Svar.JA:
        _refuse_closed(gruppe)
        _refuse_ended(familie, gruppe)
        _join(row, by=by, paa=svar_paa, fra=fra, deler=deler)
    else:
        _answer(row, by=by, svar=Svar.NEJ, paa=svar_paa)
    row.version += 1
    row.save()
    notices.mark_read(_key(row, "spurgt"))
    if svar == Svar.JA:
        _joined(row, by=by)
    else:
        _record("medlemskab.nej", row, by=by)
        _tell(row, "svar", SVARET, by=by)
    return row


@action
def withdraw_forslag(*, by, medlemskab):
    """The family is not asked any more. Twice is once; what is answered stays (code "besvaret")."""
    gruppe = _locked(medlemskab.gruppe_id)
    row = _fresh(medlemskab, gruppe, medlemskab.plejefamilie)
    if row.trukket_at:
        return row
    if row.svar:
        raise ValidationError("Der er svaret på forslaget.", code="besvaret")
    row.trukket_at = timezone.now()
    row.version += 1
    row.save(update_fields=["trukket_at", "version"])
    notices.cancel(_key(row, "spurgt"))
    notices.mark_read(_key(row, "spurgt"))
    _record("medlemskab.trukket", row, by=by)
    return row


@action
def end_medlemskab(*, by, medlemskab, til, slutaarsag):
    """The family leaves: `til` is its last day, the seat is free after it. Twice is once.

    Its name, and what it shared, is gone from the group after that day; the group goes on (R14).
    Raises ValidationError when it is not in the group (code "ikke_med"), has left on another day or
    for another reason ("slut"), for a day before it came at `til` ("for_tidligt"), and without a
    reason at `slutaarsag` ("slutaarsag").
    """
    gruppe = _locked(medlemskab.gruppe_id)
    row = _fresh(medlemskab, gruppe, medlemskab.plejefamilie)
    if row.svar != Svar.JA:
        raise ValidationError("Familien er ikke med i gruppen.", code="ikke_med")
    if row.til:
        if (row.til, row.slutaarsag) == (til, slutaarsag):
            return row
        words = f"Familien er gået ud. Den sidste dag er {danish.dato(row.til)}."
        raise ValidationError(words, code="slut")
    if slutaarsag not in Medlemskab.Slutaarsag:
        raise refusal("slutaarsag", "Vælg, hvorfor familien stopper.", "slutaarsag")
    if til < row.fra:
        words = f"Familien kom først med {danish.dato(row.fra)}."
        raise refusal("til", words, "for_tidligt")
    return _leave(row, by=by, til=til, slutaarsag=slutaarsag)


@action
def end_after(*, by, memberships, paa, slutaarsag):
    """Whoever of `memberships` is in after `paa` leaves then, also who was to leave later."""
    staying = memberships.staying(paa + timedelta(days=1))
    for medlem in staying.select_related("plejefamilie").order_by("gruppe", "pk"):
        row = _fresh(medlem, _locked(medlem.gruppe_id), medlem.plejefamilie)
        last = max(row.fra, paa)
        if row.til is None or row.til > last:
            _leave(row, by=by, til=last, slutaarsag=slutaarsag)


@action
def share_kontakt(*, by, medlemskab, deler, deler_paa=None, version=None):
    """What the family lets the others have, as it said on `deler_paa`; nothing takes it back (I9).

    Raises ValidationError for a family that is not in the group today or later (code "ikke_med"),
    without the day, or with one to come, at `deler_paa` ("mangler", "fremtid"), for what cannot be
    shared at `deler` ("deler"), and ("stale") when a colleague saved since `version`.
    """
    gruppe = _locked(medlemskab.gruppe_id)
    row = _fresh(medlemskab, gruppe, medlemskab.plejefamilie)
    if row.svar != Svar.JA or (row.til and row.til < timezone.localdate()):
        raise ValidationError("Familien er ikke med i gruppen.", code="ikke_med")
    wanted = _shared(deler)
    paa = deler_paa if wanted else None
    if (row.deler, row.deler_paa) == (wanted, paa):
        return row
    if version is not None:
        refuse_other_version(row, version)
    if wanted and paa is None:
        raise refusal("deler_paa", "Skriv, hvornår familien sagde ja til at dele.", "mangler")
    if paa and paa > timezone.localdate():
        raise refusal("deler_paa", "Datoen ligger i fremtiden.", "fremtid")
    row.deler, row.deler_paa = wanted, paa
    row.version += 1
    row.save(update_fields=["deler", "deler_paa", "version"])
    _record("medlemskab.deler" if wanted else "medlemskab.deler_ikke", row, by=by, hvad=wanted)
    return row


@action
def end_networks_of(*, by, plejefamilie):
    """A family is a foster family no more: it is asked no longer, and leaves its groups.

    The ground calls it while it holds the family's row (plejefamilier.ophoer).
    """
    rows = Medlemskab.objects.filter(plejefamilie=plejefamilie).select_related("plejefamilie")
    for forslag in rows.asked().order_by("gruppe", "pk"):
        withdraw_forslag(by=by, medlemskab=forslag)
    end_after(
        by=by,
        memberships=rows,
        paa=plejefamilie.ophoert_paa,
        slutaarsag=Medlemskab.Slutaarsag.OPHOERT,
    )


# --- parts ------------------------------------------------------------------------------------


def _held(plejefamilie, gruppe):
    """The family and the group, locked in that order: the end of a family goes the same way."""
    rows = Plejefamilie.objects.select_for_update(no_key=True)
    return rows.get(pk=plejefamilie.pk), _locked(gruppe.pk)


def _locked(pk):
    rows = Netvaerksgruppe.objects.select_for_update(of=("self",), no_key=True)
    return rows.select_related("kommune", "facilitator", "ansvarlig").get(pk=pk)


def _fresh(medlemskab, gruppe, familie):
    """The membership as it stands, now that its group is held."""
    row = Medlemskab.objects.select_related("foreslaaet_af").get(pk=medlemskab.pk)
    row.gruppe, row.plejefamilie = gruppe, familie
    return row


def _refuse_closed(gruppe):
    if gruppe.lukket_paa is not None:
        raise ValidationError("Gruppen er lukket.", code="lukket")


def _refuse_ended(familie, gruppe):
    if familie.kommune_id != gruppe.kommune_id:
        raise ValidationError("Familien hører til en anden kommune.", code="kommune")
    if familie.ophoert_paa:
        ended = danish.dato(familie.ophoert_paa)
        raise ValidationError(f"Familien ophørte {ended}.", code="ophoert")


def _join(row, *, by, paa, fra, deler):
    """Let the family of `row` in from `fra`, if there is a seat on that day and after it (R14)."""
    fra = fra or timezone.localdate()
    _answer(row, by=by, svar=Svar.JA, paa=paa)
    if fra < paa:
        raise refusal("fra", "Familien kan tidligst være med, fra den sagde ja.", "for_tidligt")
    inside = Medlemskab.objects.filter(gruppe=row.gruppe, svar=Svar.JA)
    before = inside.filter(plejefamilie=row.plejefamilie, til__gte=fra).order_by("til").last()
    if before is not None:
        words = f"Familien er med i forvejen til og med {danish.dato(before.til)}."
        raise refusal("fra", words, "allerede")
    taken = inside.filter(Q(til=None) | Q(til__gte=fra)).count()
    if why := why_full(taken, graenser_for(row.gruppe.kommune)):
        raise ValidationError(why, code="fuld")
    row.fra = fra
    row.deler = _shared(deler)
    row.deler_paa = paa if row.deler else None


def _leave(row, *, by, til, slutaarsag):
    """A member of a locked group leaves after `til`, for good."""
    row.til, row.slutaarsag = til, slutaarsag
    row.version += 1
    row.save(update_fields=["til", "slutaarsag", "version"])
    quiet(row)
    _record("medlemskab.slut", row, by=by, aarsag=slutaarsag)
    if slutaarsag != Medlemskab.Slutaarsag.LUKKET:
        _tell(row, "ude", UDE, by=by)
    return row


def _answer(row, *, by, svar, paa):
    if paa is None:
        raise refusal("svar_paa", "Skriv, hvornår familien svarede.", "mangler")
    if paa > timezone.localdate():
        raise refusal("svar_paa", "Datoen ligger i fremtiden.", "fremtid")
    row.svar, row.svar_paa = svar, paa
    row.besvaret_af, row.besvaret_at = by, timezone.now()


def _shared(deler):
    """`deler` in the order of Medlemskab.Kontakt. Raises ValidationError for anything else."""
    chosen = [kontakt.value for kontakt in Kontakt if kontakt in deler]
    if len(chosen) != len({*deler}):
        raise refusal("deler", "Vælg blandt det, familier kan dele.", "deler")
    return chosen


def _joined(row, *, by):
    _record("medlemskab.ja", row, by=by, hvad=row.deler)
    welcome(row)
    _tell(row, "svar", SVARET, by=by)


def _tell(row, key, tekst, *, by):
    """Tell whoever runs the group, and whoever proposed the family; no name in it (W5).

    Some days after the hand-over that is the ansvarlig konsulent.
    """
    sees_until = row.gruppe.navne_til
    left = sees_until is not None and sees_until < timezone.localdate()
    runs = row.gruppe.ansvarlig if left else row.gruppe.facilitator
    people = {one.pk: one for one in (runs, row.foreslaaet_af)}
    people.pop(by.pk if by else None, None)
    for person in people.values():
        url = row.gruppe.get_absolute_url()
        notices.notify(person, key=_key(row, key), tekst=tekst, url=url)


def _key(row, occasion):
    return f"medlemskab-{row.pk}-{occasion}"


def _record(event, row, *, by, **data):
    familie = row.plejefamilie_id
    audit.record(event, row, by=by, familie_id=familie, gruppe=row.gruppe_id, **data)
