"""Nobody is named before it says yes: every page, paper and notice about groups is asked by all.

Each family has words of its own in every name and text that could leak, so a word tells whose it
was and which fact. What a reader may hear of a family is written here as a set of such words.
"""

import datetime
from types import SimpleNamespace

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone

import faelles.pdf
from faelles.access import Rolle
from faelles.models import AuditEvent, Besked
from netvaerk.actions import medlemskab as actions
from netvaerk.models import Medlemskab
from plejefamilier.models import Behov, Belastning, Familieprofil, Plejeforaelder
from tests.factories import (
    BarnFactory,
    BrugerFactory,
    KommuneFactory,
    PlejefamilieFactory,
    TeamFactory,
)
from tests.netvaerk.fakta import DAY, make_forslag, make_gruppe, make_medlem, make_moede

pytestmark = pytest.mark.django_db
NAVN, VOKSEN, MAIL, TELEFON = "navn", "voksen", "mail", "telefon"


class Familie:
    """A family with a word of its own for every fact, `mark` at the front of each."""

    def __init__(self, mark, number, team, konsulent):
        self.mark, self.number = mark, number
        self.row = row = PlejefamilieFactory(
            team=team,
            konsulent=konsulent,
            navn=f"{mark}navn, Ane og Bo",
            adresse=f"{mark}adresse 1, 9{number}00 {mark}by",
            adresse_beskyttet=number % 2 == 0,
            telefon=f"7000000{number}",
            nummer=f"{mark}nummer",
        )
        Plejeforaelder.objects.filter(plejefamilie=row).update(
            navn=f"{mark}voksen", email=f"{mark}mail@vestersund.example", telefon=f"8000000{number}"
        )
        Familieprofil.objects.create(
            plejefamilie=row,
            tidspunkter=["aften"],
            erfaring=f"{mark}erfaring",
            kompetencer=f"{mark}kompetencer",
            andre_indsatser=f"{mark}indsats",
        )
        barn = BarnFactory(kommune=team.kommune, plejefamilie=row, navn=f"{mark}barn")
        facts = {"dato": timezone.localdate(), "by": konsulent}
        Behov.objects.create(
            barn=barn,
            hvornaar="senere",
            koder=["traumer"],
            omfang=2,
            beskrivelse=f"{mark}behov",
            **facts,
        )
        Belastning.objects.create(
            plejefamilie=row, score=9, kilde="familien", bemaerkning=f"{mark}belastet", **facts
        )

    def heard(self, words):
        """The facts of the family that `words` tell."""
        said = words.lower()
        found = {
            name
            for name in (
                *(NAVN, VOKSEN, MAIL, "adresse", "by", "barn", "nummer"),
                *("erfaring", "kompetencer", "indsats", "behov", "belastet"),
            )
            if f"{self.mark}{name}" in said
        }
        plain = said.replace(" ", "")
        if f"7000000{self.number}" in plain or f"8000000{self.number}" in plain:
            found.add(TELEFON)
        return found


@pytest.fixture
def town(at, kommune, brohus, team, konsulent, kollega, monkeypatch):
    """Lars' family is in the group, four of Bente's are proposed, refused, gone and strangers."""
    at("2026-11-23 10:00")
    papers, made = [], faelles.pdf.render_to_string

    def keep(*args, **kwargs):
        papers.append(made(*args, **kwargs))
        return papers[-1]

    monkeypatch.setattr("faelles.pdf.render_to_string", keep)
    monkeypatch.setattr("netvaerk.views.medlemskab.render_pdf", _only_html)
    medarbejder = {"rolle": Rolle.INSTITUTIONSMEDARBEJDER, "kommune": kommune}
    other_team = TeamFactory(kommune=kommune, navn="Team Øst")
    bente = BrugerFactory(rolle=Rolle.KONSULENT, team=other_team, navn="Bente Krag")
    amira = BrugerFactory(**medarbejder, ansat_hos=brohus, navn="Amira Brohus")
    elsewhere = KommuneFactory(navn="Østerby Kommune")
    people = {
        "amira": amira,
        "ansvarlig": kollega,
        "lars": konsulent,
        "bente": bente,
        "uden": BrugerFactory(rolle=Rolle.KONSULENT, team=other_team, navn="Uden Familie"),
        "leder": BrugerFactory(
            rolle=Rolle.TEAMLEDER,
            team=TeamFactory(kommune=kommune, navn="Team Syd"),
            navn="Leder Syd",
        ),
        "hus": BrugerFactory(**medarbejder, ansat_hos=brohus, navn="Kollega Brohus"),
        "projekt": BrugerFactory(rolle=Rolle.PROJEKTLEDER, kommune=kommune, navn="Projekt Leder"),
        "fremmed": BrugerFactory(
            rolle=Rolle.KONSULENT, team=TeamFactory(kommune=elsewhere), navn="Fremmed Konsulent"
        ),
    }
    alfa = Familie("alfa", 1, team, konsulent)
    names = ("beta", "gamma", "delta", "zeta", "kappa")
    others = {
        mark: Familie(mark, number, other_team, bente) for number, mark in enumerate(names, 2)
    }
    gruppe = make_gruppe(
        kommune,
        facilitator=amira,
        ansvarlig=kollega,
        navn="Nord",
        aktiv_fra=timezone.localdate() - 60 * DAY,
        alder_fra=8,
        alder_til=12,
        behov=["traumer"],
        postnummer="9100",
        tidspunkt="aften",
    )
    long_ago = timezone.localdate() - 40 * DAY
    make_moede(gruppe)
    rows = {
        "alfa": make_medlem(
            gruppe, alfa.row, by=konsulent, fra=long_ago, deler=["navn"], deler_paa=long_ago
        ),
        "beta": make_forslag(gruppe, others["beta"].row, by=amira),
        "gamma": make_forslag(gruppe, others["gamma"].row, by=amira),
        "delta": make_medlem(
            gruppe, others["delta"].row, by=bente, fra=long_ago, deler=["navn"], deler_paa=long_ago
        ),
        "kappa": make_forslag(gruppe, others["kappa"].row, by=amira),
    }
    today = timezone.localdate()
    actions.answer_forslag(by=bente, medlemskab=rows["gamma"], svar="nej", svar_paa=today)
    actions.end_medlemskab(
        by=bente, medlemskab=rows["delta"], til=today - DAY, slutaarsag="passer_ikke"
    )
    actions.withdraw_forslag(by=amira, medlemskab=rows["kappa"])
    return SimpleNamespace(
        gruppe=gruppe,
        rows=rows,
        families={"alfa": alfa, **others},
        papers=papers,
        **people,
    )


def _only_html(template, context, *, by, kommune, titel):
    """What goes on paper; turning it into a PDF is tested elsewhere."""
    words = {**context, "titel": titel, "kommune": kommune, "udskrevet_af": by}
    return faelles.pdf.render_to_string(template, words | {"udskrevet": timezone.now()}).encode()


def core(town):
    """The pages on which families of the group stand."""
    names = ("gruppe_detail", "forslag_list", "kontaktliste_pdf")
    return [reverse(f"netvaerk:{name}", args=[town.gruppe.pk]) for name in names]


ACTS = {
    "answer": ("beta", "gamma"),
    "share": ("alfa", "beta"),
    "withdraw": ("beta", "kappa"),
    "end": ("alfa", "delta"),
}


def everywhere(town):
    """The addresses of groups and of families' networks, about families in every stage."""
    familier = [town.families[mark].row.pk for mark in ("alfa", "beta", "delta")]
    propose = reverse("netvaerk:medlemskab_propose", args=[town.gruppe.pk])
    return [
        reverse("netvaerk:gruppe_list"),
        *core(town),
        *(f"{propose}?familie={pk}" for pk in familier),
        *(reverse("netvaerk:familienetvaerk_detail", args=[pk]) for pk in familier),
        *(
            reverse(f"netvaerk:medlemskab_{act}", args=[town.rows[mark].pk])
            for act, marks in ACTS.items()
            for mark in marks
        ),
    ]


def read(bruger, pages):
    """What the pages say to one reader."""
    client = Client()
    client.force_login(bruger)
    said = []
    for page in pages:
        answer = client.get(page)
        assert answer.status_code in (200, 302, 403, 404), page
        if answer.status_code == 200:
            said.append(answer.content.decode())
    return "\n".join(said)


def heard(town, bruger, pages=core):
    """{family: facts} that a reader hears; those of which she hears nothing are left out."""
    words = read(bruger, pages(town))
    found = {mark: one.heard(words) for mark, one in town.families.items()}
    return {mark: facts for mark, facts in found.items() if facts}


OWN = {mark: {NAVN} for mark in ("beta", "gamma", "delta", "zeta", "kappa")}


@pytest.mark.parametrize(
    ("reader", "expected"),
    [
        ("amira", {"alfa": {NAVN, VOKSEN}}),
        ("ansvarlig", {"alfa": {NAVN, VOKSEN}}),
        ("lars", {"alfa": {NAVN, VOKSEN}}),
        ("bente", OWN),  # one of her families is proposed: that opens nobody else's name
        ("uden", {}),
        ("leder", {}),  # no leader sees by her rank alone
        ("hus", {}),
        ("projekt", {}),
        ("fremmed", {}),
    ],
)
def test_what_each_reader_hears(town, reader, expected):
    assert heard(town, getattr(town, reader), everywhere) == expected


def test_a_proposed_family_is_one_of_its_konsulents(town):
    words = read(town.amira, core(town))
    assert "En familie hos Bente Krag" in words
    assert "Én familie sagde nej tak." in words
    assert "af 5 punkter passer" in words
    assert "Barn på" not in words  # no fact of a child
    assert "traumer" not in words.split("Andres familier")[1].split("</section>")[0]
    # nor an id by which a family could be known again
    for mark in ("beta", "gamma", "delta", "zeta", "kappa"):
        assert f"familie={town.families[mark].row.pk}" not in words
    outside = read(town.uden, core(town))
    assert "1 familie" in outside
    assert "Én familie sagde nej tak." not in outside


def test_the_own_circle_reads_all_reasons(town):
    words = read(town.bente, core(town))
    assert "Barn på 9 år; gruppen er for børn 8–12 år" in words
    assert "Fælles behov: traumer" in words
    assert "Familiens adresse er beskyttet, så afstanden tæller ikke" in words


def test_with_a_yes_the_name_is_known_to_those_with_a_part_in_the_group(town):
    today = timezone.localdate()
    facts = {"svar": "ja", "svar_paa": today, "deler": ["navn", "email"]}
    actions.answer_forslag(by=town.bente, medlemskab=town.rows["beta"], **facts)
    assert heard(town, town.amira) == {"alfa": {NAVN, VOKSEN}, "beta": {NAVN, VOKSEN, MAIL}}
    assert heard(town, town.lars)["beta"] == {NAVN, VOKSEN, MAIL}
    assert heard(town, town.bente)["alfa"] == {NAVN, VOKSEN}
    assert heard(town, town.uden) == heard(town, town.leder) == {}


def test_taken_back_sharing_is_gone_at_once(town):
    actions.share_kontakt(by=town.lars, medlemskab=town.rows["alfa"], deler=[])
    assert heard(town, town.amira) == {"alfa": {NAVN}}
    assert heard(town, town.lars) == {"alfa": {NAVN}}
    assert "alfavoksen" not in "".join(town.papers).lower()


def test_a_number_alone_tells_no_name(town):
    today = timezone.localdate()
    actions.share_kontakt(
        by=town.lars, medlemskab=town.rows["alfa"], deler=["telefon"], deler_paa=today
    )
    town.papers.clear()
    client = Client()
    client.force_login(town.amira)
    client.get(reverse("netvaerk:kontaktliste_pdf", args=[town.gruppe.pk]))
    (paper,) = town.papers
    assert town.families["alfa"].heard(paper) == {TELEFON}
    assert "En familie" in paper


def test_who_has_left_is_named_no_longer_and_the_last_day_counts(town, at):
    today = timezone.localdate()
    actions.end_medlemskab(
        by=town.lars, medlemskab=town.rows["alfa"], til=today, slutaarsag="klarer_sig"
    )
    assert heard(town, town.amira) == {"alfa": {NAVN, VOKSEN}}
    at("2026-11-24 00:00")
    assert heard(town, town.amira) == {}
    assert heard(town, town.ansvarlig) == {}


def test_the_facilitator_sees_names_until_some_days_after_the_hand_over(town, at):
    town.gruppe.selvkoerende_fra = datetime.date(2026, 11, 1)
    town.gruppe.navne_til = timezone.localdate()
    town.gruppe.save()
    assert heard(town, town.amira) == {"alfa": {NAVN, VOKSEN}}
    at("2026-11-24 00:00")
    assert heard(town, town.amira) == {}
    assert heard(town, town.ansvarlig) == {"alfa": {NAVN, VOKSEN}}


def test_notices_mails_and_the_log_name_nobody(town):
    today = timezone.localdate()
    actions.propose_familie(
        by=town.amira, gruppe=town.gruppe, plejefamilie=town.families["zeta"].row
    )
    actions.answer_forslag(by=town.bente, medlemskab=town.rows["beta"], svar="ja", svar_paa=today)
    told = [f"{one.tekst} {one.url} {one.key}" for one in Besked.objects.all()]
    told += [f"{one.data} {one.formaal}" for one in AuditEvent.objects.all()]
    told += [f"{one.subject} {one.body}" for one in mail.outbox]
    assert len(told) > 5
    assert all(one.heard("\n".join(told)) == set() for one in town.families.values())
    assert "Nord" not in "\n".join(one.tekst for one in Besked.objects.all())


def test_too_few_points_tell_others_nothing(town):
    town.gruppe.alder_fra = town.gruppe.alder_til = None
    town.gruppe.postnummer = town.gruppe.tidspunkt = ""
    town.gruppe.save()
    client = Client()
    client.force_login(town.amira)
    page = client.get(reverse("netvaerk:forslag_list", args=[town.gruppe.pk]))
    assert {one.punkter for one in page.context["liste"].andre} == {""}
    assert "det kunne røbe noget om en familie" in page.content.decode()


def test_the_key_of_a_family_is_good_for_one_reader_and_one_group(town):
    other = make_gruppe(
        town.gruppe.kommune, facilitator=town.amira, ansvarlig=town.ansvarlig, navn="Syd"
    )

    def keys(bruger, gruppe):
        client = Client()
        client.force_login(bruger)
        page = client.get(reverse("netvaerk:forslag_list", args=[gruppe.pk]))
        return {one.noegle for one in page.context["liste"].andre}

    mine = keys(town.amira, town.gruppe)
    assert mine
    assert mine.isdisjoint(keys(town.ansvarlig, town.gruppe))
    assert mine.isdisjoint(keys(town.amira, other))
    client = Client()
    client.force_login(town.ansvarlig)
    before = Medlemskab.objects.count()
    answer = client.post(
        reverse("netvaerk:medlemskab_propose", args=[town.gruppe.pk]), {"noegle": min(mine)}
    )
    assert answer.status_code == 302
    assert Medlemskab.objects.count() == before
