"""What speaks against signing somebody up and may be right all the same (R16, E17)."""

from django.core.exceptions import ValidationError
from django.db.models import Exists, OuterRef
from django.utils import timezone

from faelles import danish
from plejefamilier.models import Deltager, Familieprofil, Moede, Optaget
from supervision.models import Kursusgang, Session, Tilmelding

FAMILIE_OPTAGET, ANDRE_INDSATSER = "familie_optaget", "andre_indsatser"
BEKRAEFTES = frozenset({FAMILIE_OPTAGET, ANDRE_INDSATSER})


def warn(kursus, *, plejefamilie, bruger, bekraeft):
    """Raise the warnings whose codes are not in `bekraeft`, all at once.

    FAMILIE_OPTAGET: the family, or the professional, has something else at one of the course's
    times (R16). ANDRE_INDSATSER: the family is part of something else already, as the supported
    start of new families (E17).
    """
    found = []
    if FAMILIE_OPTAGET not in bekraeft and (start := _busy_at(kursus, plejefamilie, bruger)):
        who = "Familien" if plejefamilie else "Personen"
        local = timezone.localtime(start)
        day = danish.ugedag(local.date(), timezone.localdate())
        words = f"{who} har noget andet, mens kurset holdes {day} {danish.kl(local)}."
        found.append(ValidationError(words, code=FAMILIE_OPTAGET))
    if ANDRE_INDSATSER not in bekraeft and plejefamilie and _takes_part_elsewhere(plejefamilie):
        words = "Familien er med i andre forløb i forvejen. Spørg, om den kan nå et kursus til."
        found.append(ValidationError(words, code=ANDRE_INDSATSER))
    if found:
        raise ValidationError(found)


def _busy_at(kursus, plejefamilie, bruger):
    """When the first meeting of the course begins that overlaps with something else, or None.

    Intervals are half-open: what ends as the other begins does not count (R16). With what they are
    busy is not said. One query.
    """
    at = {"start__lt": OuterRef("slut"), "slut__gt": OuterRef("start")}
    mine = Kursusgang.objects.planned().filter(kursus=kursus)
    if bruger:
        busy = Exists(Optaget.objects.filter(bruger=bruger, **at))
        return mine.filter(busy).order_by("start").values_list("start", flat=True).first()
    tilmeldinger = Tilmelding.objects.active().filter(plejefamilie=plejefamilie)
    others = tilmeldinger.exclude(kursus=kursus).exclude(status=Tilmelding.Status.VENTER)
    asked = (
        Deltager.objects.present()
        .exclude(svar=Deltager.Svar.AFBUD)
        .filter(plejeforaelder__plejefamilie=plejefamilie)
    )
    busy = (
        Exists(
            Kursusgang.objects.planned().filter(
                kursus__in=others.values("kursus"), kursus__aflyst_at=None, **at
            )
        )
        | Exists(Moede.objects.filter(pk__in=asked.values("moede"), aflyst_at=None, **at))
        | Exists(Session.objects.planned().filter(deltagere__plejefamilie=plejefamilie, **at))
    )
    return mine.filter(busy).order_by("start").values_list("start", flat=True).first()


def _takes_part_elsewhere(plejefamilie):
    """What it takes part in is the konsulent's to know, not everybody's who may sign up."""
    rows = Familieprofil.objects.filter(plejefamilie=plejefamilie)
    return rows.exclude(andre_indsatser="").exists()
