"""The mail to a foster parent about a group: times, and a room's place (W5, R17).

No name of a group, a family or a child, and nobody's home: a place written by hand is not told.
"""

from datetime import datetime, timedelta

from django.utils import timezone

from netvaerk.models import Gruppebesked
from plejefamilier.familiemail import STED_AFTALT, VIDEO, Tid, mail_om
from plejefamilier.models.moede import Form

Slags = Gruppebesked.Slags
TITEL = "Netværksmøde"
ORD = {
    Slags.MOEDE: (
        "Møder i jeres netværksgruppe",
        "I er med i en netværksgruppe for plejefamilier. I mødes:",
    ),
    Slags.AENDRET: (
        "Netværksmødet er flyttet",
        "Et møde i jeres netværksgruppe er ændret. Det gælder nu:",
    ),
    Slags.AFLYST: ("Netværksmødet er aflyst", "Et møde i jeres netværksgruppe er aflyst."),
    Slags.PAAMINDELSE: ("Husk netværksmødet", "I skal mødes i jeres netværksgruppe."),
    Slags.SELV: (
        "Jeres netværksgruppe",
        "Det er snart den dag i måneden, hvor jeres netværksgruppe plejer at mødes. "
        "I bestemmer selv, om I mødes, og hvor.",
    ),
}
WITH_FILE = (Slags.MOEDE, Slags.AENDRET, Slags.AFLYST)


def gruppemail(row, moeder):
    """The mail of `row` (Gruppebesked) as things stand; `moeder` are the group's coming ones."""
    emne, linje = ORD[row.slags]
    if row.slags == Slags.SELV:
        times = [_self_run(row)]
    else:
        times = [_time(moede) for moede in ([row.moede] if row.moede else moeder)]
    over = row.slags == Slags.AFLYST
    return mail_om(times, emne, linje, over=over, med_fil=row.slags in WITH_FILE)


def _time(moede):
    sted = VIDEO
    if moede.form != Form.VIRTUELT:
        room = moede.lokale
        parts = (room.navn, room.organisation.navn, room.adresse) if room else ()
        sted = ", ".join(part for part in parts if part) or STED_AFTALT
    return Tid(
        uid=f"gruppemoede-{moede.pk}",
        udgave=moede.udgave,
        titel=TITEL,
        start=moede.start,
        slut=moede.slut,
        aflyst=moede.aflyst_at is not None,
        sted=sted,
        link=moede.link if moede.form != Form.FYSISK else "",
    )


def _self_run(row):
    gruppe = row.medlemskab.gruppe
    start = timezone.make_aware(datetime.combine(row.dag, gruppe.klokken))
    return Tid(
        uid="",
        udgave=0,
        titel=TITEL,
        start=start,
        slut=start + timedelta(minutes=gruppe.minutter),
        aflyst=False,
        sted="",
        link="",
    )


def is_in(medlemskab, day):
    """Is the family in the group on `day`?"""
    return medlemskab.fra <= day and (medlemskab.til is None or medlemskab.til >= day)


def still_true(row, now, moeder):
    """Is the mail worth sending now? Not to whoever left, nor of what is over or otherwise.

    `moeder` are the coming meetings of the group that the family is in for.
    """
    gruppe = row.medlemskab.gruppe
    if row.slags == Slags.AFLYST:
        return row.moede.aflyst_at is not None and row.moede.slut > now
    if gruppe.lukket_paa:
        return False
    if row.slags == Slags.SELV:
        here = is_in(row.medlemskab, row.dag) and gruppe.kontakt_id == row.plejeforaelder_id
        return here and row.dag >= timezone.localdate(now)
    if row.moede is None:
        return bool(moeder)
    here = is_in(row.medlemskab, timezone.localdate(row.moede.start))
    if row.slags == Slags.AENDRET:  # she may have been asked to the old day alone
        til = row.medlemskab.til
        here = here or til is None or til >= timezone.localdate(now)
    return here and row.moede.aflyst_at is None and row.moede.start > now
