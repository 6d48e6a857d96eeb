"""Attendance on paper: a list to sign, and the certificate of one participant."""

from dataclasses import dataclass

from django.utils import timezone

from faelles import danish, regler
from plejefamilier.kursuskonto import KEYS
from supervision.actions.fremmoede import seated_on
from supervision.fremmoede import BEVIS, HALV_DAG, halves, minutes_of, percent
from supervision.models import Fremmoede, Kursusdeltager

COLUMNS = 8  # meetings side by side on a sheet that lies down
EMPTY_LINES = 3  # for those who come without having been enrolled
MINUTES = 60


def sheets(kursus, gange):
    """The columns of the list to sign, a sheet at a time: [[(day, time of the half)]]."""
    longest = regler.value(HALV_DAG, kursus.kommune_id)
    columns = []
    for gang in gange:
        start, slut = timezone.localtime(gang.start), timezone.localtime(gang.slut)
        of = halves(gang.minutter, longest)
        middle = start + (slut - start) / len(of)
        times = [(start, slut)] if len(of) == 1 else [(start, middle), (middle, slut)]
        columns += [
            (danish.dato_kort(start.date()), f"{danish.ur(one)}–{danish.ur(other)}")
            for one, other in times
        ]
    return [columns[at : at + COLUMNS] for at in range(0, len(columns), COLUMNS)]


def lines(kursus):
    """Who signs, by family: [(family, [names])], those with a seat."""
    found = {}
    for one in seated_on(kursus):
        familie = one.tilmelding.plejefamilie
        found.setdefault(familie.visningsnavn if familie else "Fagpersoner", []).append(one.hvem)
    return [*found.items()]


@dataclass(frozen=True)
class Bevis:
    """What a certificate says; `mangler` is why there is none yet, ''."""

    deltager: Kursusdeltager
    timer: str
    dage: str
    gange: int
    hvornaar: str
    begreber: list
    underviser: str
    mangler: str


def bevis(deltager, today):
    """The certificate of a participant, or why there is none (kurser.bevis_procent)."""
    kursus = deltager.tilmelding.kursus
    held = [*kursus.gange.planned()]
    least = regler.value(BEVIS, kursus.kommune_id)
    noted = {}
    rows = Fremmoede.objects.filter(deltager=deltager, gang__in=held)
    for gang, halvdel, kom in rows.values_list("gang", "halvdel", "kom"):
        noted.setdefault(gang, {})[halvdel] = kom
    minutter = sum(
        minutes_of(gang.minutter, halvdel, tuple(sorted(noted[gang.pk])))
        for gang in held
        if gang.pk in noted
        for halvdel, kom in noted[gang.pk].items()
        if kom
    )
    share = percent(minutter, sum(gang.minutter for gang in held))
    days = [timezone.localdate(gang.start) for gang in held]
    if kursus.slut_paa is None or kursus.slut_paa > today or kursus.aflyst_at:
        mangler = "Beviset kan skrives, når sidste gang er holdt."
    elif share is None or share < least:
        mangler = (
            f"Beviset kræver fremmøde på mindst {least} procent. "
            f"Her er {share or 0} procent noteret."
        )
    else:
        mangler = ""
    rate = regler.value(KEYS["timer_pr_dag"], kursus.kommune_id) * MINUTES
    return Bevis(
        deltager=deltager,
        timer=_number(minutter / MINUTES),
        dage=_number(minutter / rate),
        gange=sum(any(of.values()) for of in noted.values()),
        hvornaar=danish.periode(days[0], days[-1]) if days else "",
        begreber=[*kursus.begreber.values_list("ord", flat=True)],
        underviser=kursus.ansvarlig.navn,
        mangler=mangler,
    )


def _number(value):
    """14 or 2,33: decimals when they say something."""
    return danish.tal(round(value, 2), 2).rstrip("0").rstrip(",")
