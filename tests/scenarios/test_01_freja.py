"""Scenario 1 of the domain dossier, line by line: Freja moves to family Holm (seed 000, KE1, 003).

Freja is 4 and lives at Solgården, where Amira Said is her kontaktpædagog. Her mother is Tina, her
rådgiver Jonas Krogh; Mette Lund is the konsulent of family Holm.
"""

import datetime
import io
import re

import pikepdf
import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from faelles.access import Rolle
from faelles.kalender import kalender_for
from faelles.models import Besked
from plejefamilier import actions, pligter, tasks
from plejefamilier.actions import place_barn
from plejefamilier.models import (
    Moede,
    Moedebesked,
    Moedeserie,
    Moedeslags,
    Overgang,
    Overgangskontakt,
    Trin,
    Udslusningsplan,
)
from plejefamilier.moedevalg import Deltagervalg
from supervision.actions.kursus import Gang, create_kursus, publish_kursus
from supervision.models import Forloeb, Kursus
from tests.conftest import local
from tests.factories import BrugerFactory, InstitutionFactory, PlejefamilieFactory, replacement_cpr
from tests.plejefamilier.overgange import BORN, PLAN, WISH, add_parent, make_paedagog, texts

pytestmark = pytest.mark.django_db
FLYTNING = datetime.date(2027, 2, 1)


class Freja:
    """The people of the story, and what they press."""

    def __init__(self, kommune, team, raadgiver):
        self.kommune, self.jonas = kommune, raadgiver
        self.mette = BrugerFactory(rolle=Rolle.KONSULENT, team=team, navn="Mette Lund")
        self.solgaarden = InstitutionFactory(kommune=kommune, navn="Solgården")
        self.amira = make_paedagog(self.solgaarden)
        self.holm = PlejefamilieFactory(
            team=team, konsulent=self.mette, navn="Holm, Ida og Bo", adresse="Holmevej 7, 9999 X"
        )
        self.holm.plejeforaeldre.update(email="ida@holm.example")
        self.cpr = replacement_cpr(BORN)

    def send(self, bruger, name, data, *args):
        client = Client()
        client.force_login(bruger)
        return client.post(reverse(f"plejefamilier:{name}", args=args), data)

    def see(self, bruger, name, *args, **query):
        client = Client()
        client.force_login(bruger)
        return client.get(reverse(f"plejefamilier:{name}", args=args), query)

    def opening(self, **fields):
        return {
            "cpr_nummer": self.cpr,
            "navn": "Freja Prøvesen",
            "institution": self.solgaarden.pk,
            "kontaktpaedagog": self.amira.pk,
            "soeg": "holm",
            "plejefamilie": self.holm.pk,
            "planlagt_flytning": "01-02-2027",
            "metode": "leg",
            "oensker": WISH,
            "timebudget": "20",
            **fields,
        }

    def open(self, at):
        """Line 1: Jonas opens the move."""
        at("2026-11-23 08:00")
        answer = self.send(self.jonas, "overgang_create", self.opening())
        assert answer.status_code == 302, text_of(answer)
        self.overgang = Overgang.objects.get()
        self.freja = self.overgang.barn
        return self.overgang

    def call(self, *, tina, **fields):
        """Jonas calls the opstartsmøde on 2 December at 10, with Tina or without her."""
        here = self.overgang.pk
        page = self.see(self.jonas, "overgang_opstartsmoede", here)
        people = [
            row for row in page.context["form"].people.values() if tina or "Tina" not in row.navn
        ]
        data = {
            "dato": "02-12-2026",
            "fra_kl": "10.00",
            "minutter": "90",
            "sted": "institutionen",
            "deltagere": [row.noegle for row in people],
            **fields,
        }
        return self.send(self.jonas, "overgang_opstartsmoede", data, here)

    def plan(self, seen=0, word="Første", begrundelse=""):
        data = {"seen": seen, "begrundelse": begrundelse}
        data |= {name: f"{getattr(PLAN, name):%d-%m-%Y}" for name in ("foer", "under", "efter")}
        data["slut"] = f"{PLAN.slut:%d-%m-%Y}"
        for trin, felter in texts(word).items():
            data |= {f"{trin}-{key}": text for key, text in felter.items()}
        return self.send(self.jonas, "udslusningsplan_update", data, self.overgang.pk)

    def visit(self, bruger, slags, day, start="14.00", slut="17.00", **fields):
        data = {"slags": slags, "dato": day, "fra_kl": start, "til_kl": slut, **fields}
        answer = self.send(bruger, "overgangskontakt_create", data, self.overgang.pk)
        assert answer.status_code == 302, text_of(answer)
        return Overgangskontakt.objects.order_by("pk").last()

    def film(self):
        data = {
            "titel": "Piktogrammer ved morgenbordet",
            "optaget_paa": "11-04-2027",
            "fil": SimpleUploadedFile("morgen.mp4", FILM),
        }
        return self.send(self.mette, "video_create", data, self.freja.pk)

    def held(self, kontakt, **fields):
        data = {"tekst": "Det gik stille og roligt.", "til_kl": "17.00", **fields}
        answer = self.send(self.amira, "overgangskontakt_hold", data, kontakt.pk)
        assert answer.status_code == 302, text_of(answer)


@pytest.fixture
def story(kommune, team, raadgiver):
    return Freja(kommune, team, raadgiver)


def text_of(response):
    """The words of a page, without tags and with single spaces."""
    body = re.sub(r"<(script|style).*?</\1>", "", response.content.decode(), flags=re.DOTALL)
    return " ".join(re.sub(r"<[^>]+>", " ", body).replace("&nbsp;", " ").split())


# --- line 1 -----------------------------------------------------------------------------------


def test_1_jonas_must_write_what_freja_wishes(at, story):
    at("2026-11-23 08:00")
    answer = story.send(story.jonas, "overgang_create", story.opening(oensker=""))
    assert answer.status_code == 200
    assert "Skriv, hvad barnet ønsker." in text_of(answer)
    assert not Overgang.objects.exists()
    overgang = story.open(at)
    assert overgang.planlagt_flytning == FLYTNING
    assert overgang.planlagt_flytning.weekday() == 0
    assert overgang.oensker.get().tekst == WISH
    assert overgang.barn.myndighedsraadgiver == story.jonas
    assert overgang.barn.alder == 4


def test_1_the_screen_lists_the_five_roles(at, story):
    story.open(at)
    page = story.see(story.jonas, "overgang_detail", story.overgang.pk)
    words = text_of(page)
    assert [part.rolle for part in page.context["parter"]] == [
        "Myndighedsrådgiver",
        "Plejefamilie",
        "Biologisk familie",
        "Kontaktpædagog",
        "Familieplejekonsulent",
    ]
    for name in ("Jonas Krogh", "Ane Holm", "Amira Said", "Mette Lund"):
        assert name in words
    assert "Biologisk familie mangler." in words


def test_1_four_roles_need_a_reason_or_tina(at, story):
    story.open(at)
    answer = story.call(tina=False)
    assert answer.status_code == 200
    assert "Biologisk familie mangler" in text_of(answer)
    assert not Moede.objects.exists()
    answer = story.call(tina=False, mangler_begrundelse="Tina vil hellere tale med Jonas selv.")
    assert answer.status_code == 302, text_of(answer)
    assert Moede.objects.get().mangler_begrundelse.startswith("Tina vil hellere")


def test_1_with_tina_no_reason_is_asked(at, story):
    story.open(at)
    add_parent(story.freja, email="tina@prove.example")
    answer = story.call(tina=True)
    assert answer.status_code == 302, text_of(answer)
    moede = Moede.objects.get()
    assert moede.overgang == story.overgang
    assert moede.mangler_begrundelse == ""
    assert moede.deltagere.count() == 5


# --- line 2 -----------------------------------------------------------------------------------


def test_2_all_five_are_reminded_on_25_november_and_1_december(at, story):
    story.open(at)
    add_parent(story.freja, email="tina@prove.example")
    story.call(tina=True)
    moede = Moede.objects.get()
    assert moede.start == local("2026-12-02 10:00")
    days = {local("2026-11-25 08:00"), local("2026-12-01 08:00")}
    mails = Moedebesked.objects.filter(slags="paamindelse", deltager__moede=moede)
    notices = Besked.objects.filter(due_at__in=days)
    for deltager in moede.deltagere.all():
        person = deltager.bruger or (deltager.kredsrolle and deltager.kredsrolle.bruger)
        told = (
            notices.filter(to=person).values_list("due_at", flat=True)
            if person
            else mails.filter(deltager=deltager).values_list("due_at", flat=True)
        )
        assert {*told} == days, deltager.hvem


# --- line 3 -----------------------------------------------------------------------------------


def test_3_version_1_has_the_three_stages_and_the_pdf_their_headings(at, story):
    story.open(at)
    at("2026-12-02 12:00")
    assert story.plan().status_code == 302
    plan = Udslusningsplan.objects.get()
    assert plan.version == 1
    day = datetime.date
    assert [(row.trin, row.fra, row.til) for row in plan.trin.all()] == [
        (Trin.FOER, day(2026, 12, 2), day(2027, 1, 31)),
        (Trin.UNDER, day(2027, 2, 1), day(2027, 2, 28)),
        (Trin.EFTER, day(2027, 3, 1), day(2027, 7, 31)),
    ]
    answer = story.see(story.mette, "overgang_pdf", story.overgang.pk)
    outline = headings(pikepdf.open(io.BytesIO(answer.content)))
    wanted = ["Før flytningen", "Under flytningen", "Efter flytningen"]
    assert [words for words in outline if words in wanted] == wanted


def test_3_the_form_is_filled_in_with_those_days(at, story):
    story.open(at)
    story.call(tina=False, mangler_begrundelse="Kommer senere")
    page = story.see(story.jonas, "udslusningsplan_update", story.overgang.pk)
    initial = page.context["form"].initial
    assert [initial[name] for name in ("foer", "under", "efter", "slut")] == [
        PLAN.foer,
        PLAN.under,
        PLAN.efter,
        PLAN.slut,
    ]


def headings(pdf):
    """The titles of the document's outline, in order; WeasyPrint makes one of each heading."""
    found = []
    with pdf.open_outline() as outline:
        todo = [*outline.root]
        while todo:
            item = todo.pop(0)
            found.append(item.title)
            todo = [*item.children, *todo]
    return found


# --- line 4 -----------------------------------------------------------------------------------


def test_4_visits_and_an_overnight_are_reminded_of(at, story):
    story.open(at)
    at("2026-12-02 12:00")
    for slags, day in (("besoeg", "16-12-2026"), ("besoeg", "13-01-2027")):
        story.visit(story.mette, slags, day)
    night = story.visit(story.mette, "overnatning", "27-01-2027", slut="10.00")
    kalender = kalender_for(story.kommune)
    kontakter = Overgangskontakt.objects.order_by("start")
    days = [row.start.date() for row in kontakter]
    assert [day.isoformat() for day in days] == ["2026-12-16", "2027-01-13", "2027-01-27"]
    assert all(kalender.is_hverdag(day) and day.weekday() == 2 for day in days)
    assert {row.trin for row in kontakter} == {Trin.FOER}
    assert night.slut == local("2027-01-28 10:00")
    told = Besked.objects.filter(key__startswith=f"overgangskontakt-{night.pk}-")
    found = []
    for number in range(19, 28):
        at(f"2027-01-{number} 00:45")
        tasks.remind_overgange()
    for besked in told.order_by("due_at", "to"):
        found.append((besked.due_at, besked.to))
    first, second = local("2027-01-20 08:00"), local("2027-01-26 08:00")
    assert {*found} == {
        (moment, person) for moment in (first, second) for person in (story.mette, story.amira)
    }
    assert "Freja" not in told.first().tekst


# --- line 5 -----------------------------------------------------------------------------------

COURSE = "Autisme, piktogrammer og TEACCH"
MORNINGS = ("2027-01-12", "2027-01-19", "2027-01-26")


def held_course(at, story, booker):
    """Solgården drafts three mornings, Mette publishes them, Solgården signs the Holms up."""
    at("2026-12-02 12:00")
    gange = [Gang(local(f"{day} 09:30"), local(f"{day} 11:30"), link=LINK) for day in MORNINGS]
    kursus = create_kursus(
        by=booker,
        kommune=story.kommune,
        udbyder=story.solgaarden,
        undervisere=[story.amira],
        gange=gange,
        titel=COURSE,
        form=Kursus.Form.UDDANNELSE,
        laengde=Kursus.Laengde.KORT,
        levering=Kursus.Levering.VIRTUEL,
        pladser=10,
        tilmeldingsfrist=datetime.date(2027, 1, 11),
    )
    publish_kursus(by=story.mette, kursus=kursus)
    client = Client()
    client.force_login(booker)
    page = reverse("supervision:tilmelding_create", args=[kursus.pk])
    key = client.get(page).context["form"]["idempotency_key"].value()
    data = {"idempotency_key": key, "familie": story.holm.pk}
    for _ in range(2):  # pressed twice, they are on it once
        answer = client.post(page, data)
        assert answer.status_code == 302, text_of(answer)
    return kursus


LINK = "https://video.example/solgaarden"


def test_5_three_mornings_of_two_hours_are_one_course_day_for_each_of_the_holms(at, story):
    story.open(at)
    bo = story.holm.plejeforaeldre.create(navn="Bo Holm")
    booker = BrugerFactory(
        rolle=Rolle.INSTITUTIONSBOOKER, kommune=story.kommune, ansat_hos=story.solgaarden
    )
    kursus = held_course(at, story, booker)
    tilmelding = kursus.tilmeldinger.get()
    assert (tilmelding.plejefamilie, tilmelding.status) == (story.holm, "plads")
    both = tilmelding.deltagere.all()
    assert [one.hvem for one in both] == ["Ane Holm", "Bo Holm"]
    for day, gang in zip(MORNINGS, kursus.gange.all(), strict=True):
        at(f"{day} 11:30")
        client = Client()
        client.force_login(story.amira)
        page = reverse("supervision:fremmoede_update", args=[gang.pk])
        seen = client.get(page).context["liste"].seen
        came = [f"{one.pk}-1" for one in both]
        assert client.post(page, {"seen": seen, "kom": came}).status_code == 302
    assert sum(row.minutter for row in bo.kursustider.all()) == 6 * 60
    page = story.see(story.mette, "kursustid_list", story.holm.pk)
    year = [konto.linjer[0] for konto in page.context["konti"]]
    assert [(line.periode, line.status) for line in year] == [
        ("Året 2027", "1 af 2 kursusdage"),
        ("Året 2027", "1 af 2 kursusdage"),
    ]
    assert text_of(page).count(COURSE) >= both.count() * len(MORNINGS)


# --- line 6 -----------------------------------------------------------------------------------


def home_supervision(story, **fields):
    """Mette lays her supervision at the Holms' home, every third month from 1 February 2027."""
    foster_parent = story.holm.plejeforaeldre.get()
    return actions.plan_serie(
        by=story.mette,
        kommune=story.kommune,
        slags=Moedeslags.SUPERVISION_HJEMME,
        anker=FLYTNING,
        hver=3,
        enhed=Moedeserie.Enhed.MAANEDER,
        klokken=datetime.time(10),
        minutter=90,
        plejefamilie=story.holm,
        sted="hjemme",
        deltagere=[
            Deltagervalg("plejefamilie", plejeforaelder=foster_parent),
            Deltagervalg("konsulent", bruger=story.mette),
        ],
        **fields,
    )


def test_6_home_supervision_every_third_month_does_not_drift(at, story):
    at("2027-01-04 12:00")
    with pytest.raises(ValidationError, match="hvornår familien selv ønskede det hjemme"):
        home_supervision(story)
    serie = home_supervision(story, hjemme_oensket_paa=datetime.date(2027, 1, 4))
    for now in ("2027-05-15 00:25", "2027-09-15 00:25", "2027-12-15 00:25"):
        at(now)
        tasks.roll_moedeserier()
    rows = serie.moeder.filter(nominel__gt=FLYTNING).order_by("nominel")[:4]
    assert [(f"{row.nominel}", f"{timezone.localdate(row.start)}") for row in rows] == [
        ("2027-05-01", "2027-05-03"),
        ("2027-08-01", "2027-08-02"),
        ("2027-11-01", "2027-11-01"),
        ("2028-02-01", "2028-02-01"),
    ]


def test_6_reminders_of_3_may_roll_back_to_30_april(at, story):
    at("2027-01-04 12:00")
    serie = home_supervision(story, hjemme_oensket_paa=datetime.date(2027, 1, 4))
    may = serie.moeder.get(nominel=datetime.date(2027, 5, 1))
    days = {local("2027-04-19 08:00"), local("2027-04-30 08:00")}
    mails = Moedebesked.objects.filter(slags="paamindelse", deltager__moede=may)
    assert {*mails.values_list("due_at", flat=True)} == days
    assert days <= {*story.mette.beskeder.values_list("due_at", flat=True)}


# --- line 7 -----------------------------------------------------------------------------------


def test_7_the_first_follow_up_is_due_on_friday_30_april(at, story):
    moved(at, story)
    at("2027-04-20 09:00")
    today = timezone.localdate()
    rows = pligter.of_bruger(story.jonas, today, limit=50)
    found = [row.frist for row in rows if row.slags == "barnsopfoelgning"]
    assert found == [datetime.date(2027, 4, 30)]


# --- line 8 -----------------------------------------------------------------------------------


def moved(at, story):
    """Freja lives with the Holms from 1 February 2027."""
    story.open(at)
    at("2026-12-02 12:00")
    story.plan()
    at("2027-02-01 15:00")
    data = {"flyttet_paa": "01-02-2027", "grundlag": "samtykke"}
    answer = story.send(story.jonas, "overgang_flyt", data, story.overgang.pk)
    assert answer.status_code == 302, text_of(answer)


def known_adult(story):
    data = {"navn": "Amira Said", "fra": "01-02-2027", "til": "31-07-2027"}
    answer = story.send(story.mette, "kendtvoksen_create", data, story.overgang.pk)
    assert answer.status_code == 302
    return story.overgang.kendte_voksne.get()


def visits_of_known_adults(at, story):
    voksen = known_adult(story)
    for now, day in (("2027-02-15 18:00", "15-02-2027"), ("2027-03-01 18:00", "01-03-2027")):
        at(now)
        story.visit(
            story.amira,
            "kendt_voksen",
            day,
            kendt_voksen=voksen.pk,
            paa_budget="on",
            tekst="Legede",
        )


def test_8_two_visits_of_known_adults_leave_14_of_20_hours(at, story):
    moved(at, story)
    visits_of_known_adults(at, story)
    rows = Overgangskontakt.objects.order_by("start")
    assert [row.trin for row in rows] == [Trin.UNDER, Trin.EFTER]
    page = story.see(story.mette, "overgang_detail", story.overgang.pk)
    assert "14 timer tilbage" in text_of(page)
    assert page.context["timer"]["tilbage"] == 14 * 60


# --- line 9 -----------------------------------------------------------------------------------

FILM = b"\x00\x00\x00\x18ftypmp42" + b"Freja maler ved bordet" * 50


def test_9_the_trial_of_teacch_did_not_work_and_the_reason_is_required(at, story):
    moved(at, story)
    begun = {"metode": "TEACCH", "hvorfor": "Overblik over dagen", "fra": "01-02-2027"}
    answer = story.send(story.mette, "metode_create", begun, story.freja.pk)
    assert answer.status_code == 302, text_of(answer)
    proeve = story.freja.metodeproever.get()

    at("2027-04-12 10:00")
    outcome = {"til": "12-04-2027", "udfald": "virkede_ikke", "begrundelse": ""}
    answer = story.send(story.mette, "metode_end", outcome, proeve.pk)
    assert answer.status_code == 200
    assert "Skriv, hvorfor det gik sådan." in text_of(answer)
    proeve.refresh_from_db()
    assert (proeve.til, proeve.udfald) == (None, "")

    why = "Freja er stærkere i kontakten, end vi troede. Billederne kom imellem hende og os."
    answer = story.send(story.mette, "metode_end", outcome | {"begrundelse": why}, proeve.pk)
    assert answer.status_code == 302, text_of(answer)
    words = text_of(story.see(story.mette, "metode_detail", proeve.pk))
    assert "Virkede ikke" in words
    assert why in words
    assert "Fra 1. februar 2027 til 12. april 2027" in words
    # the history is kept: Jonas finds it too, and the outcome is not written over
    assert story.see(story.jonas, "metode_detail", proeve.pk).status_code == 200
    again = outcome | {"udfald": "virkede", "begrundelse": "Alligevel"}
    assert story.send(story.mette, "metode_end", again, proeve.pk).status_code == 200
    proeve.refresh_from_db()
    assert (proeve.udfald, proeve.begrundelse) == ("virkede_ikke", why)


def test_9_no_video_before_the_custody_holder_has_said_yes(at, story):
    moved(at, story)
    at("2027-04-12 10:00")
    answer = story.film()
    assert answer.status_code == 200
    assert "ikke skrevet nogen forældremyndighedsindehaver på barnet" in text_of(answer)

    tina = add_parent(story.freja)
    answer = story.film()
    assert "først gemmes, når forældremyndighedens indehavere har givet samtykke" in text_of(answer)
    assert "Piktogrammer ved morgenbordet" in answer.content.decode(), "what was typed stands"
    assert not story.freja.optagelser.exists()

    given = {"foraelder": tina.pk, "givet_paa": "12-04-2027"}
    answer = story.send(story.mette, "videosamtykke_create", given, story.freja.pk)
    assert answer.status_code == 302, text_of(answer)
    assert story.film().status_code == 302
    film = story.freja.optagelser.get()
    answer = story.see(story.mette, "video_fetch", film.pk)
    assert b"".join(answer.streaming_content) == FILM
    # Amira works with Freja, yet a film is for fewer eyes than that
    assert story.see(story.amira, "video_fetch", film.pk).status_code in (403, 404)


def test_9_a_forloeb_of_supervision_begins_only_with_a_goal(at, story):
    moved(at, story)
    at("2027-04-12 10:00")
    typed = {
        "formaal": "udfordring",
        "problem": "Piktogrammerne ved morgenbordet virkede ikke.",
        "maal": "",
        "supervisor": story.amira.pk,
        "format": "korte",
        "rytme": "fast",
        "fra": "19-04-2027",
        "sted": "institutionen",
        "konsulent_med": "nej",
    }
    client = Client()
    client.force_login(story.mette)
    create = reverse("supervision:familie_forloeb_create", args=[story.holm.pk])
    assert "5 × 1½ time, 7½ timer i alt" in text_of(client.get(create))
    page = client.post(create, typed)["Location"]
    forloeb = Forloeb.objects.get()
    assert (forloeb.antal, forloeb.minutter) == (5, 90)

    begin = reverse("supervision:forloeb_activate", args=[forloeb.pk])
    refused = client.post(begin, {"roller_aftalt": "on"})
    assert refused.status_code == 200
    assert "Skriv, hvad familien gerne vil opnå, før forløbet begynder." in text_of(refused)
    forloeb.refresh_from_db()
    assert forloeb.aktiveret_at is None

    typed |= {"maal": "At Freja spiser morgenmad i ro.", "version": forloeb.version}
    change = reverse("supervision:forloeb_update", args=[forloeb.pk])
    assert client.post(change, typed).status_code == 302
    assert client.post(begin, {"roller_aftalt": "on"}).status_code == 302
    forloeb.refresh_from_db()
    assert timezone.localdate(forloeb.aktiveret_at) == datetime.date(2027, 4, 12)
    assert "At Freja spiser morgenmad i ro." in text_of(client.get(page))
    # Amira supervises it and sees it among her own; her colleague sees nothing
    client.force_login(story.amira)
    assert client.get(page).status_code == 200
    client.force_login(make_paedagog(story.solgaarden, navn="Berit Dam"))
    assert client.get(page).status_code == 404


# --- line 10 ----------------------------------------------------------------------------------


def test_10_version_2_needs_a_reason_and_everybody_is_told_without_content(at, story):
    moved(at, story)
    at("2027-04-12 10:00")
    answer = story.plan(seen=1, word="Anden")
    assert answer.status_code == 200
    assert "Skriv, hvorfor planen ændres." in text_of(answer)
    answer = story.plan(seen=1, word="Anden", begrundelse="Freja sover bedre nu")
    assert answer.status_code == 302
    beskeder = Besked.objects.filter(key__startswith=f"overgang-{story.overgang.pk}-plan-2-")
    assert {row.to for row in beskeder} == {story.mette, story.amira}
    for besked in beskeder:
        assert "Freja" not in besked.tekst
        assert "sover" not in besked.tekst


def test_10_the_report_counts_3_visits_before_2_after_and_2_versions(at, story):
    story.open(at)
    at("2026-12-02 12:00")
    story.plan()
    planned = [story.visit(story.mette, "besoeg", day) for day in ("16-12-2026", "13-01-2027")]
    planned.append(story.visit(story.mette, "overnatning", "27-01-2027", slut="10.00"))
    at("2027-01-28 12:00")
    for kontakt in planned:
        story.held(kontakt, til_kl="10.00" if kontakt.slags == "overnatning" else "17.00")
    place_barn(
        by=story.mette,
        barn=story.freja,
        plejefamilie=story.holm,
        slags="doegn",
        grundlag="samtykke",
        fra=FLYTNING,
    )
    at("2027-02-01 15:00")
    data = {"flyttet_paa": "01-02-2027", "grundlag": "samtykke"}
    story.send(story.jonas, "overgang_flyt", data, story.overgang.pk)
    assert story.freja.anbringelser.count() == 1
    visits_of_known_adults(at, story)
    at("2027-04-12 10:00")
    story.plan(seen=1, word="Anden", begrundelse="Freja sover bedre nu")
    tal = story.see(story.mette, "overgang_detail", story.overgang.pk).context["tal"]
    assert (tal["foer"], tal["efter"], tal["versioner"]) == (3, 2, 2)
    assert [number for _, number in tal["pr_trin"]] == [3, 1, 1]
