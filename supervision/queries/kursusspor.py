"""What comes after a course in its theme: the next step of a track, or the nearest of the kind."""

from dataclasses import dataclass
from itertools import groupby

from django.urls import reverse
from django.utils import timezone

from faelles import danish
from supervision.models import Forloeb, Kursus, Session, Sporled

LED = Sporled.Slags


@dataclass(frozen=True)
class Naeste:
    """What to go on with: its name, why it is proposed, when, and where it is ('' unseen)."""

    titel: str
    hvorfor: str
    hvornaar: str
    url: str


def next_step(bruger, kursus, led=None):
    """What is proposed after a course, as Naeste, or None (E3, E4).

    The step after it in its track; else the next group supervision of the same theme, else the next
    course. Of a group only its name and when it meets: who is in it stays with those who see it.
    `led` is what `led_around` gave, when it has been asked already.
    """
    after = _after(kursus, led_around(kursus) if led is None else led)
    if after is not None:
        return _of_led(bruger, after, kursus)
    if kursus.tema_id is None:
        return None
    return _of_tema(bruger, kursus)


def led_around(kursus):
    """The steps of every track in use that the course is a step of, in order; one query."""
    tracks = Sporled.objects.filter(kursus=kursus, spor__aktiv=True).values("spor")
    rows = Sporled.objects.filter(spor__in=tracks).select_related("spor", "kursus", "forloeb")
    return [*rows.order_by("spor__navn", "spor", "nr")]


def by_spor(led):
    """[(track, its steps)] of what `led_around` gave."""
    return [(spor, [*rows]) for spor, rows in groupby(led, key=lambda one: one.spor)]


def _after(kursus, rows):
    for number, led in enumerate(rows[:-1]):
        following = rows[number + 1]
        if led.kursus_id == kursus.pk and following.spor_id == led.spor_id:
            return following
    return None


def _of_led(bruger, led, kursus):
    why = f"Næste led i sporet »{led.spor}«"
    if led.slags == LED.KURSUS and led.kursus:
        seen = Kursus.objects.visible_to(bruger).filter(pk=led.kursus_id).exists()
        if not seen or led.kursus.aflyst_at:
            return Naeste(led.titel, why, "", "")
        return _of_kursus(led.kursus, led.titel, why)
    if led.slags == LED.GRUPPE:
        session = _next_session(forloeb=led.forloeb) if led.forloeb else _next_of(kursus)
        return _of_session(bruger, session, led.titel, why)
    return Naeste(f"{led.titel} ({led.get_slags_display().lower()})", why, "", "")


def _of_tema(bruger, kursus):
    why = f"Samme tema: {kursus.tema}"
    session = _next_of(kursus)
    if session is not None:
        return _of_session(bruger, session, "Gruppesupervision", why)
    now, today = timezone.now(), timezone.localdate()
    later = Kursus.objects.visible_to(bruger).published().filter(tema=kursus.tema_id)
    later = later.filter(begynder_paa__gt=max(today, kursus.slut_paa or today), lukket=False)
    found = later.filter(tilmeldingsfrist__gte=now.date()).order_by("begynder_paa", "pk").first()
    return _of_kursus(found, found.titel, why) if found else None


def _next_of(kursus):
    if kursus.tema_id is None:
        return None
    return _next_session(
        forloeb__tema=kursus.tema_id,
        forloeb__kommune=kursus.kommune_id,
        forloeb__slags=Forloeb.Slags.GRUPPE,
    )


def _next_session(**lookup):
    """The next planned session of a group that runs."""
    running = Forloeb.objects.running().filter(slags=Forloeb.Slags.GRUPPE)
    rows = Session.objects.planned().filter(forloeb__in=running, start__gt=timezone.now(), **lookup)
    return rows.select_related("forloeb").order_by("start", "pk").first()


def _of_kursus(kursus, titel, why):
    day = kursus.begynder_paa
    return Naeste(
        titel,
        why,
        danish.ugedag(day, timezone.localdate()) if day else "",
        reverse("supervision:kursus_detail", args=[kursus.pk]),
    )


def _of_session(bruger, session, titel, why):
    if session is None:
        return Naeste(titel, why, "", "")
    seen = Forloeb.objects.visible_to(bruger).filter(pk=session.forloeb_id).exists()
    start = timezone.localtime(session.start)
    when = f"{danish.ugedag(start.date(), timezone.localdate())} {danish.kl(start)}"
    url = reverse("supervision:forloeb_detail", args=[session.forloeb_id]) if seen else ""
    name = session.forloeb.titel or titel
    return Naeste(f"{titel}: {name}" if name != titel else titel, why, when, url)
