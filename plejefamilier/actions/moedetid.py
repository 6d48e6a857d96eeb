"""Who is busy when: refused for professionals, a warning for a family (R16), and V3."""

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone

from faelles import danish
from faelles.models import Bruger
from plejefamilier import moedeslags
from plejefamilier.actions.moedebesked import person_of
from plejefamilier.models import Deltager, Optaget

FAMILIE_OPTAGET, FOERSTE_MOEDE = "familie_optaget", "foerste_moede"  # warnings to be confirmed
BEKRAEFTES = frozenset({FAMILIE_OPTAGET, FOERSTE_MOEDE})


def kilde(moede):
    """What names a meeting in the table of busy times."""
    return f"moede-{moede.pk}"


def hold(valg):
    """One at a time for each person: a booking waits for the other instead of crossing it."""
    people = sorted({one.person.pk for one in valg if one.person})
    [*Bruger.objects.select_for_update(no_key=True).filter(pk__in=people).order_by("pk")]


def take_time(moede, rows):
    """Write who is busy during the meeting; the database refuses a second place in time (R16)."""
    people = {
        person.pk: person
        for one in rows
        if (person := person_of(one)) and one.svar != Deltager.Svar.AFBUD
    }
    mine = Optaget.objects.filter(kilde=kilde(moede))
    mine.exclude(bruger__in=people, start=moede.start, slut=moede.slut).delete()
    new = sorted(set(people) - {*mine.values_list("bruger", flat=True)})
    busy = Optaget.objects.filter(bruger__in=new).between(moede.start, moede.slut)
    names = [*busy.order_by("bruger__navn").values_list("bruger__navn", flat=True).distinct()]
    if names:
        _refuse_busy(moede, names)
    rows = [
        Optaget(bruger_id=pk, start=moede.start, slut=moede.slut, kilde=kilde(moede)) for pk in new
    ]
    try:
        with transaction.atomic():
            Optaget.objects.bulk_create(rows)
    except IntegrityError:
        _refuse_busy(moede, [*busy.order_by("bruger__navn").values_list("bruger__navn", flat=True)])


def _refuse_busy(moede, names):
    start, slut = timezone.localtime(moede.start), timezone.localtime(moede.slut)
    who = danish.opregning(names) or "En deltager"
    raise ValidationError(
        {
            "deltagere": ValidationError(
                f"{who} er optaget {danish.ugedag(start.date(), timezone.localdate())} "
                f"{danish.kl(start)}–{danish.ur(slut)}. Vælg et andet tidspunkt.",
                code="optaget",
            )
        }
    )


def warn(moede, valg, bekraeft):
    """Raise ValidationError for what may be right all the same, unless it has been confirmed."""
    if FAMILIE_OPTAGET not in bekraeft and _family_is_busy(moede, valg):
        raise ValidationError(
            "Plejefamilien eller forældrene har et andet møde på samme tid. Hold mødet alligevel, "
            "hvis de kan dele sig.",
            code=FAMILIE_OPTAGET,
        )
    if FOERSTE_MOEDE not in bekraeft and _site_in_first_meeting(moede, valg):
        raise ValidationError(
            "Det er det første møde med forældrene. Plejefamilien bør ikke være med her, men kan "
            "få besked for sig.",
            code=FOERSTE_MOEDE,
        )


def _family_is_busy(moede, valg):
    homes = {one.plejeforaelder.plejefamilie_id for one in valg if one.plejeforaelder}
    parents = {one.foraelder.pk for one in valg if one.foraelder}
    return (
        Deltager.objects.present()
        .exclude(svar=Deltager.Svar.AFBUD)
        .exclude(moede=moede.pk)
        .filter(
            Q(plejeforaelder__plejefamilie__in=homes) | Q(foraelder__in=parents),
            moede__aflyst_at=None,
            moede__start__lt=moede.slut,
            moede__slut__gt=moede.start,
        )
        .exists()
    )


def _site_in_first_meeting(moede, valg):
    """Would the placement site be in the very first meeting with these parents? (V3)"""
    parents = {one.foraelder.pk for one in valg if one.foraelder}
    site = any(one.plads == moedeslags.PLEJEFAMILIE for one in valg)
    if not (parents and site and moedeslags.SLAGS[moede.slags].foraeldre_vaelger):
        return False
    before = Deltager.objects.present().filter(
        foraelder__in=parents,
        moede__aflyst_at=None,
        moede__start__lt=moede.start,
        moede__barn=moede.barn_id,
    )
    return not before.exclude(moede=moede.pk).exists()
