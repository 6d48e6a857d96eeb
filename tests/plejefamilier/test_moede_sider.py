"""The pages of meetings: who opens what, what is filled in, minutes, and how many queries."""

import datetime
import uuid

import pytest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from faelles.access import Rolle
from faelles.drift import Grad
from faelles.models import AuditEvent, Kladde
from plejefamilier import actions, moededrift, pligter
from plejefamilier.models import Aftale, Deltager, Moede
from tests.conftest import local
from tests.factories import BarnFactory, BrugerFactory
from tests.plejefamilier.moeder import asked, call, kontaktpaedagog, parent_of

pytestmark = pytest.mark.django_db
LIST = reverse("plejefamilier:moede_list")
NEW = reverse("plejefamilier:moede_create")


@pytest.fixture(autouse=True)
def _now(at):
    at("2027-01-04 08:00")


def page(name, moede):
    return reverse(f"plejefamilier:{name}", args=[moede.pk])


def opens(client, person, moede):
    client.force_login(person)
    return client.get(page("moede_detail", moede)).status_code == 200


@pytest.fixture
def moede(barn, familie, konsulent, brohus):
    """A meeting about Noah with his kontaktpædagog Amira, called by the konsulent."""
    amira, plads = kontaktpaedagog(barn, brohus)
    return call(
        konsulent,
        "2027-01-13 10:00",
        barn=barn,
        plejefamilie=familie,
        deltagere=[
            asked("konsulent", konsulent),
            asked("kontaktpaedagog", kredsrolle=plads, bruger=amira),
        ],
    )


@pytest.fixture
def amira(moede):
    return moede.deltagere.get(plads="kontaktpaedagog").bruger


# --- who opens it --------------------------------------------------------------------------------


def test_those_of_the_case_and_those_asked_open_it_and_nobody_else(
    client, moede, konsulent, amira, kollega, teamleder, raadgiver, barn, kommune, brohus
):
    assert opens(client, konsulent, moede)
    assert opens(client, teamleder, moede)
    assert opens(client, amira, moede)
    # another konsulent, the rådgiver of another child in the same home, a colleague of Amira's
    assert not opens(client, kollega, moede)
    other = BarnFactory(
        kommune=kommune,
        plejefamilie=moede.plejefamilie,
        myndighedsraadgiver=raadgiver,
        navn="Anden Prøvesen",
    )
    assert not opens(client, raadgiver, moede)
    of_other, _ = kontaktpaedagog(other, brohus, navn="Bo Ruud")
    assert not opens(client, of_other, moede)
    barn.myndighedsraadgiver = raadgiver
    barn.save()
    assert opens(client, raadgiver, moede)
    assert AuditEvent.objects.filter(event="moede.laest", objekt=str(moede.pk)).count() == 4


def test_the_door_closes_with_the_circle_and_some_days_after_the_meeting(client, moede, amira, at):
    """A place that ended, and `ser_til` that has passed."""
    at("2027-02-12 12:00")
    assert opens(client, amira, moede)
    at("2027-02-13 12:00")  # 30 days after the meeting were yesterday
    assert not opens(client, amira, moede)
    at("2027-01-14 12:00")
    plads = moede.deltagere.get(bruger=amira).kredsrolle
    plads.til = datetime.date(2027, 1, 13)
    plads.save()
    assert not opens(client, amira, moede)
    assert b"10.00" not in client.get(LIST).content


def test_a_participant_from_outside_the_case_gets_no_link_to_it(client, moede, amira, konsulent):
    client.force_login(amira)
    content = client.get(page("moede_detail", moede)).content.decode()
    assert "Noah" in content
    assert reverse("plejefamilier:barn_detail", args=[moede.barn_id]) not in content
    assert page("moede_move", moede) not in content
    for name in ("moede_move", "moede_cancel", "deltager_update", "dagsorden_update"):
        assert client.get(page(name, moede)).status_code == 404


def test_a_protected_address_stands_on_no_page_of_a_meeting(
    client, familie, konsulent, amira, monkeypatch
):
    familie.adresse_beskyttet = True
    familie.save()
    papers = []

    def printed(template, context):
        papers.append(render_to_string(template, context))
        return papers[-1]

    monkeypatch.setattr("faelles.pdf.render_to_string", printed)
    grete = asked("plejefamilie", plejeforaelder=familie.plejeforaeldre.get())
    moede = call(
        konsulent,
        "2027-01-20 10:00",
        plejefamilie=familie,
        slags="statusmoede",
        sted="hjemme",
        hjemme_oensket_paa=datetime.date(2027, 1, 2),
        deltagere=[grete, asked("konsulent", konsulent), asked("anden", amira)],
    )
    street = familie.adresse.partition(",")[0]
    for person in (konsulent, amira):
        client.force_login(person)
        assert street not in client.get(page("moede_detail", moede)).content.decode()
        answer = client.get(page("moede_pdf", moede))
        assert answer["Content-Type"] == "application/pdf"
        assert answer["Content-Disposition"] == f'attachment; filename="moede-{moede.pk}.pdf"'
    assert len(papers) == 2
    for paper in papers:
        assert "Hjemme hos plejefamilien" in paper
        assert street not in paper


# --- calling a meeting ----------------------------------------------------------------------------


def typed(**fields):
    return {
        "dato": "13-01-2027",
        "klokken": "10.00",
        "minutter": "60",
        "form": "fysisk",
        "sted": "kommunen",
        "dagsorden": "Siden sidst\nAftaler",
        **fields,
    }


def test_everything_known_is_filled_in(client, barn, familie, konsulent, raadgiver, brohus):
    """First the child, then the kind, then names, agenda and place are there."""
    barn.myndighedsraadgiver = raadgiver
    barn.save()
    amira, _ = kontaktpaedagog(barn, brohus)
    tina = parent_of(barn)
    client.force_login(konsulent)
    assert "Noah" in client.get(NEW).content.decode()
    kinds = client.get(f"{NEW}?barn={barn.pk}").content.decode()
    assert "Opstartsmøde" in kinds
    assert "Implementeringsgruppe" not in kinds
    address = f"{NEW}?barn={barn.pk}&slags=opstartsmoede"
    form = client.get(address).context["form"]
    grete = familie.plejeforaeldre.get()
    assert {*form["deltagere"].initial} == {
        f"bruger-{raadgiver.pk}",
        f"plejeforaelder-{grete.pk}",
        f"foraelder-{tina.pk}",
        f"bruger-{amira.pk}",
        f"bruger-{konsulent.pk}",
    }
    assert form["dagsorden"].initial.splitlines()[0] == "Interesser og behov"

    # When she leaves the mother out, she is asked why, and nothing typed is lost
    four = [key for key in form["deltagere"].initial if not key.startswith("foraelder")]
    answer = client.post(address, typed(deltagere=four, sted_tekst="Lokale 3"))
    assert "Biologisk familie mangler" in answer.content.decode()
    assert "Lokale 3" in answer.content.decode()

    # … and with everybody there the meeting stands
    answer = client.post(address, typed(deltagere=form["deltagere"].initial))
    moede = Moede.objects.get()
    assert answer.status_code == 302
    assert moede.start == local("2027-01-13 10:00")
    assert moede.plejefamilie == familie
    assert moede.deltagere.count() == 5


def test_a_series_is_laid_from_the_same_form(client, familie, konsulent):
    client.force_login(konsulent)
    grete = familie.plejeforaeldre.get()
    fields = typed(
        dato="01-02-2027",
        deltagere=[f"plejeforaelder-{grete.pk}", f"bruger-{konsulent.pk}"],
        sted="hjemme",
        hjemme_oensket_paa="02-01-2027",
        gentages="maaneder",
        hver="3",
    )
    address = f"{NEW}?familie={familie.pk}&slags=supervision_hjemme"
    answer = client.post(address, fields, follow=True)
    assert "Hver 3. måned fra 1. februar 2027" in answer.content.decode()
    assert Moede.objects.count() == 3


def test_a_warning_is_a_box_to_tick(client, familie, konsulent, kollega):
    grete = familie.plejeforaeldre.get()
    who = [asked("plejefamilie", plejeforaelder=grete)]
    call(konsulent, "2027-01-13 10:30", plejefamilie=familie, slags="statusmoede", deltagere=who)
    client.force_login(konsulent)
    address = f"{NEW}?familie={familie.pk}&slags=statusmoede"
    fields = typed(deltagere=[f"plejeforaelder-{grete.pk}"])
    answer = client.post(address, fields)
    assert 'value="familie_optaget"' in answer.content.decode()
    assert client.post(address, fields | {"bekraeft": "familie_optaget"}).status_code == 302
    assert Moede.objects.count() == 2


def test_nobody_calls_a_meeting_about_a_case_that_is_not_hers(client, barn, familie, kollega):
    client.force_login(kollega)
    for words in (f"barn={barn.pk}", f"familie={familie.pk}", "barn=x", "familie=x"):
        assert client.get(f"{NEW}?{words}&slags=andet").status_code == 404


def test_the_implementation_group_meets_without_a_case(client, kommune):
    """B25."""
    leder = BrugerFactory(rolle=Rolle.PROJEKTLEDER, kommune=kommune, navn="Pia Leder")
    kollega = BrugerFactory(rolle=Rolle.FAMILIEBEHANDLER, kommune=kommune, navn="Ole Behandler")
    client.force_login(leder)
    answer = client.post(
        f"{NEW}?faelles=1&slags=implementeringsgruppe",
        typed(deltagere=[f"bruger-{leder.pk}"], kollega=kollega.pk, formaal="Følge indsatsen"),
    )
    assert answer.status_code == 302
    moede = Moede.objects.get()
    assert (moede.barn, moede.plejefamilie) == (None, None)
    assert opens(client, kollega, moede)
    assert opens(client, leder, moede)


# --- answering, agenda, minutes, agreements -----------------------------------------------------


def test_one_answers_for_oneself_and_the_editor_for_those_without_a_login(
    client, moede, amira, konsulent, barn
):
    client.force_login(amira)
    address = page("moede_svar", moede)
    client.post(address, {"svar": "kommer"})
    assert moede.deltagere.get(bruger=amira).svar == Deltager.Svar.KOMMER
    tina = parent_of(barn)
    actions.update_deltagere(
        by=konsulent,
        moede=moede,
        version=1,
        deltagere=[
            asked("konsulent", konsulent),
            asked("kontaktpaedagog", amira),
            asked("biologisk_familie", foraelder=tina),
        ],
        accepteret_paa=datetime.date(2027, 1, 4),
    )
    plads = moede.deltagere.get(foraelder=tina)
    refused = client.post(address, {"svar": "afbud", "deltager": plads.pk})
    assert refused.status_code == 404
    client.force_login(konsulent)
    client.post(address, {"svar": "afbud", "deltager": plads.pk})
    plads.refresh_from_db()
    assert plads.svar == Deltager.Svar.AFBUD
    mine = moede.deltagere.get(bruger=amira)
    assert client.post(address, {"svar": "afbud", "deltager": mine.pk}).status_code == 404


def test_the_agenda_changes_until_something_is_written_to_a_point(client, moede, konsulent):
    """H4."""
    client.force_login(konsulent)
    address = page("dagsorden_update", moede)
    titles = "Hvem gør hvad\nInteresser og behov\nSkole"
    client.post(address, {"version": 1, "titler": titles})
    assert "\n".join(p.titel for p in moede.punkter.all()) == titles
    point = moede.punkter.get(titel="Skole")
    point.referat = "Ny skole i august"
    point.save()
    answer = client.post(address, {"version": 2, "titler": "Hvem gør hvad"})
    assert "Der er skrevet referat til »Skole«" in answer.content.decode()
    assert client.post(address, {"version": 1, "titler": titles}).status_code == 409


def minutes(moede, **fields):
    first = moede.punkter.first()
    return {
        "version": Moede.objects.get(pk=moede.pk).version,
        "idempotency_key": uuid.uuid4(),
        "fane": uuid.uuid4(),
        "nr": 1,
        "kladde_side": page("referat_update", moede),
        f"referat_{first.pk}": "Noah glæder sig.",
        **{f"kom_{one.pk}": "on" for one in moede.deltagere.filter(plads="konsulent")},
        **fields,
    }


def test_minutes_are_written_locked_and_then_only_corrected(client, moede, amira, konsulent, at):
    # Given a meeting that is over: it stands on Min dag
    client.force_login(konsulent)
    assert client.get(page("referat_update", moede)).status_code == 302
    at("2027-01-13 11:30")
    client.force_login(konsulent)
    today = timezone.localdate()
    (duty,) = [r for r in pligter.of_bruger(konsulent, today, limit=9) if r.slags == "referat"]
    assert duty.frist == datetime.date(2027, 1, 20)
    assert pligter.kilder()["referat"].vis(duty, today).url == page("referat_update", moede)

    # When she writes, the others do not see it yet
    answer = client.post(page("referat_update", moede), minutes(moede), follow=True)
    assert "Noah glæder sig." in answer.content.decode()
    moede.refresh_from_db()
    assert moede.afholdt_at
    came = dict(moede.deltagere.values_list("plads", "fremmoedt"))
    assert came == {"konsulent": True, "kontaktpaedagog": False}
    client.force_login(amira)
    assert "Noah glæder sig." not in client.get(page("moede_detail", moede)).content.decode()

    # … until they are locked; then nothing changes but by a signed correction
    client.force_login(konsulent)
    client.post(page("referat_lock", moede))
    client.post(page("referat_lock", moede))
    assert amira.beskeder.filter(key=f"moedereferat-{moede.pk}").count() == 1
    assert client.get(page("referat_update", moede)).status_code == 302
    client.post(page("referatrettelse_create", moede), {"tekst": "Det var Elias, der glædede sig."})
    client.force_login(amira)
    shown = client.get(page("moede_detail", moede)).content.decode()
    assert "Noah glæder sig." in shown
    assert "Det var Elias, der glædede sig." in shown
    assert not [r for r in pligter.of_bruger(konsulent, today, limit=9) if r.slags == "referat"]


def test_two_views_and_the_line_that_was_agreed(client, moede, konsulent, at):
    """V10."""
    at("2027-01-13 11:30")
    client.force_login(konsulent)
    point = moede.punkter.first()
    views = {
        f"hvem_1_{point.pk}": "Rikke",
        f"syn_1_{point.pk}": "Hurtigere",
        f"hvem_2_{point.pk}": "Ida",
        f"syn_2_{point.pk}": "Langsommere",
    }
    answer = client.post(page("referat_update", moede), minutes(moede, **views))
    assert "hvad I blev enige om at gøre" in answer.content.decode()
    line = {f"faelles_linje_{point.pk}": "En time mere om måneden"}
    client.post(page("referat_update", moede), minutes(moede, **views, **line))
    point.refresh_from_db()
    assert point.synspunkter == [
        {"hvem": "Rikke", "syn": "Hurtigere"},
        {"hvem": "Ida", "syn": "Langsommere"},
    ]
    assert point.faelles_linje == "En time mere om måneden"


def test_minutes_are_kept_as_a_draft_while_they_are_written(client, moede, konsulent, at):
    at("2027-01-13 11:30")
    client.force_login(konsulent)
    fields = minutes(moede)
    client.post(reverse("faelles:formkladde_save", args=["referat"]), fields)
    answer = client.get(page("referat_update", moede))
    assert "Noah glæder sig." in answer.content.decode()
    side = answer.context["kladdeside"]
    tab = {"idempotency_key": side.noegle, "fane": side.fane}
    client.post(page("referat_update", moede), fields | tab)
    assert Kladde.objects.open().count() == 0


def test_an_agreement_of_the_meeting_has_an_owner(client, moede, amira, konsulent):
    client.force_login(konsulent)
    client.post(
        page("moede_aftale_create", moede),
        {"tekst": "Sende piktogrammer", "ansvarlig": amira.pk, "frist": "20-01-2027"},
    )
    aftale = Aftale.objects.get()
    assert (aftale.moede, aftale.barn, aftale.ansvarlig) == (moede, moede.barn, amira)
    client.force_login(amira)
    assert "Sende piktogrammer" in client.get(page("moede_detail", moede)).content.decode()


# --- lists, time lines, operations ----------------------------------------------------------------


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_asks_the_same_for_one_meeting_and_three(
    client, barn, familie, konsulent, rows, django_assert_num_queries
):
    for number in range(rows):
        call(konsulent, f"2027-01-{13 + number} 10:00", barn=barn, plejefamilie=familie)
    client.force_login(konsulent)
    client.get(LIST)
    with django_assert_num_queries(6):
        answer = client.get(LIST)
    assert len(answer.context["side"].rows) == rows
    assert "uge 2" in answer.content.decode().lower()


@pytest.mark.parametrize("rows", [1, 3])
def test_one_meeting_asks_the_same_for_one_participant_and_three(
    client, barn, familie, konsulent, brohus, rows, django_assert_num_queries
):
    amira, plads = kontaktpaedagog(barn, brohus)
    others = [
        asked("biologisk_familie", foraelder=parent_of(barn)),
        asked("kontaktpaedagog", kredsrolle=plads, bruger=amira),
    ]
    moede = call(
        konsulent,
        "2027-01-13 10:00",
        barn=barn,
        plejefamilie=familie,
        accepteret_paa=datetime.date(2027, 1, 4),
        deltagere=[asked("konsulent", konsulent), *others][:rows],
    )
    client.force_login(konsulent)
    client.get(LIST)
    with django_assert_num_queries(9):
        assert client.get(page("moede_detail", moede)).status_code == 200


def test_meetings_stand_on_the_lists_and_time_lines_of_their_case(
    client, moede, konsulent, at, barn, familie
):
    client.force_login(konsulent)
    for url in (
        reverse("plejefamilier:barn_detail", args=[barn.pk]),
        reverse("plejefamilier:plejefamilie_detail", args=[familie.pk]),
    ):
        content = client.get(url).content.decode()
        assert page("moede_detail", moede) in content
        assert NEW in content
    at("2027-01-14 08:00")
    client.force_login(konsulent)
    assert page("moede_detail", moede) in client.get(f"{LIST}?vis=tidligere").content.decode()
    assert page("moede_detail", moede) not in client.get(LIST).content.decode()
    assert client.get(f"{LIST}?vis=alt").status_code == 404


def test_driftsstatus_tells_of_mails_that_are_late(moede, administrator, at):
    now = timezone.now()
    assert moededrift.moedebeskeder(administrator, now)[0].grad == Grad.GODT
    later = now + datetime.timedelta(minutes=16)
    (wrong,) = moededrift.moedebeskeder(administrator, later)
    assert (wrong.grad, wrong.siden) == (Grad.ADVARSEL, now)
