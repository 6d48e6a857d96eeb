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
        words = f"{who} har noget andet på samme tid: {day} {danish.kl(local)}."
        found.append(ValidationError(words, code=FAMILIE_OPTAGET))
    if ANDRE_INDSATSER not in bekraeft and plejefamilie and (words := _others(plejefamilie)):
        text = f"Familien er allerede i gang med andet: {words} Spørg, om den kan nå mere."
        found.append(ValidationError(text, code=ANDRE_INDSATSER))
    if found:
        raise ValidationError(found)


def _busy_at(kursus, plejefamilie, bruger):
    """When the first thing begins that overlaps with a meeting of the course, or None; one query.

    Intervals are half-open: one that ends as the other begins does not count (R16).
    """
    mine = Kursusgang.objects.planned().filter(
        kursus=kursus, start__lt=OuterRef("slut"), slut__gt=OuterRef("start")
    )
    if bruger:
        rows = Optaget.objects.filter(Exists(mine), bruger=bruger)
        return rows.order_by("start").values_list("start", flat=True).first()
    tilmeldinger = Tilmelding.objects.active().filter(plejefamilie=plejefamilie)
    others = tilmeldinger.exclude(kursus=kursus).exclude(status=Tilmelding.Status.VENTER)
    asked = (
        Deltager.objects.present()
        .exclude(svar=Deltager.Svar.AFBUD)
        .filter(plejeforaelder__plejefamilie=plejefamilie)
    )
    sources = (
        Kursusgang.objects.planned().filter(
            kursus__in=others.values("kursus"), kursus__aflyst_at=None
        ),
        Moede.objects.filter(pk__in=asked.values("moede"), aflyst_at=None),
        Session.objects.planned().filter(deltagere__plejefamilie=plejefamilie),
    )
    first, *rest = (
        rows.filter(Exists(mine)).order_by().values_list("start", flat=True) for rows in sources
    )
    return first.union(*rest).order_by("start").first()


def _others(plejefamilie):
    profil = Familieprofil.objects.filter(plejefamilie=plejefamilie).only("andre_indsatser").first()
    words = profil.andre_indsatser.strip() if profil else ""
    return words if not words or words.endswith((".", "!", "?")) else f"{words}."
