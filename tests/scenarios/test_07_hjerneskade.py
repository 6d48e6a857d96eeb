"""Scenario 7: a konsulterende forløb after a brain injury, gone on with to a year (G1–G10, R13)."""

import datetime
import uuid

import pytest
from django.urls import reverse
from django.utils import timezone

from faelles.access import Rolle
from faelles.danish import dato as vis_dato
from faelles.models import Besked
from plejefamilier import pligter
from plejefamilier.models import Barnemaal
from supervision.actions.session import plan_session
from supervision.actions.sessionslog import Log, log_session
from supervision.models import Forloeb, Konsulterendeudbyder, Session, Visitation
from tests.conftest import local
from tests.factories import (
    LONG_AGO,
    BarnFactory,
    BrugerFactory,
    InstitutionFactory,
    PlejefamilieFactory,
)

pytestmark = pytest.mark.django_db

FIRST = ("2027-01-12", "2027-02-02", "2027-02-23", "2027-03-16", "2027-04-13", "2027-05-11")
SECOND = ("2027-06-08", "2027-06-29", "2027-08-17", "2027-09-07", "2027-10-05")
THIRD = ("2027-11-02", "2027-11-23", "2027-12-14", "2028-01-18")


def url(name, *args):
    return reverse(f"supervision:{name}", args=args)


def day(text):
    return datetime.date.fromisoformat(text)


def danish(text):
    return f"{day(text):%d-%m-%Y}"


def duty(slags, bruger):
    """The last days of somebody's duties of a kind today."""
    today = timezone.localdate()
    rows = pligter.kilder()[slags].raekker(bruger, today)
    return [] if rows is None else [pligter.PLIGT.raekke(*row).frist for row in rows]


class Sag:
    """Family Lind and those around it; each does what she does in her own login."""

    def __init__(self, client, at, team, kommune):
        self.client, self.at = client, at
        self.cuku = InstitutionFactory(kommune=kommune, navn="Fensgård")
        self.csp = InstitutionFactory(kommune=kommune, navn="Broerne")
        self.others = InstitutionFactory(kommune=kommune, navn="Solhøj")
        for hus in (self.cuku, self.csp):
            Konsulterendeudbyder.objects.create(kommune=kommune, institution=hus, fra=LONG_AGO)
        house = {"kommune": kommune, "ansat_hos": self.cuku}
        self.dorthe = BrugerFactory(
            rolle=Rolle.INSTITUTIONSMEDARBEJDER, navn="Dorthe Krag", **house
        )
        self.asger = BrugerFactory(rolle=Rolle.KONSULENT, team=team, navn="Asger Bill")
        self.leder = BrugerFactory(rolle=Rolle.TEAMLEDER, team=team, navn="Birgit Sand")
        self.raadgiver = BrugerFactory(
            rolle=Rolle.MYNDIGHEDSRAADGIVER, kommune=kommune, navn="Pia Holm"
        )
        self.lind = PlejefamilieFactory(team=team, konsulent=self.asger, navn="Lind, Ea og Jan")
        self.barn = BarnFactory(
            kommune=kommune,
            plejefamilie=self.lind,
            navn="Sofus Prøvesen",
            myndighedsraadgiver=self.raadgiver,
        )
        self.maal = Barnemaal.objects.create(
            barn=self.barn, tekst="Sofus kan være med ved bordet", fra=day("2026-10-01")
        )

    def page(self, bruger, address):
        self.client.force_login(bruger)
        return self.client.get(address).content.decode()

    def submit(self, bruger, address, **changes):
        """Fill a page's form as it stands, with `changes`, and send it; the answer."""
        self.client.force_login(bruger)
        form = self.client.get(address).context["form"]
        data = {}
        for field in form:
            widget, value = field.field.widget, field.value()
            if value not in (None, "", [], False):
                many = isinstance(value, list | tuple)
                data[field.html_name] = value if many else widget.format_value(value)
                if isinstance(data[field.html_name], list) and not many:
                    data[field.html_name] = data[field.html_name][0]
        return self.client.post(address, data | changes)

    def ask(self, on, *, efter=None):
        """Asger asks on a day; returns the request."""
        self.at(f"{on} 10:00")
        more = f"?forloeb={efter.pk}" if efter else ""
        self.submit(
            self.asger,
            url("visitation_create", self.lind.pk) + more,
            idempotency_key=str(uuid.uuid4()),
            emne="Senfølger efter hjerneskade",
            hvorfor="Familien har brug for viden om hjerneskade.",
            barn=str(self.barn.pk),
            anmodet_paa=danish(on),
        )
        return Visitation.objects.latest("pk")

    def decide(self, row, on, **changes):
        self.at(f"{on} 10:00")
        self.client.force_login(self.leder)
        facts = {
            "afgoerelse": "ja",
            "udbyder": str(self.cuku.pk),
            "begrundelse": "Kræver særlig viden om hjerneskade, i kort tid.",
            "afgjort_paa": danish(on),
        }
        answer = self.client.post(url("visitation_decide", row.pk), facts | changes)
        row.refresh_from_db()
        return answer

    def begin(self, row):
        """Asger finds Dorthe; returns the forløb."""
        self.submit(
            self.asger,
            url("visitation_open", row.pk),
            supervisor=str(self.dorthe.pk),
            problem="Sofus bliver hurtigt træt og vred.",
            maal="At måltiderne bliver rolige.",
        )
        row.refresh_from_db()
        return row.forloeb

    def agree(self, forloeb):
        """Asger writes the agreement from the child's plan; both sign, each in her own login."""
        self.submit(
            self.asger,
            url("forloebsaftale_update", forloeb.pk),
            barnemaal=[str(self.maal.pk)],
            trivsel_foer="3",
        )
        for bruger in (self.dorthe, self.asger):
            forloeb.aftale.refresh_from_db()
            self.client.force_login(bruger)
            version = {"version": str(forloeb.aftale.version)}
            self.client.post(url("forloebsaftale_sign", forloeb.pk), version)
        forloeb.aftale.refresh_from_db()

    def plan(self, forloeb, on, by=None):
        facts = {"dato": danish(on), "klokken": "10.00", "minutter": "120"}
        return self.submit(by or self.dorthe, url("session_create", forloeb.pk), **facts)

    def hold(self, forloeb, days, **changes):
        """Dorthe writes down each meeting on its afternoon."""
        for on in days:
            self.at(f"{on} 14:00")
            session = Session.objects.get(forloeb=forloeb, start=local(f"{on} 10:00"))
            facts = {"tekst": "Vi talte om pauser.", "andet_tema": "Pauser", **changes}
            self.submit(self.dorthe, url("session_log", session.pk), **facts)
            session.refresh_from_db()
            assert session.logget_at is not None

    def talk(self, forloeb, hvornaar, on):
        self.at(f"{on} 09:00")
        facts = {"hvornaar": hvornaar, "dato": danish(on), "tekst": "Vi er enige om målene."}
        self.submit(self.dorthe, url("forloeb_kontakt", forloeb.pk), **facts)

    def close(self, forloeb, on):
        self.at(f"{on} 09:10")
        facts = {"maalopfyldelse": "4", "resultat": "Roligere måltider", "trivsel_efter": "7"}
        self.submit(self.dorthe, url("forloeb_close", forloeb.pk), **facts)
        forloeb.refresh_from_db()
        assert forloeb.afsluttet_at is not None


@pytest.fixture
def sag(client, at, team, kommune):
    at("2026-11-30 10:00")
    return Sag(client, at, team, kommune)


@pytest.fixture
def forloeb(sag):
    """Lines 1 and 2 have happened: visitation, supervisor, and an agreement signed by both."""
    row = sag.ask("2026-11-30")
    sag.decide(row, "2026-12-07")
    forloeb = sag.begin(row)
    sag.agree(forloeb)
    return forloeb


def the_rest_of_it(sag, forloeb, days, *, slut):
    """The meetings are held, and the forløb is closed."""
    hold_quickly(sag, forloeb, days)
    sag.talk(forloeb, "efter", slut)
    sag.close(forloeb, slut)


def hold_quickly(sag, forloeb, days):
    """As Sag.hold, by the action alone."""
    for on in days:
        sag.at(f"{on} 14:00")
        start = local(f"{on} 10:00")
        session = Session.objects.get(forloeb=forloeb, start=start)
        felter = {"tekst": "Vi talte om pauser.", "andet_tema": "Pauser"}
        log = Log(start=start, slut=session.slut, felter=felter)
        log_session(by=sag.dorthe, session=session, log=log)


def test_1_visitation_is_granted_to_one_of_the_two_institutions(sag):
    row = sag.ask("2026-11-30")
    assert (row.anmodet_paa, row.anmodet_af, row.kanal) == (
        day("2026-11-30"),
        sag.asger,
        "konsulent",
    )
    assert duty("visitation", sag.leder) == [day("2026-12-14")]
    sag.decide(row, "2026-12-07", udbyder=str(sag.others.pk))
    assert row.afgjort_at is None
    offered = sag.page(sag.leder, url("visitation_detail", row.pk))
    assert "Fensgård" in offered
    assert "Broerne" in offered
    assert "Solhøj" not in offered
    sag.decide(row, "2026-12-07", begrundelse="")
    assert row.afgjort_at is None
    sag.decide(row, "2026-12-07")
    assert (row.afgoerelse, row.udbyder, row.afgjort_paa) == ("ja", sag.cuku, day("2026-12-07"))
    assert Besked.objects.filter(to=sag.asger, url=url("visitation_detail", row.pk)).exists()


def test_2_to_4_the_agreement_six_meetings_and_the_end(sag, forloeb):
    aftale = forloeb.aftale
    assert [*aftale.barnemaal.all()] == [sag.maal]
    assert (aftale.supervisor_af, aftale.konsulent_af) == (sag.dorthe, sag.asger)
    for on in FIRST:
        sag.plan(forloeb, on)
    sag.at("2026-12-30 09:00")
    assert duty("forloebskontakt", sag.dorthe) == [day("2027-01-05")]

    # 3: the window of the last meeting, and the seventh
    rows = Session.objects.filter(forloeb=forloeb).order_by("start")
    assert [timezone.localdate(row.start) for row in rows] == [day(on) for on in FIRST]
    assert {(row.minutter, row.sted) for row in rows} == {(120, "hjemme")}
    page = sag.plan(forloeb, "2027-06-01", by=sag.asger).content.decode()
    assert "Det er et nyt forløb. Bed om visitation." in page
    assert f"{url('visitation_create', sag.lind.pk)}?forloeb={forloeb.pk}" in page
    assert rows.count() == 6
    last = rows.last()
    for typed, kept in (("13-07-2027", FIRST[-1]), ("12-07-2027", "2027-07-12")):
        sag.submit(sag.dorthe, url("session_move", last.pk), dato=typed)
        last.refresh_from_db()
        assert timezone.localdate(last.start) == day(kept)
    sag.submit(sag.dorthe, url("session_move", last.pk), dato=danish(FIRST[-1]))

    # 4: the closing contact, and goal attainment
    hold_quickly(sag, forloeb, FIRST[:5])
    sag.hold(forloeb, FIRST[5:])
    sag.at("2027-05-12 09:00")
    assert duty("forloebsslut", sag.dorthe) == [day("2027-05-19")]
    sag.talk(forloeb, "efter", "2027-05-19")
    sag.close(forloeb, "2027-05-20")
    assert (forloeb.maalopfyldelse, forloeb.trivsel_foer, forloeb.trivsel_efter) == (4, 3, 7)


def test_5_to_7_a_year_of_three_forloeb(sag, forloeb):
    """Linked by new visitations; the chain, and its price to the leader alone."""
    for on in FIRST:
        start = local(f"{on} 10:00")
        slut = start + datetime.timedelta(hours=2)
        plan_session(by=sag.dorthe, forloeb=forloeb, start=start, slut=slut)
    the_rest_of_it(sag, forloeb, FIRST, slut="2027-05-19")
    chain = [forloeb]
    for asked, granted, days, slut, edge in (
        ("2027-05-20", "2027-05-25", SECOND, "2027-10-12", ("2027-12-09", "2027-12-08")),
        ("2027-10-13", "2027-10-19", THIRD, "2028-01-25", ("2028-05-03", "2028-05-02")),
    ):
        row = sag.ask(asked, efter=chain[-1])
        assert row.forlaenger == chain[-1]
        sag.decide(row, granted)
        new = sag.begin(row)
        assert new.forlaenger == chain[-1]
        sag.agree(new)
        sag.plan(new, days[0])
        late = sag.plan(new, edge[0]).content.decode()  # the day after the window
        assert f"senest {vis_dato(day(edge[1]))}" in late
        assert new.sessioner.count() == 1
        for on in days[1:]:
            sag.plan(new, on)
        the_rest_of_it(sag, new, days, slut=slut)
        assert new.afvigelse == ""
        chain.append(new)
    assert [one.sessioner.held().count() for one in chain] == [6, 5, 4]

    # 6 and 7: the chain, and to the leader what it cost
    words = "3 forløb, 15 møder, 30 timer: 12. januar 2027 – 18. januar 2028"
    for one in chain:
        page = sag.page(sag.leder, url("konsulterende_kaede", one.pk))
        assert words in page
        assert "3 × 13.500,00 kr. = 40.500,00 kr." in page
    for bruger in (sag.asger, sag.dorthe):
        page = sag.page(bruger, url("konsulterende_kaede", chain[-1].pk))
        assert words in page
        assert "40.500" not in page
    assert Forloeb.objects.count() == 3


def test_8_the_raadgiver_reads_her_own_notes_and_not_the_familys(sag, forloeb):
    sag.plan(forloeb, FIRST[0])
    sag.hold(
        forloeb,
        FIRST[:1],
        tekst="Jan er ved at give op.",
        fortroligt="Ea græder om aftenen.",
        **{f"raadgiver_{sag.barn.pk}": "Sofus har brug for pauser i skolen."},
    )
    session = forloeb.sessioner.get()
    page = sag.page(sag.raadgiver, reverse("plejefamilier:barn_detail", args=[sag.barn.pk]))
    assert "Sofus har brug for pauser i skolen." in page
    for secret in ("Jan er ved at give op.", "Ea græder om aftenen."):
        assert secret not in page
    for address in (url("session_detail", session.pk), url("forloeb_detail", forloeb.pk)):
        assert sag.client.get(address).status_code in (403, 404)
    told = Besked.objects.filter(to=sag.raadgiver)
    assert told.exists()
    assert not any("Sofus" in besked.tekst for besked in told)
    asger = sag.page(sag.asger, url("session_detail", session.pk))
    assert "Jan er ved at give op." in asger
    assert "Ea græder om aftenen." not in asger
