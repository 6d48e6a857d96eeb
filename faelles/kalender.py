"""The municipality's calendar: its rules and its closing days made into a Kalender."""

from datetime import date, timedelta

from faelles import regler
from faelles.models import Lukkedag
from faelles.workdays import Kalender

# The yearly closing days of R1. Each is a rule that a municipality switches on or off.
FASTE_DAGE = {
    "kalender.lukket_1_maj": ((5, 1), "1. maj"),
    "kalender.lukket_grundlovsdag": ((6, 5), "Grundlovsdag"),
    "kalender.lukket_juleaftensdag": ((12, 24), "Juleaftensdag"),
    "kalender.lukket_27_december": ((12, 27), "Lukket mellem jul og nytår"),
    "kalender.lukket_28_december": ((12, 28), "Lukket mellem jul og nytår"),
    "kalender.lukket_29_december": ((12, 29), "Lukket mellem jul og nytår"),
    "kalender.lukket_30_december": ((12, 30), "Lukket mellem jul og nytår"),
    "kalender.lukket_nytaarsaftensdag": ((12, 31), "Nytårsaftensdag"),
}
KRISTI_FREDAG = "kalender.lukket_efter_kristi_himmelfart"


def kalender_for(kommune, *, extra=()):
    """The Kalender of `kommune` as it stands now (R1). `extra` are unsaved Lukkedag rows to try."""
    values = regler.values([*FASTE_DAGE, KRISTI_FREDAG], kommune)
    lukket = {}
    for row in [*Lukkedag.objects.filter(kommune=kommune), *extra]:
        for number in range((row.til - row.fra).days + 1):
            lukket[row.fra + timedelta(days=number)] = row.navn
    return Kalender(
        faste={FASTE_DAGE[key][0]: FASTE_DAGE[key][1] for key in FASTE_DAGE if values[key]},
        kristi_fredag=values[KRISTI_FREDAG],
        lukket=lukket,
    )


def year_view(kalender, year):
    """The year as twelve months of (day, reason) pairs for the page; the reason is '' on hverdage."""
    months = []
    for month in range(1, 13):
        first = date(year, month, 1)
        after = date(year + month // 12, month % 12 + 1, 1)
        days = [first + timedelta(days=n) for n in range((after - first).days)]
        months.append((first, [(day, kalender.why_closed(day)) for day in days]))
    return months
