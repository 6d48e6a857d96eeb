"""Vestersund's organisations, people, rules and closing days."""

from dataclasses import dataclass, replace
from datetime import date, timedelta

from django.contrib.auth.hashers import make_password

from faelles import regler
from faelles.access import Rolle
from faelles.actions.bruger import create_bruger
from faelles.actions.lukkedag import create_lukkedag
from faelles.kalender import FIRST_YEAR, LAST_YEAR, kalender_for
from faelles.models import Bruger, Lukkedag, Organisation, Team
from overblik.demo import navne, tekster
from overblik.demo.ur import days, local

THURSDAY, FRIDAY = 3, 4
DOEGNVAGT_FROM = 200  # days into the story: the line moves from two institutions to the døgnvagt


@dataclass
class Kommune:
    """The municipality and the people in it, by the place they have in the story."""

    kommune: Organisation
    teams: list
    ledere: list
    konsulenter: list
    stoppet: Bruger
    doegnvagter: list
    husvagter: list
    raadgivere: list
    administrator: Bruger

    def person(self, pk):
        """The konsulent or leader with this id."""
        people = [*self.ledere, *self.konsulenter[0], *self.konsulenter[1], self.stoppet]
        return next(person for person in people if person.pk == pk)


def build(day, password):
    """Make the house on `day`, which is today of the frozen clock. Every login gets `password`."""
    kommune = Organisation.objects.create(
        navn=navne.KOMMUNE, slags=Organisation.Slags.KOMMUNE, telefon="20030000"
    )
    huse = [
        Organisation.objects.create(
            navn=navn,
            slags=Organisation.Slags.INSTITUTION,
            kommune=kommune,
            telefon=f"200301{number:02d}",
        )
        for number, navn in enumerate(navne.INSTITUTIONER)
    ]
    doegnvagt = Organisation.objects.create(
        navn=navne.DOEGNVAGT,
        slags=Organisation.Slags.DOEGNVAGT,
        kommune=kommune,
        telefon="20030112",
    )
    teams = [Team.objects.create(kommune=kommune, navn=navn) for navn in navne.TEAMS]
    hired = []
    administrator = None

    def hire(person, rolle, *, hos=kommune, team=None):
        login, navn = person
        bruger = create_bruger(
            by=administrator,
            navn=navn,
            email=f"{login}@vestersund.example",
            telefon=f"2002{len(hired):04d}",
            organisation=hos,
            rolle=rolle,
            team=team,
            fra=day,
        )
        hired.append(bruger.pk)
        return bruger

    administrator = hire(navne.ADMINISTRATOR, Rolle.ADMINISTRATOR)
    hire(navne.REVISOR, Rolle.REVISOR)
    hire(navne.PROJEKTLEDER, Rolle.PROJEKTLEDER)
    hire(navne.FAMILIEBEHANDLER, Rolle.FAMILIEBEHANDLER)
    hire(navne.INSTITUTION, Rolle.INSTITUTIONSMEDARBEJDER, hos=huse[1])
    hire(navne.BOOKER, Rolle.INSTITUTIONSBOOKER, hos=huse[1])
    result = Kommune(
        kommune=kommune,
        teams=teams,
        ledere=[
            hire(person, Rolle.TEAMLEDER, team=team)
            for person, team in zip(navne.TEAMLEDERE, teams, strict=True)
        ],
        konsulenter=[
            [hire(person, Rolle.KONSULENT, team=team) for person in people]
            for people, team in zip(navne.KONSULENTER, teams, strict=True)
        ],
        stoppet=hire(navne.STOPPET_KONSULENT, Rolle.KONSULENT, team=teams[0]),
        doegnvagter=[hire(person, Rolle.AKUTVAGT, hos=doegnvagt) for person in navne.DOEGNVAGTER],
        husvagter=[
            hire(person, Rolle.AKUTVAGT, hos=hus)
            for person, hus in zip(navne.HUSVAGTER, huse, strict=False)
        ],
        raadgivere=[hire(person, Rolle.MYNDIGHEDSRAADGIVER) for person in navne.RAADGIVERE],
        administrator=administrator,
    )
    Bruger.objects.filter(pk__in=hired).update(password=make_password(password))
    return result


def write_calendar_and_rules(dagbog, hus, start, today):
    """Put the closing periods and the municipality's own rule values into the story.

    Returns the closing periods, not saved yet, so that the calls can be planned around them.
    """
    planned = []

    def rule(key, vaerdi, day):
        dagbog.at(
            day,
            lambda: regler.set_value(
                by=hus.administrator,
                kommune=hus.kommune,
                key=key,
                vaerdi=vaerdi,
                fra=day.date(),
                begrundelse=tekster.REGELBEGRUNDELSER[key],
            ),
        )

    def close(day, navn, fra, til=None):
        if FIRST_YEAR <= fra.year <= LAST_YEAR and day.date() <= today:
            facts = {"kommune": hus.kommune, "navn": navn, "fra": fra, "til": til or fra}
            planned.append(Lukkedag(**facts))
            dagbog.at(day, lambda: create_lukkedag(by=hus.administrator, **facts))

    rule("kalender.lukket_efter_kristi_himmelfart", "ja", start)
    rule("akut.lang_ventetid_dage", "4", start + timedelta(days=150))
    rule("akut.udbyder", "doegnvagt", start + timedelta(days=DOEGNVAGT_FROM))
    for year in range(start.year, today.year + 1):
        told = max(start, start.replace(year=year, month=1, day=10))
        close(told, tekster.LUKKET_JUL, date(year, 12, 27), date(year, 12, 30))
        for navn, month, weekday in (
            (tekster.LUKKET_DAG[0], 3, THURSDAY),
            (tekster.LUKKET_DAG[2], 9, FRIDAY),
        ):
            day = next(
                d
                for d in days(date(year, month, 8), date(year, month, 14))
                if d.weekday() == weekday
            )
            if day > start.date() + timedelta(days=14):
                close(told, navn, day)
    soon = next(
        d
        for d in days(today + timedelta(days=16), today + timedelta(days=22))
        if d.weekday() == THURSDAY
    )
    close(
        local(today - timedelta(days=60), 12), tekster.LUKKET_DAG[1], soon, soon + timedelta(days=1)
    )
    return planned


def planned_calendar(hus, lukket):
    """The calendar of hverdage as it will be when the story has set its rule and its closings."""
    return replace(kalender_for(hus.kommune, extra=lukket), kristi_fredag=True)
