"""The mail to a foster parent about a course or supervision: times, and a public place (W5, R17).

No name of a child or a family, no title of a course, no word of a case, and nobody's home. The
calendar file has one event for each time, with the same UID always; SEQUENCE counts its changes.
"""

from django.utils import timezone

from faelles import danish
from plejefamilier.familiemail import STED_AFTALT, VIDEO, Tid, mail_om
from plejefamilier.models.moede import Form, Sted
from supervision.models import Familiebesked, Kursus, Tilmelding

Slags = Familiebesked.Slags
KURSUS, SESSION = "Kursus", "Supervision"
OFFENTLIGE = (Sted.KOMMUNEN, Sted.INSTITUTIONEN)
KURSUSORD = {
    Slags.TILMELDT: ("I er tilmeldt et kursus", "I har fået plads på et kursus."),
    Slags.VENTELISTE: (
        "I står på venteliste til et kursus",
        "Kurset er fuldt. I står på ventelisten og hører fra os, hvis I får tilbudt en plads.",
    ),
    Slags.AENDRET: ("Kurset er ændret", "Et kursus, I er tilmeldt, er ændret. Det gælder nu:"),
    Slags.PAAMINDELSE: ("Husk kurset", "I skal på kursus."),
}
TILBUDT = (
    "I er tilbudt en plads på et kursus",
    "Der er blevet en plads til jer på et kursus. Sig til jeres familieplejekonsulent senest "
    "{frist}, om I vil have den. Derefter går den videre til de næste på ventelisten.",
)
AFLYST = ("Kurset er aflyst", "Et kursus, I var tilmeldt, er aflyst.")
AFMELDT = ("I er meldt fra et kursus", "I er ikke længere tilmeldt kurset.")
SESSIONSORD = {
    Slags.AENDRET: ("Supervision er flyttet", "Jeres supervision er flyttet. Det gælder nu:"),
    Slags.AFLYST: ("Supervision er aflyst", "Jeres supervision er aflyst."),
    Slags.PAAMINDELSE: ("Husk supervision", "I skal have supervision."),
}


def familiemail(row, gange):
    """The mail of `row` (Familiebesked) as things stand now; `gange` are its course's meetings."""
    if row.session_id:
        return _about([_session_time(row.session)], *SESSIONSORD[row.slags], slags=row.slags)
    kursus = row.tilmelding.kursus
    shown = [row.gang] if row.gang else gange
    times = [_course_time(gang, kursus) for gang in shown]
    emne, linje = _course_words(row, kursus)
    return _about(times, emne, linje, slags=row.slags)


def _course_words(row, kursus):
    if row.slags == Slags.PLADS:
        until = timezone.localtime(row.tilmelding.tilbud_til)
        frist = f"{danish.ugedag(until.date())} {danish.kl(until)}"
        return TILBUDT[0], TILBUDT[1].format(frist=frist)
    if row.slags == Slags.AFLYST:
        return AFMELDT if row.tilmelding.afmeldt_at else AFLYST
    return KURSUSORD[row.slags]


def _about(times, emne, linje, *, slags):
    with_file = slags in (Slags.TILMELDT, Slags.AENDRET, Slags.AFLYST)
    return mail_om(times, emne, linje, over=slags == Slags.AFLYST, med_fil=with_file)


def _course_time(gang, kursus):
    return Tid(
        uid=f"kursusgang-{gang.pk}",
        udgave=gang.udgave,
        titel=KURSUS,
        start=gang.start,
        slut=gang.slut,
        aflyst=bool(gang.aflyst_at or kursus.aflyst_at),
        sted=_course_place(gang, kursus),
        link=gang.link if kursus.levering != Kursus.Levering.FYSISK else "",
    )


def _course_place(gang, kursus):
    """Where, in words that may stand in a mail: a room, or the public place of an open course."""
    if kursus.levering == Kursus.Levering.VIRTUEL:
        return VIDEO
    if gang.lokale:
        room = gang.lokale
        return ", ".join(part for part in (room.navn, room.organisation.navn, room.adresse) if part)
    if kursus.lukket or not gang.sted_tekst:
        return STED_AFTALT
    return gang.sted_tekst


def _session_time(session):
    sted = VIDEO
    if session.form != Form.VIRTUELT:
        public = session.sted in OFFENTLIGE
        sted = Sted(session.sted).label.lower() if public else STED_AFTALT
        sted = f"{sted}, {session.lokale.navn}" if public and session.lokale else sted
    return Tid(
        uid=f"session-{session.pk}",
        udgave=session.udgave,
        titel=SESSION,
        start=session.start,
        slut=session.slut,
        aflyst=session.aflyst_at is not None,
        sted=sted,
        link=session.link if session.form != Form.FYSISK else "",
    )


def still_true(row, now):
    """Is the mail worth sending now? Not when it was taken back, is over, or stands otherwise."""
    if row.session_id:
        session = row.session
        if row.slags == Slags.AFLYST:
            return session.aflyst_at is not None
        return session.aflyst_at is None and session.slut > now
    tilmelding = row.tilmelding
    kursus = tilmelding.kursus
    if row.slags == Slags.AFLYST:
        return True
    if tilmelding.afmeldt_at or kursus.aflyst_at:
        return False
    if row.gang and (row.gang.aflyst_at or row.gang.start <= now):
        return False
    wanted = {
        Slags.VENTELISTE: Tilmelding.Status.VENTER,
        Slags.PLADS: Tilmelding.Status.TILBUDT,
    }.get(row.slags, Tilmelding.Status.PLADS)
    return tilmelding.status == wanted
