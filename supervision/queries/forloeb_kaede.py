"""A chain of forløb: one goes on where the other ended (F12, G9)."""

from collections import namedtuple
from dataclasses import dataclass
from datetime import date

from django.db import connection
from django.utils import timezone

from supervision.models import Forloeb

# the whole chain around one forløb, and what was held in each; at most a hundred links
SQL = """
WITH RECURSIVE tilbage AS (
    SELECT id, forlaenger_id, 1 AS langt FROM supervision_forloeb WHERE id = %s
    UNION ALL
    SELECT f.id, f.forlaenger_id, t.langt + 1
    FROM supervision_forloeb f JOIN tilbage t ON f.id = t.forlaenger_id WHERE t.langt < 100
), kaede AS (
    (SELECT id, 1 AS nr FROM tilbage ORDER BY langt DESC LIMIT 1)
    UNION ALL
    SELECT f.id, k.nr + 1
    FROM supervision_forloeb f JOIN kaede k ON f.forlaenger_id = k.id
    WHERE k.nr < 100 AND (f.aktiveret_at IS NOT NULL OR f.afsluttet_at IS NULL)
)
SELECT f.id, f.fra, f.aktiveret_at IS NOT NULL, f.afsluttet_at IS NOT NULL,
    count(s.id) FILTER (WHERE s.logget_at IS NOT NULL),
    coalesce(sum(coalesce(s.minutter_holdt, extract(epoch FROM s.slut - s.start)::int / 60))
        FILTER (WHERE s.logget_at IS NOT NULL), 0)::int,
    count(s.id) FILTER (WHERE s.logget_at IS NULL),
    min(s.start) FILTER (WHERE s.logget_at IS NOT NULL),
    max(s.start) FILTER (WHERE s.logget_at IS NOT NULL)
FROM kaede k
JOIN supervision_forloeb f ON f.id = k.id
LEFT JOIN supervision_session s ON s.forloeb_id = f.id AND s.aflyst_at IS NULL
GROUP BY k.nr, f.id ORDER BY k.nr, f.id
"""
COLUMNS = "pk fra begyndt afsluttet moeder minutter planlagte foerste sidste"


class Led(namedtuple("Led", COLUMNS)):
    """One forløb of a chain; `moeder` were held and lasted `minutter`, `planlagte` are to come."""


@dataclass(frozen=True)
class Kaede:
    """A chain: its forløb that have begun, meetings held, minutes, and the first and last day."""

    led: tuple

    @property
    def antal(self):
        return sum(led.begyndt for led in self.led)

    @property
    def moeder(self):
        return sum(led.moeder for led in self.led)

    @property
    def minutter(self):
        return sum(led.minutter for led in self.led)

    @property
    def foerste(self) -> date | None:
        first = min((led.foerste for led in self.led if led.foerste), default=None)
        return first and timezone.localdate(first)

    @property
    def sidste(self) -> date | None:
        last = max((led.sidste for led in self.led if led.sidste), default=None)
        return last and timezone.localdate(last)


def chain_of(forloeb):
    """The chain that `forloeb` is part of, in order, itself alone when it stands alone; one query.

    Figures only: who may open each of its forløb is `visible_in`.
    """
    with connection.cursor() as cursor:
        cursor.execute(SQL, [forloeb.pk])
        return Kaede(tuple(Led(*row) for row in cursor.fetchall()))


def visible_in(bruger, kaede):
    """The ids of the forløb of a chain that `bruger` may open; one query."""
    pks = [led.pk for led in kaede.led]
    return {*Forloeb.objects.visible_to(bruger).filter(pk__in=pks).values_list("pk", flat=True)}
