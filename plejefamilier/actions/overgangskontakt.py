"""The gradual move: visits, overnights, known adults and counselling, planned and held (H9–H11)."""

from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from faelles import notices, regler
from faelles.action import action
from faelles.kalender import kalender_for
from plejefamilier import moedeslags, overgangsparter
from plejefamilier.actions.overgang import lock_open, record
from plejefamilier.actions.save import refuse_backwards, save_or_explain
from plejefamilier.actions.udslusningsplan import newest_plan
from plejefamilier.ansvar import ansvarlige_for
from plejefamilier.models import Kendtvoksen, Moedeslags, Overgang, Overgangskontakt
from plejefamilier.rytme import reminder_days
from plejefamilier.udslusning import trin_on

Slags = Overgangskontakt.Slags
SNART = "Et besøg i en støttet overgang er snart"
MANGLER_MOEDE = "En støttet overgang mangler sit opstartsmøde"
MINUTES = timedelta(minutes=1)


@action
def add_kontakt(
    *,
    by,
    overgang,
    slags,
    start,
    slut=None,
    trin="",
    kendt_voksen=None,
    hvem="",
    tekst="",
    paa_budget=False,
):
    """Plan a step of the move, or note one that has been: what has begun counts as held.

    `start` and `slut` are aware moments. `trin` empty: the stage of that day in the plan. With
    `paa_budget` its minutes are taken from the institution's hours (H10). The same sent twice is
    one row. Raises ValidationError: a known adult outside her period (code "periode"), hours
    without an end ("slut").
    """
    row = lock_open(overgang)
    day = timezone.localdate(start)
    if slags == Slags.KENDT_VOKSEN:
        _refuse_outside_period(row, kendt_voksen, day)
    if slut is not None and slut <= start:
        raise ValidationError(
            {"slut": ValidationError("Det skal slutte, efter det begynder.", code="slut")}
        )
    if paa_budget and slut is None:
        raise ValidationError(
            {"slut": ValidationError("Skriv, hvornår det sluttede.", code="slut")}
        )
    wanted = {
        "slags": slags,
        "start": start,
        "slut": slut,
        "kendt_voksen": kendt_voksen if slags == Slags.KENDT_VOKSEN else None,
        "hvem": hvem.strip(),
        "tekst": tekst.strip(),
        "by": by,
    }
    before = row.kontakter.filter(aflyst_at=None, **wanted).first()
    if before:
        return before
    now = timezone.now()
    kontakt = save_or_explain(
        Overgangskontakt(
            overgang=row,
            trin=trin or stage_of(row, day),
            minutter=_minutes(start, slut) if paa_budget else 0,
            holdt_at=now if start <= now else None,
            **wanted,
        )
    )
    event = "overgang.kontakt_noteret" if kontakt.holdt_at else "overgang.kontakt_planlagt"
    record(event, row, by=by, kontakt=kontakt.pk)
    return kontakt


@action
def hold_kontakt(*, by, kontakt, tekst, slut, paa_budget=False):
    """It took place: what happened, and when it ended (`slut`, an aware moment or None).

    Raises ValidationError: not begun yet (code "fremtid"), cancelled ("aflyst"), hours without an
    end ("slut").
    """
    overgang, row = _locked(kontakt)
    if row.aflyst_at:
        raise ValidationError("Besøget er aflyst.", code="aflyst")
    if row.start > timezone.now():
        raise ValidationError("Besøget er ikke begyndt endnu.", code="fremtid")
    if paa_budget and slut is None:
        raise ValidationError(
            {"slut": ValidationError("Skriv, hvornår det sluttede.", code="slut")}
        )
    row.tekst, row.slut = tekst.strip(), slut
    row.minutter = _minutes(row.start, slut) if paa_budget else 0
    row.holdt_at = row.holdt_at or timezone.now()
    row.full_clean()
    row.save(update_fields=["tekst", "slut", "minutter", "holdt_at"])
    record("overgang.kontakt_holdt", overgang, by=by, kontakt=row.pk)
    return row


@action
def cancel_kontakt(*, by, kontakt, begrundelse):
    """It does not take place, and why; it stays, struck through. A second press changes nothing.

    Raises ValidationError when it was held (code "holdt"), and without a reason ("begrundelse").
    """
    overgang, row = _locked(kontakt)
    if row.aflyst_at:
        return row
    if row.holdt_at:
        raise ValidationError("Besøget er holdt og kan ikke aflyses.", code="holdt")
    if not begrundelse.strip():
        raise ValidationError(
            {"begrundelse": ValidationError("Skriv, hvorfor det er aflyst.", code="begrundelse")}
        )
    row.aflyst_at, row.aflyst_fordi = timezone.now(), begrundelse.strip()
    row.full_clean()
    row.save(update_fields=["aflyst_at", "aflyst_fordi"])
    notices.cancel_all(_key(row))
    record("overgang.kontakt_aflyst", overgang, by=by, kontakt=row.pk)
    return row


@action
def add_kendtvoksen(*, by, overgang, navn, fra, til=None, bruger=None):
    """An adult of the institution whom the child knows may visit in this period (B16)."""
    row = lock_open(overgang)
    refuse_backwards(fra, til)
    wanted = {"navn": bruger.navn if bruger else navn.strip(), "bruger": bruger, "fra": fra}
    before = row.kendte_voksne.filter(**wanted).first()
    if before:
        return before
    voksen = save_or_explain(Kendtvoksen(overgang=row, til=til, **wanted))
    record("overgang.kendt_voksen", row, by=by, voksen=voksen.pk)
    return voksen


@action
def end_kendtvoksen(*, by, voksen, til):
    """The last day on which a known adult may visit; before `fra` is refused."""
    row = lock_open(voksen.overgang)
    refuse_backwards(voksen.fra, til)
    voksen.til = til
    voksen.full_clean()
    voksen.save(update_fields=["til"])
    record("overgang.kendt_voksen_slut", row, by=by, voksen=voksen.pk)
    return voksen


@action
def remind_overgang(*, by, overgang):
    """Tell of what comes: visits some days before (R17), and a missing opstartsmøde (H5).

    The konsulent and the institution's people of today hear of each visit on each day of the
    meeting rule, once, at the hour of the rule; whoever comes in between hears of it then.
    Returns how many notices are due by today, told earlier or now.
    """
    row = Overgang.objects.select_related("kommune", "barn", "plejefamilie").get(pk=overgang.pk)
    today = timezone.localdate()
    kalender = kalender_for(row.kommune)
    offsets = reminder_offsets(row.kommune)
    soon = row.kontakter.filter(holdt_at=None, aflyst_at=None, start__gt=timezone.now())
    people = [
        *ansvarlige_for(row.plejefamilie, today),
        *overgangsparter.from_institution(row, today),
    ]
    told = 0
    for kontakt in soon:
        days = reminder_days(
            timezone.localdate(kontakt.start), offsets, kalender, timezone.localdate(kontakt.at)
        )
        passed = [day for day in days if day <= today]
        for person in people if passed else ():
            _tell(row, person, f"{_key(kontakt)}{passed[-1]}", SNART, passed[-1])
            told += 1
    return told + _remind_of_meeting(row, today)


def _remind_of_meeting(row, today):
    weeks = regler.value("overgang.opstartsmoede_uger", row.kommune)
    if today < row.planlagt_flytning - timedelta(weeks=weeks) or row.flyttet_paa:
        return 0
    if row.moeder.planned().filter(slags=Moedeslags.OPSTARTSMOEDE).exists():
        return 0
    people = [row.barn.myndighedsraadgiver, *ansvarlige_for(row.plejefamilie, today)]
    people = [person for person in people if person]
    for person in people:
        _tell(row, person, f"overgang-{row.pk}-opstartsmoede", MANGLER_MOEDE, today)
    return len(people)


def _tell(overgang, person, key, tekst, day):
    """A notice at the hour of the reminders on `day`."""
    hour = regler.value("plejefamilier.paamindelse_kl", overgang.kommune)
    notices.notify(
        person,
        key=f"{key}-{person.pk}",
        tekst=tekst,
        url=reverse("plejefamilier:overgang_detail", args=[overgang.pk]),
        due_at=timezone.make_aware(datetime.combine(day, hour)),
    )


def reminder_offsets(kommune):
    """How many days before a meeting the municipality reminds (R17)."""
    return [*regler.values(moedeslags.MOEDE, kommune).values()]


def stage_of(overgang, day):
    """The stage of `day` by the newest plan (H11)."""
    plan = newest_plan(overgang)
    perioder = {row.trin: (row.fra, row.til) for row in plan.trin.all()} if plan else {}
    return trin_on(day, perioder, overgang.flyttet_paa or overgang.planlagt_flytning)


def _refuse_outside_period(overgang, voksen, day):
    if voksen is None or voksen.overgang_id != overgang.pk:
        raise ValidationError(
            {"kendt_voksen": ValidationError("Vælg den kendte voksne.", code="kendt_voksen")}
        )
    if day < voksen.fra or (voksen.til and day > voksen.til):
        raise ValidationError(
            {
                "kendt_voksen": ValidationError(
                    "Den voksne må ikke besøge barnet den dag. Ret perioden først.", code="periode"
                )
            }
        )


def _minutes(start, slut):
    return round((slut - start) / MINUTES)


def _locked(kontakt):
    overgang = lock_open(kontakt.overgang)
    return overgang, Overgangskontakt.objects.select_for_update(of=("self",)).get(pk=kontakt.pk)


def _key(kontakt):
    return f"overgangskontakt-{kontakt.pk}-"
