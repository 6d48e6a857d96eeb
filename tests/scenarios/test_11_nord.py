"""Scenario 11 of the domain dossier, line by line: a network group, hand-over and a mentor (KE3).

Amira Said of Solgården holds the group »Nord«; Lars Holt and Mette Lindqvist are konsulenter.
"""

import datetime
import re

import pytest
from django.contrib.messages import get_messages
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from faelles import regler
from faelles.access import Rolle
from faelles.models import Besked
from netvaerk import tasks
from netvaerk.models import (
    Gruppebesked,
    Gruppefremmoede,
    Gruppemoede,
    Medlemskab,
    Mentorskab,
    Netvaerksgruppe,
)
from plejefamilier import pligter
from plejefamilier.models import Belastning, Kompetenceforloeb
from tests.conftest import local
from tests.factories import BrugerFactory, InstitutionFactory, PlejefamilieFactory
from tests.netvaerk.fakta import make_gruppe

pytestmark = pytest.mark.django_db
D = datetime.date
MOEDER = [
    D(2027, 1, 5),
    D(2027, 2, 2),
    D(2027, 3, 2),
    D(2027, 4, 6),
    D(2027, 5, 4),
    D(2027, 6, 1),
]
EMNER = ("Den første tid", "Når aftenen driller", "Egne børn i en plejefamilie")
EFTERNAVNE = ("Ager", "Birk", "Dam", "Elm", "Fjord", "Grøn", "Hede")
VIDEO = "https://video.example/nord"


class Nord:
    """The people of the story, and what they press."""

    def __init__(self, at, kommune, team, lars, mette):
        self.at, self.kommune, self.team, self.lars, self.mette = at, kommune, team, lars, mette
        self.solgaarden = InstitutionFactory(kommune=kommune, navn="Solgården")
        self.amira = BrugerFactory(
            rolle=Rolle.INSTITUTIONSMEDARBEJDER,
            kommune=kommune,
            ansat_hos=self.solgaarden,
            navn="Amira Said",
        )
        self.familier = [
            self.family(f"{navn}, Ane", lars if number % 2 == 0 else mette)
            for number, navn in enumerate(EFTERNAVNE)
        ]

    def family(self, navn, konsulent, **facts):
        familie = PlejefamilieFactory(team=self.team, konsulent=konsulent, navn=navn, **facts)
        familie.plejeforaeldre.update(email=f"f{familie.pk}@x.example")
        return familie

    # --- pages --------------------------------------------------------------------------------

    def see(self, bruger, name, *args, **query):
        return client_of(bruger).get(url(name, *args), query)

    def send(self, bruger, name, data, *args):
        return client_of(bruger).post(url(name, *args), data)

    def submit(self, bruger, name, *args, query="", **changes):
        """Fill a page's form as it stands, with `changes`, and send it; the answer."""
        client, address = client_of(bruger), url(name, *args) + query
        data = {}
        for field in client.get(address).context["form"]:
            value = field.value()
            if value is not False and value not in (None, "", []):
                many = isinstance(value, list | tuple)
                data[field.html_name] = value if many else field.field.widget.format_value(value)
                if isinstance(data[field.html_name], list) and not many:
                    data[field.html_name] = data[field.html_name][0]
        return client.post(address, data | changes)

    # --- the group ----------------------------------------------------------------------------

    def make(self):
        """Amira makes the group with six facilitated meetings; Lars answers for it."""
        self.at("2026-12-01 10:00")
        answer = self.submit(
            self.amira,
            "gruppe_create",
            navn="Nord",
            ansvarlig=str(self.lars.pk),
            faciliterede="6",
        )
        assert answer.status_code == 302, text_of(answer)
        self.gruppe = Netvaerksgruppe.objects.get(navn="Nord")
        return self.gruppe

    def propose(self):
        """Amira proposes the first family of the list, which she does not know by name."""
        page = self.see(self.amira, "forslag_list", self.gruppe.pk)
        assert not any(navn in text_of(page) for navn in EFTERNAVNE)
        noegle = page.context["liste"].andre[0].noegle
        answer = self.send(self.amira, "medlemskab_propose", {"noegle": noegle}, self.gruppe.pk)
        assert "Familien er foreslået" in said(answer)
        return Medlemskab.objects.latest("pk")

    def approve(self, forslag):
        """The konsulent of the family asks it, and writes its yes today."""
        konsulent = forslag.plejefamilie.konsulent
        return self.submit(konsulent, "medlemskab_answer", forslag.pk, svar="ja")

    def join(self, number):
        for _ in range(number):
            answer = self.approve(self.propose())
            assert answer.status_code == 302, text_of(answer)

    def begin(self):
        """Line 1 as it ended: five families, begun; and line 2: Amira plans six meetings."""
        self.at("2026-12-01 10:00")
        self.gruppe = make_gruppe(
            self.kommune,
            facilitator=self.amira,
            ansvarlig=self.lars,
            familier=self.familier[:5],
            navn="Nord",
            aktiv_fra=D(2026, 12, 1),
        )
        self.plan()
        return self.gruppe

    def plan(self):
        step = {
            "antal": "6",
            "first": "05-01-2027",
            "klokken": "19.00",
            "minutter": "120",
            "hver": "1",
            "rytme": "ugedag",
        }
        query = "&".join(f"{name}={value}" for name, value in step.items())
        self.preview = self.see(self.amira, "gruppemoede_plan", self.gruppe.pk, **step)
        answer = self.submit(self.amira, "gruppemoede_plan", self.gruppe.pk, query=f"?{query}")
        assert answer.status_code == 302, text_of(answer)
        self.gruppe.refresh_from_db()

    def moede(self, number):
        return self.gruppe.moeder.order_by("start")[number - 1]

    def hold(self, number):
        """Amira marks that all came to a meeting, at its end."""
        moede = self.moede(number)
        self.at(f"{MOEDER[number - 1]} 21:05")
        page = self.see(self.amira, "gruppemoede_fremmoede", moede.pk)
        kom = {name: "kom" for name, *_ in page.context["valg"]}
        seen = page.context["form"]["seen"].value()
        answer = self.send(self.amira, "gruppemoede_fremmoede", kom | {"seen": seen}, moede.pk)
        assert "Fremmødet er gemt." in said(answer), text_of(answer)

    def duties(self, bruger):
        """(kind, the day it is due) of all that somebody must do today."""
        rows = pligter.of_bruger(bruger, timezone.localdate(), limit=50)
        return {(row.slags, row.frist) for row in rows}


def client_of(bruger):
    client = Client()
    client.force_login(bruger)
    return client


def url(name, *args):
    return reverse(name if ":" in name else f"netvaerk:{name}", args=args)


def text_of(response):
    """The words of a page, without tags and with single spaces."""
    body = re.sub(r"<(script|style).*?</\1>", "", response.content.decode(), flags=re.DOTALL)
    return " ".join(re.sub(r"<[^>]+>", " ", body).replace("&nbsp;", " ").split())


def said(response):
    """What the page that follows will say."""
    return " ".join(str(one) for one in get_messages(response.wsgi_request))


def moments(rows):
    return {timezone.localtime(row.due_at) for row in rows}


@pytest.fixture
def story(at, kommune, team, konsulent, kollega):
    return Nord(at, kommune, team, konsulent, kollega)


# --- line 1 -----------------------------------------------------------------------------------


def test_line_1_three_are_too_few_and_five_begin(story):
    gruppe = story.make()
    assert gruppe.faciliterede == 6

    # Three families are proposed, whom Amira does not know by name; nobody is in
    asked = [story.propose() for _ in range(3)]
    page = text_of(story.see(story.amira, "gruppe_detail", gruppe.pk))
    assert "Under dannelse" in page
    assert "3 spurgt" in page
    assert not any(navn in page for navn in EFTERNAVNE)

    # Their konsulenter hear of it and have it as a duty, answered within 14 days
    for one in asked:
        assert one.svarfrist == D(2026, 12, 15)
        konsulent = one.plejefamilie.konsulent
        assert ("netvaerkssvar", one.svarfrist) in story.duties(konsulent)
        told = Besked.objects.get(to=konsulent, url=url("medlemskab_answer", one.pk))
        assert told.tekst == "En familie, du arbejder med, er foreslået til en netværksgruppe"
        assert story.approve(one).status_code == 302

    # Three have said yes: it is still under formation, and cannot begin
    answer = story.send(story.amira, "gruppe_activate", {}, gruppe.pk)
    assert said(answer) == "En gruppe begynder med mindst 4 familier. Indtil videre er 3 med."
    gruppe.refresh_from_db()
    assert (gruppe.aktiv_fra, gruppe.trin) == (None, "dannes")

    # The fourth and fifth are added and approved: it can begin
    story.join(2)
    answer = story.send(story.amira, "gruppe_activate", {}, gruppe.pk)
    assert said(answer) == "Gruppen er begyndt. Læg nu møderne."
    gruppe.refresh_from_db()
    assert (gruppe.aktiv_fra, gruppe.trin) == (D(2026, 12, 1), "faciliteret")
    page = text_of(story.see(story.amira, "gruppe_detail", gruppe.pk))
    assert "5 familier med · 1 ledig plads" in page

    # Those that said yes are named to her now, the two others to nobody but their konsulent
    inside = {row.plejefamilie.kort_navn for row in Medlemskab.objects.members()}
    assert {navn for navn in EFTERNAVNE if navn in page} == inside


# --- line 2 -----------------------------------------------------------------------------------


def test_line_2_first_tuesdays_and_their_reminders(story):
    gruppe = story.begin()

    # The days were shown before anything was saved
    assert [dag.dag for _, _, dag, _ in story.preview.context["form"].raekker] == MOEDER

    # They are saved 19.00–21.00 in Danish time, before and after the clock is changed
    held = [
        (timezone.localtime(row.start), timezone.localtime(row.slut))
        for row in gruppe.moeder.order_by("start")
    ]
    assert [start.date() for start, _ in held] == MOEDER
    assert {(f"{start:%H.%M}", f"{slut:%H.%M}") for start, slut in held} == {("19.00", "21.00")}

    # Amira is reminded 7 days and 1 day before, each at 08:00; so are the foster parents by mail
    wanted = {
        1: {local("2026-12-29 08:00"), local("2027-01-04 08:00")},
        2: {local("2027-01-26 08:00"), local("2027-02-01 08:00")},
    }
    for number, days in wanted.items():
        moede = story.moede(number)
        here = url("gruppemoede_detail", moede.pk)
        rows = Besked.objects.filter(to=story.amira, url=here, tekst="Der er snart netværksmøde")
        assert moments(rows) == days
        mails = Gruppebesked.objects.filter(moede=moede, slags="paamindelse")
        assert moments(mails) == days
        assert mails.count() == 10


# --- line 3 -----------------------------------------------------------------------------------


def test_line_3_amira_sets_three_topics_and_the_families_the_fourth(story):
    story.begin()
    for number, emne in enumerate(EMNER, start=1):
        typed = {"emne": emne, "besluttet_af": "facilitator"}
        answer = story.submit(story.amira, "gruppemoede_emne", story.moede(number).pk, **typed)
        assert answer.status_code == 302, text_of(answer)
        assert story.moede(number).besluttet_af == "facilitator"

    # From meeting 4 on it is decided with the families
    fourth = story.moede(4).pk
    typed = {"emne": "Samvær", "besluttet_af": "facilitator"}
    answer = story.submit(story.amira, "gruppemoede_emne", fourth, **typed)
    assert "Derefter besluttes det med familierne." in text_of(answer)
    assert story.moede(4).emne == ""
    typed["besluttet_af"] = "familierne"
    assert story.submit(story.amira, "gruppemoede_emne", fourth, **typed).status_code == 302
    assert (story.moede(4).emne, story.moede(4).besluttet_af) == ("Samvær", "familierne")
    page = text_of(story.see(story.amira, "gruppemoede_detail", fourth))
    assert "Besluttet med familierne" in page


# --- line 4 -----------------------------------------------------------------------------------


def test_line_4_the_sixth_joins_in_march_and_april_is_on_video(story):
    gruppe = story.begin()
    story.at("2027-03-09 10:00")
    sixth, seventh = story.propose(), story.propose()
    assert story.approve(sixth).status_code == 302
    page = text_of(story.see(story.amira, "gruppe_detail", gruppe.pk))
    assert "6 familier med · fuld" in page

    # There is no seat for the seventh, and nothing typed is lost
    answer = story.approve(seventh)
    assert "Gruppen er fuld: der er plads til 6 familier, og 6 er med." in text_of(answer)
    seventh.refresh_from_db()
    assert seventh.svar == ""
    assert Medlemskab.objects.filter(gruppe=gruppe).members().count() == 6

    # The sixth hears of what is left: April, May and June
    mails = Gruppebesked.objects.filter(medlemskab=sixth, slags="paamindelse")
    assert {timezone.localdate(row.moede.start) for row in mails} == {*MOEDER[3:]}

    # April is held on video: five of six are physical, and no warning
    april = story.moede(4)
    answer = story.submit(story.amira, "gruppemoede_move", april.pk, form="virtuelt", link=VIDEO)
    assert answer.status_code == 302, text_of(answer)
    april.refresh_from_db()
    assert (timezone.localdate(april.start), april.form) == (D(2027, 4, 6), "virtuelt")
    page = text_of(story.see(story.amira, "gruppe_detail", gruppe.pk))
    assert "5 af 6 fysisk" in page
    assert "Alle møder er på video" not in page


# --- line 5 -----------------------------------------------------------------------------------


def test_line_5_after_the_sixth_meeting_the_families_go_on(story):
    gruppe = story.begin()
    for number in range(1, 7):
        story.hold(number)
    assert Gruppefremmoede.objects.filter(moede__gruppe=gruppe, kom="kom").count() == 30

    # Since they were planned it is known that it runs itself from 2 June; Amira hears that morning
    assert gruppe.selvkoerende_fra == D(2027, 6, 2)
    assert (gruppe.trin_on(D(2027, 6, 1)), gruppe.trin_on(D(2027, 6, 2))) == (
        "faciliteret",
        "selvkoerende",
    )
    there = url("gruppe_hand_over", gruppe.pk)
    told = Besked.objects.get(to=story.amira, url=there, cancelled_at=None)
    assert (told.tekst, timezone.localtime(told.due_at)) == (
        "Tid til overdragelse af en netværksgruppe",
        local("2027-06-02 08:00"),
    )

    # She hands it over to a foster mother, who becomes the contact person
    story.at("2027-06-02 09:00")
    assert "Selvkørende" in text_of(story.see(story.amira, "gruppe_detail", gruppe.pk))
    voksen = Medlemskab.objects.members().first().plejefamilie.plejeforaeldre.get()
    answer = story.submit(story.amira, "gruppe_hand_over", gruppe.pk, kontakt=str(voksen.pk))
    assert said(answer) == "Gruppen er overdraget til familierne."

    # The monthly reminder goes on to her alone: the first Tuesday of July is the 6th
    story.at("2027-06-28 12:00")
    assert tasks.paamind_selvkoerende() == 0
    story.at("2027-06-29 12:00")
    assert tasks.paamind_selvkoerende() == 1
    mail = Gruppebesked.objects.get(slags="selv")
    assert (mail.plejeforaelder, mail.dag) == (voksen, D(2027, 7, 6))
    assert timezone.localtime(mail.due_at) == local("2027-06-29 08:00")

    # No meeting of it is kept any more, and nothing of what is said
    assert gruppe.moeder.count() == 6
    page = text_of(story.see(story.amira, "gruppe_detail", gruppe.pk))
    assert "Der skrives ikke fremmøde og ikke referat." in page
    assert not {"referat", "notat", "tekst"} & {
        field.name for model in (Gruppemoede, Gruppefremmoede) for field in model._meta.get_fields()
    }
    assert story.see(story.amira, "gruppemoede_plan", gruppe.pk).context["kan"] is False


# --- line 6 -----------------------------------------------------------------------------------


def test_line_6_a_family_leaves_and_five_are_enough(story):
    gruppe = story.begin()
    story.join(1)
    story.at("2027-06-15 10:00")
    leaves = Medlemskab.objects.members().first()
    konsulent = leaves.plejefamilie.konsulent
    answer = story.submit(
        konsulent, "medlemskab_end", leaves.pk, til="15-06-2027", slutaarsag="klarer_sig"
    )
    assert answer.status_code == 302, text_of(answer)
    answer = story.see(story.lars, "gruppe_detail", gruppe.pk)
    assert "5 familier med" in text_of(answer)
    assert not answer.context["advarsel"]

    # Below four there would be one, and the group would go on
    for row in Medlemskab.objects.members()[:2]:
        by = row.plejefamilie.konsulent
        story.submit(by, "medlemskab_end", row.pk, til="15-06-2027", slutaarsag="tid")
    answer = story.see(story.lars, "gruppe_detail", gruppe.pk)
    assert answer.context["advarsel"] == (
        "Der er 3 familier tilbage. En gruppe skal helst have mindst 4."
    )
    gruppe.refresh_from_db()
    assert gruppe.lukket_paa is None


# --- lines 7 and 8 ----------------------------------------------------------------------------


class Winther:
    """A family of ten years, and a new one that wants a mentor; Lars has the new one."""

    def __init__(self, story):
        self.story = story
        story.at("2026-11-23 10:00")
        self.winther = story.family("Winther, Eva", story.lars, godkendt_fra=D(2019, 8, 1))
        self.kjaer = story.family("Kjær, Ida", story.lars, godkendt_fra=D(2026, 9, 14))
        self.krogh = story.family("Krogh, Uffe", story.mette, godkendt_fra=D(2018, 3, 1))

    def say_yes(self, familie):
        by = familie.konsulent
        return self.story.submit(
            by,
            "mentorprofil_update",
            familie.pk,
            vil="ja",
            ja_paa="23-11-2026",
            kompetencer=["hverdag"],
        )

    def complete(self, familie):
        answer = self.story.submit(
            familie.konsulent,
            "kompetenceforloeb_create",
            familie.pk,
            titel="Træning og supervision",
            gennemfoert_paa="15-11-2021",
        )
        assert answer.status_code == 302, text_of(answer)

    def seek(self):
        """Lars writes that the Kjærs want a mentor, being new; returns the search."""
        answer = self.story.submit(
            self.story.lars,
            "mentorskab_create",
            self.kjaer.pk,
            aarsag="ny",
            emner=["hverdag"],
            mentee_ja_paa="23-11-2026",
        )
        assert answer.status_code == 302, text_of(answer)
        return Mentorskab.objects.get(mentee=self.kjaer)

    def ask(self, row, **typed):
        query = f"?mentor={self.winther.pk}"
        return self.story.submit(self.story.lars, "mentorskab_ask", row.pk, query=query, **typed)


@pytest.fixture
def mentorer(story, administrator):
    made = Winther(story)
    regler.set_value(
        by=administrator,
        kommune=story.kommune,
        key="netvaerk.mentor_kraever_forloeb",
        vaerdi="ja",
        fra=D(2026, 11, 23),
        begrundelse="Mentorer skal have været på forløb",
    )
    return made


def test_line_7_winther_is_the_mentor_of_kjaer_who_is_new(story, mentorer):
    # Without a completed course Winther cannot be one, and the page says what is lacking
    answer = mentorer.say_yes(mentorer.winther)
    assert answer.status_code == 200
    assert "Mangler et gennemført kompetenceforløb" in text_of(answer)
    mentorer.complete(mentorer.winther)
    assert Kompetenceforloeb.objects.get().gennemfoert_paa == D(2021, 11, 15)
    answer = mentorer.say_yes(mentorer.winther)
    assert answer.status_code == 302, text_of(answer)
    page = text_of(story.see(story.lars, "mentorprofil_update", mentorer.winther.pk))
    assert (
        "Kan være mentor fra 1. august 2022, tre år efter den første godkendelse 1. august 2019."
        in page
    )

    # Kjær is in its opstartsforløb: Lars must confirm it before he goes on
    row = mentorer.seek()
    yes = {"svar_paa": "23-11-2026", "fra": "23-11-2026"}
    answer = mentorer.ask(row, **yes)
    assert answer.status_code == 200
    assert "Familien er i et tæt støttet opstartsforløb" in text_of(answer)
    row.refresh_from_db()
    assert row.mentor is None

    # He does, and both families being his, it begins at once
    answer = mentorer.ask(row, bekraeft=["opstart"], **yes)
    assert said(answer) == "Mentorskabet er begyndt."
    row.refresh_from_db()
    assert (row.mentor, row.aarsag, row.fra) == (mentorer.winther, "ny", D(2026, 11, 23))
    assert row.advarsler == ["opstart"]

    # He asks how it goes three months later, on the first hverdag
    assert [(one.nr, one.frist) for one in row.opfoelgninger.all()] == [(1, D(2027, 2, 23))]


def test_line_8_strain_ranks_winther_lower_and_lars_may_still_choose(story, mentorer):
    for familie in (mentorer.winther, mentorer.krogh):
        mentorer.complete(familie)
        assert mentorer.say_yes(familie).status_code == 302
    row = mentorer.seek()

    def ranked():
        found = story.see(story.lars, "mentorskab_ask", row.pk).context["forslag"]
        return [one.kandidat.navn for one in found]

    # Given both fit, his own with all its reasons is there; under strain it comes last
    assert {*ranked()} == {"Eva Winther", "Uffe Krogh"}
    Belastning.objects.create(
        plejefamilie=mentorer.winther, dato=D(2026, 11, 20), score=9, by=story.lars
    )
    assert ranked() == ["Uffe Krogh", "Eva Winther"]

    # He chooses Winther all the same, and confirms that it is under strain itself
    yes = {"svar_paa": "23-11-2026", "fra": "23-11-2026"}
    answer = mentorer.ask(row, bekraeft=["opstart"], **yes)
    assert "Mentorfamilien er selv belastet" in text_of(answer)
    answer = mentorer.ask(row, bekraeft=["opstart", "belastet"], **yes)
    assert said(answer) == "Mentorskabet er begyndt."
    row.refresh_from_db()
    assert (row.mentor, {*row.advarsler}) == (mentorer.winther, {"opstart", "belastet"})
