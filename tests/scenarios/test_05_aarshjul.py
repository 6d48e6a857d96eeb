"""Scenario 5 of the domain dossier, line by line: Vesthimmerland's wheel (seed 000, F10, O).

Family Nørgaard; its konsulent Karin is employed by the municipality and supervises them herself.
"""

import datetime
import re

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from faelles import regler
from faelles.access import Rolle
from faelles.models import Besked
from supervision.models import Aarshjul, Session, Udviklingsmaal
from tests.conftest import local
from tests.factories import BrugerFactory, PlejefamilieFactory
from tests.pdftekst import words_of
from tests.supervision.fakta import make_forloeb, make_gruppe

pytestmark = pytest.mark.django_db
GRUPPER = ["03-02-2027", "05-05-2027", "04-08-2027", "03-11-2027"]
ALENE = ["18-03-2027", "17-06-2027", "16-09-2027", "09-12-2027"]
TEMAER = {
    **dict(zip(GRUPPER, ["Tryghed", "Samvær", "Søskende", "Ung i pleje"], strict=True)),
    **dict(zip(ALENE, ["Skolen", "Søvn", "Skolestart", "Året der gik"], strict=True)),
}
MANGLER = "mangler individuel mellem 5. maj og 4. august"


class Story:
    """Karin and family Nørgaard, in a municipality that has loaded Vesthimmerland's preset."""

    def __init__(self, kommune, team, administrator):
        self.kommune, self.administrator = kommune, administrator
        self.karin = BrugerFactory(rolle=Rolle.KONSULENT, team=team, navn="Karin Holm")
        self.familie, self.skov = (
            PlejefamilieFactory(team=team, konsulent=self.karin, navn=navn)
            for navn in ("Nørgaard, Else og Per", "Skov, Ida og Bo")
        )

    def see(self, name, *args, who=None, **query):
        client = Client()
        client.force_login(who or self.karin)
        return client.get(reverse(name, args=args), query)

    def send(self, name, data, *args, who=None):
        client = Client()
        client.force_login(who or self.karin)
        return client.post(reverse(name, args=args), data)

    def begin(self):
        """The preset, a group and an individual forløb in which the year is planned."""
        self.send("faelles:regel_preset", {}, "vesthimmerland", who=self.administrator)
        facts = {"supervisor": self.karin, "rytme": "fast", "formaal": "loebende"}
        self.alene = make_forloeb(self.familie, minutter=90, sted="kommunen", **facts)
        facts.pop("supervisor")
        self.gruppe = make_gruppe(
            self.karin, [self.familie, self.skov], titel="Gruppe Nord", sted="kommunen", **facts
        )
        answer = self.send(
            "supervision:aarshjul_familie", {"aar": "2027", "rytme": "fast"}, self.familie.pk
        )
        assert answer.status_code == 302
        self.hjul = Aarshjul.objects.get()
        return self.hjul

    def rows(self, kind, days, fra, til):
        data = {f"{kind}_raekker": len(days)}
        for number, day in enumerate(days):
            row = {"dato": day, "fra": fra, "til": til, "tema": TEMAER[day]}
            data |= {f"{kind}_{number}_{part}": value for part, value in row.items()}
        return data

    def typed(self, *, grupper=GRUPPER, alene=ALENE, **more):
        return {
            "gruppe_forloeb": self.gruppe.pk,
            "individuel_forloeb": self.alene.pk,
            **self.rows("gruppe", grupper, "17.00", "19.30"),
            **self.rows("individuel", alene, "10.00", "11.30"),
            **more,
        }

    def plan(self, **facts):
        return self.send("supervision:aarshjul_plan", self.typed(**facts), self.hjul.pk)

    def wheel(self):
        return self.see("supervision:aarshjul_detail", self.hjul.pk)

    def session(self, day):
        return Session.objects.get(start__date=day)

    def aim(self):
        """The family's udviklingsplan with one goal."""
        data = {"seen": 0, "ny_0_tekst": "At aftenerne bliver rolige", "ny_0_omraade": "barnet"}
        answer = self.send("supervision:udviklingsplan_update", data, self.familie.pk)
        assert answer.status_code == 302, text_of(answer)
        return Udviklingsmaal.objects.get()

    def log(self, session, **fields):
        """Karin opens what was held with everything filled in, and writes."""
        page = self.see("supervision:session_log", session.pk)
        form = page.context["form"]
        data = {
            name: form[name].value() for name in ("version", "minutter", "form", "sted", "tema")
        }
        start = timezone.localtime(session.start)
        data |= {
            "dato": f"{start:%d-%m-%Y}",
            "klokken": f"{start:%H.%M}",
            "tekst": "Vi talte om det.",
            "idempotency_key": page.context["kladdeside"].noegle,
        }
        if session.forloeb == self.alene:
            data["konsulent_med"] = "nej"
        return self.send("supervision:session_log", data | fields, session.pk)


@pytest.fixture
def story(kommune, team, administrator, at):
    at("2026-12-01 09:00")
    found = Story(kommune, team, administrator)
    found.begin()
    return found


@pytest.fixture
def planned(story):
    answer = story.plan()
    assert answer.status_code == 302, text_of(answer)
    return story


def text_of(answer):
    """The words of a page, without tags and with single spaces."""
    body = re.sub(r"<(script|style).*?</\1>", "", answer.content.decode(), flags=re.DOTALL)
    return " ".join(re.sub(r"<[^>]+>", " ", body).replace("&nbsp;", " ").split())


def days(rows):
    return [f"{timezone.localtime(row.due_at):%Y-%m-%d %H:%M}" for row in rows.order_by("due_at")]


def test_1_the_preset_asks_for_four_and_four_with_one_in_every_interval(story):
    names = ("gruppe_pr_aar", "individuelle_pr_aar", "individuel_i_hvert_interval")
    found = regler.values([f"supervision.{name}" for name in names], story.kommune)
    assert [*found.values()] == [4, 4, True]
    page = text_of(story.wheel())
    assert "Gruppe 0 af 4" in page
    assert "Individuel 0 af 4, mindst én mellem to grupper" in page
    begin = text_of(story.see("supervision:forloeb_activate", story.alene.pk))
    assert "Karin er familiens egen konsulent." in begin  # A9


def test_2_the_year_is_planned_at_once_and_fulfils_the_wheel(planned):
    sessions = Session.objects.order_by("start")
    assert [f"{timezone.localtime(row.start):%a %d-%m-%Y %H:%M}" for row in sessions] == [
        "Wed 03-02-2027 17:00",
        "Thu 18-03-2027 10:00",
        "Wed 05-05-2027 17:00",
        "Thu 17-06-2027 10:00",
        "Wed 04-08-2027 17:00",
        "Thu 16-09-2027 10:00",
        "Wed 03-11-2027 17:00",
        "Thu 09-12-2027 10:00",
    ]
    assert [row.minutter for row in sessions] == [150, 90] * 4
    assert "Opfyldt 4/4, 4/4" in text_of(planned.wheel())


def test_2_the_days_are_proposed_from_a_first_wednesday_every_third_month(story):
    typed = {"gruppe_anker": "03-02-2027", "gruppe_antal": 4, "gruppe_hver": 3}
    query = {"foreslaa": 1, **typed, "gruppe_enhed": "ugedag"}
    form = story.see("supervision:aarshjul_plan", story.hjul.pk, **query).context["form"]
    proposed = [form[f"gruppe_{number}_dato"].value() for number in range(4)]
    assert [f"{day:%d-%m-%Y}" for day in proposed] == GRUPPER
    between = [form[f"individuel_{number}_dato"].value() for number in range(4)]
    assert [day.month for day in between] == [3, 6, 9, 12]


def test_3_without_june_it_says_what_is_missing_and_wants_a_reason_to_be_final(planned, at):
    hjul = planned.hjul
    page = planned.see("supervision:aarshjul_finish", hjul.pk)
    data = {"version": page.context["form"]["version"].value()}
    assert planned.send("supervision:aarshjul_finish", data, hjul.pk).status_code == 302
    june = planned.session("2027-06-17")
    planned.send("supervision:session_cancel", {"begrundelse": "Sygdom", "version": 1}, june.pk)
    words = text_of(planned.wheel())
    assert f"Årshjulet {MANGLER}." in words
    assert "Ikke opfyldt 4/4, 3/4" in words
    assert "Ændret siden aftalen" in words
    assert "17. juni (individuel) er faldet ud" in words
    hjul.refresh_from_db()
    refused = planned.send("supervision:aarshjul_finish", {"version": hjul.version}, hjul.pk)
    assert refused.status_code == 200
    assert f"Årshjulet {MANGLER}. Skriv, hvorfor" in text_of(refused)
    reason = {"version": hjul.version, "begrundelse": "Familien holder ferie i juni og juli."}
    assert planned.send("supervision:aarshjul_finish", reason, hjul.pk).status_code == 302
    words = text_of(planned.wheel())
    assert "Familien holder ferie i juni og juli." in words
    assert "Ændret siden aftalen" not in words


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        ("2027-05-05", ["2027-04-21 08:00", "2027-05-03 08:00"]),
        ("2027-03-18", ["2027-03-04 08:00", "2027-03-16 08:00"]),
        ("2027-12-09", ["2027-11-25 08:00", "2027-12-07 08:00"]),
    ],
)
def test_4_everybody_is_reminded_fourteen_and_two_days_before(planned, day, expected):
    session = planned.session(day)
    rows = Besked.objects.filter(
        to=planned.karin, key__startswith=f"session-{session.pk}-", due_at__gt=timezone.now()
    )
    assert days(rows) == expected


def test_5_a_group_of_three_and_a_half_hours_is_warned_of_and_nothing_is_planned(story):
    answer = story.plan(gruppe_2_til="20.30")
    words = text_of(answer)
    assert answer.status_code == 200
    assert "Gruppesupervision varer 120–180 minutter, og her er 210." in words
    assert "Længden er rigtig: planlæg alligevel" in words
    assert 'value="Søskende"' in answer.content.decode()
    assert not Session.objects.exists()
    assert story.plan(gruppe_2_til="19.30").status_code == 302
    august = story.session("2027-08-04")
    assert (august.minutter, story.session("2027-09-16").minutter) == (150, 90)


def test_6_writing_march_needs_a_goal_of_the_plan_or_another_theme_in_words(planned, at):
    goal = planned.aim()
    at("2027-03-18 12:00")
    march = planned.session("2027-03-18")
    refused = planned.log(march)
    assert refused.status_code == 200
    assert refused.context["form"].errors
    march.refresh_from_db()
    assert march.logget_at is None
    assert planned.log(march, maal=[goal.pk]).status_code == 302
    march.refresh_from_db()
    assert [*march.maal.all()] == [goal]
    page = text_of(planned.see("supervision:udviklingsplan_detail", planned.familie.pk))
    assert "Arbejdet med i 1 supervision, sidst 18. marts 2027." in page
    at("2027-06-17 12:00")
    assert planned.log(planned.session("2027-06-17"), andet_tema="Sommerferien").status_code == 302


def test_7_the_paper_has_eight_rows_in_order_and_the_report_sixteen_hours(planned, at):
    at("2027-02-04 09:00")
    assert planned.log(planned.session("2027-02-03")).status_code == 302
    answer = planned.see("supervision:aarshjul_pdf", planned.hjul.pk)
    assert answer["Content-Disposition"].startswith('attachment; filename="aarshjul-2027-')
    (page,) = words_of(answer.content)
    assert "Årshjul 2027" in page
    wanted = [
        "Onsdag 3. februar 17.00–19.30 Gruppe Tryghed Hos kommunen Holdt",
        "Torsdag 18. marts 10.00–11.30 Individuel Skolen Hos kommunen Planlagt",
        "Onsdag 5. maj 17.00–19.30 Gruppe Samvær Hos kommunen Planlagt",
        "Torsdag 17. juni 10.00–11.30 Individuel Søvn Hos kommunen Planlagt",
        "Onsdag 4. august 17.00–19.30 Gruppe Søskende Hos kommunen Planlagt",
        "Torsdag 16. september 10.00–11.30 Individuel Skolestart Hos kommunen Planlagt",
        "Onsdag 3. november 17.00–19.30 Gruppe Ung i pleje Hos kommunen Planlagt",
        "Torsdag 9. december 10.00–11.30 Individuel Året der gik Hos kommunen Planlagt",
    ]
    places = [page.index(row) for row in wanted]
    assert places == sorted(places)
    assert "1 af 8 er holdt" in page
    for session in Session.objects.filter(logget_at=None).order_by("start"):
        at(f"{timezone.localtime(session.slut) + datetime.timedelta(hours=1):%Y-%m-%d %H:%M}")
        other = {"andet_tema": "Hverdagen"} if session.forloeb == planned.alene else {}
        assert planned.log(session, **other).status_code == 302
    at("2027-12-31 12:00")
    report = planned.see("supervision:supervisionsrapport", planned.familie.pk, 2027)
    words = " ".join(words_of(report.content))
    assert "8 gange: 4 i gruppe og 4 for sig selv, i alt 16" in words
    assert "I alt 16,0" in words
    assert "8 af 8 er holdt" in text_of(planned.wheel())


def test_8_the_konsulent_takes_part_only_by_the_familys_wish(planned):
    june = planned.session("2027-06-17")
    form = planned.see("supervision:session_move", june.pk).context["form"]
    data = {
        "version": form["version"].value(),
        "dato": "17-06-2027",
        "klokken": "10.00",
        "minutter": "90",
        "form": "fysisk",
        "sted": "kommunen",
        "konsulent_med": "delvist",
    }
    refused = planned.send("supervision:session_move", data, june.pk)
    assert refused.status_code == 200
    assert "Konsulenten er kun med, når familien ønsker det." in text_of(refused)
    wish = {"konsulent_oensket_paa": "01-12-2026"}
    assert planned.send("supervision:session_move", data | wish, june.pk).status_code == 302
    june.refresh_from_db()
    assert june.konsulent_med == "delvist"
    assert june.konsulent_oensket_paa == local("2026-12-01 09:00").date()
