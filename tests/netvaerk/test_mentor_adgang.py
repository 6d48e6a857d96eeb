"""Nobody outside a family's circle hears of it before its yes, and never of its strain (B, J8)."""

import datetime

import pytest
from django.urls import reverse

from faelles.access import Rolle
from faelles.models import AuditEvent, Besked
from netvaerk.actions import mentorskab, mentorspoergsmaal
from netvaerk.models import Mentorspoergsmaal
from netvaerk.queries.mentor import mentor_for
from plejefamilier import actions as ground
from tests.factories import (
    BarnFactory,
    BrugerFactory,
    FravaerFactory,
    PlejefamilieFactory,
    TeamFactory,
)
from tests.netvaerk.fakta import (
    make_mentoropfoelgning,
    make_mentorprofil,
    make_mentorskab,
    make_spoergsmaal,
)
from tests.plejefamilier.sider import text_of

pytestmark = pytest.mark.django_db
D = datetime.date
DAY = datetime.timedelta(days=1)
SECRETS = ("Egernsund", "Markørbarn", "Markørbehov", "Markørsamspil", "Hemmelig Allé")


def url(name, *args):
    return reverse(f"netvaerk:{name}", args=args)


@pytest.fixture(autouse=True)
def _monday(at):
    at("2026-11-23 10:00")


@pytest.fixture
def nord(kommune):
    return TeamFactory(kommune=kommune, navn="Team Nord")


@pytest.fixture
def bente(nord):
    """A konsulent of another team, in nobody's circle here but her own family's."""
    return BrugerFactory(rolle=Rolle.KONSULENT, team=nord, navn="Bente Krag")


@pytest.fixture
def nordleder(nord):
    return BrugerFactory(rolle=Rolle.TEAMLEDER, team=nord, navn="Kirsten Dam")


def secretive(team, konsulent, navn):
    """A family, eight years approved, with a child, its needs, a profile and a heavy strain."""
    familie = PlejefamilieFactory(
        team=team,
        konsulent=konsulent,
        navn=navn,
        godkendt_fra=D(2018, 5, 2),
        adresse="Hemmelig Allé 4",
    )
    barn = BarnFactory(kommune=team.kommune, plejefamilie=familie, navn="Markørbarn Olsen")
    ground.record_behov(
        by=konsulent,
        barn=barn,
        hvornaar="matchning",
        dato=D(2026, 11, 1),
        koder=["traumer"],
        omfang=3,
        beskrivelse="Markørbehov",
    )
    ground.record_belastning(
        by=konsulent,
        plejefamilie=familie,
        dato=D(2026, 11, 20),
        score=9,
        kilde="familien",
        bemaerkning="Markørsamspil",
    )
    return familie


@pytest.fixture
def mentor(nord, bente):
    return secretive(nord, bente, "Egernsund, Ulla")


@pytest.fixture
def mentee(team, konsulent):
    return secretive(team, konsulent, "Skovgaard, Ane")


def shown_to(client, bruger, *pages):
    client.force_login(bruger)
    found = ""
    for page in pages:
        answer = client.get(page)
        assert answer.status_code == 200, page
        found += text_of(answer)
    return found


def lists():
    return [f"{url('mentorskab_list')}?vis={vis}" for vis in ("aktuelle", "familier", "slut")]


def test_before_its_yes_a_mentor_family_is_nowhere_outside_its_circle(
    client, konsulent, teamleder, mentor, mentee
):
    make_mentorprofil(mentor, ja_paa=None, om="Markørprofil")
    row = make_mentorskab(mentee)
    pages = [*lists(), url("mentorskab_ask", row.pk), row.get_absolute_url()]
    for bruger in (konsulent, teamleder):
        shown = shown_to(client, bruger, *pages)
        for word in (*SECRETS, "Markørprofil"):
            assert word not in shown, (bruger.navn, word)
    client.force_login(konsulent)
    chosen = f"{url('mentorskab_ask', row.pk)}?mentor={mentor.pk}"
    assert client.get(chosen).status_code == 404
    assert client.post(chosen, {}).status_code == 404
    assert client.get(url("mentorprofil_update", mentor.pk)).status_code == 404


def test_with_its_yes_its_name_and_profile_are_shown_and_never_its_strain(
    client, konsulent, bente, mentor, mentee
):
    make_mentorprofil(mentor, kompetencer=["hverdag"], om="Bor på landet")
    row = make_mentorskab(mentee, emner=["hverdag"])
    ask = url("mentorskab_ask", row.pk)
    shown = shown_to(client, konsulent, ask, f"{ask}?mentor={mentor.pk}", *lists())
    assert "Ulla Egernsund" in shown
    assert "Bor på landet" in shown
    for word in ("belastet", "Markørbarn", "Markørbehov", "Markørsamspil", "Hemmelig Allé"):
        assert word not in shown, word

    # Nor when it has become the mentor: the warning is told to its own circle alone
    client.force_login(konsulent)
    assert client.post(f"{ask}?mentor={mentor.pk}", {}).status_code == 302
    asked = Mentorspoergsmaal.objects.get()
    client.force_login(bente)
    page = client.get(url("mentorspoergsmaal_answer", asked.pk))
    assert "Mentorfamilien er selv belastet" in text_of(page)
    typed = {"svar": "ja", "svar_paa": "23-11-2026", "fra": "23-11-2026"}
    answer = client.post(url("mentorspoergsmaal_answer", asked.pk), typed)
    assert "bekraeft" in answer.context["form"].errors
    typed["bekraeft"] = ["belastet"]
    assert client.post(url("mentorspoergsmaal_answer", asked.pk), typed).status_code == 302
    row.refresh_from_db()
    assert row.advarsler == ["belastet"]
    assert "belastet" in shown_to(client, bente, row.get_absolute_url())
    assert "belastet" not in shown_to(client, konsulent, row.get_absolute_url())


def test_a_strained_family_of_another_circle_stands_lower_without_a_word(
    client, konsulent, bente, nord, mentor, mentee
):
    calm = PlejefamilieFactory(
        team=nord, konsulent=bente, navn="Rolig, Bo", godkendt_fra=D(2018, 5, 2)
    )
    for familie in (mentor, calm):
        make_mentorprofil(familie, kompetencer=["hverdag"])
    row = make_mentorskab(mentee, emner=["hverdag"])
    client.force_login(konsulent)
    found = client.get(url("mentorskab_ask", row.pk)).context["forslag"]
    assert [one.kandidat.navn for one in found] == ["Bo Rolig", "Ulla Egernsund"]
    assert found[0].forbehold == found[1].forbehold == ()
    assert found[0].grunde == found[1].grunde

    # A score that was withdrawn counts no longer
    score = mentor.belastninger.get()
    ground.withdraw_belastning(by=bente, belastning=score, fordi="Skrevet forkert")
    ids = [
        one.kandidat.belastet
        for one in client.get(url("mentorskab_ask", row.pk)).context["forslag"]
    ]
    assert ids == [False, False]


def test_of_ones_own_family_the_strain_is_said_and_it_may_still_be_chosen(
    client, konsulent, mentee, team
):
    own = secretive(team, konsulent, "Winther, Else")
    make_mentorprofil(own)
    row = make_mentorskab(mentee)
    ask = f"{url('mentorskab_ask', row.pk)}?mentor={own.pk}"
    assert "Familien er selv belastet" in shown_to(client, konsulent, url("mentorskab_ask", row.pk))
    typed = {"svar_paa": "23-11-2026", "fra": "23-11-2026"}
    assert client.post(ask, typed).context["form"].errors["bekraeft"]
    assert client.post(ask, typed | {"bekraeft": ["belastet"]}).status_code == 302
    row.refresh_from_db()
    assert (row.mentor, row.advarsler) == (own, ["belastet"])


def test_the_family_that_gets_help_is_named_to_the_circle_that_is_asked_and_no_other(
    client, konsulent, bente, nordleder, kollega, mentor, mentee, raadgiver, brohus, kommune
):
    amira = BrugerFactory(
        rolle=Rolle.INSTITUTIONSMEDARBEJDER, kommune=kommune, ansat_hos=brohus, navn="Amira Said"
    )
    make_mentorprofil(mentor)
    row = make_mentorskab(mentee, emner=["traumer"])

    # Before it is asked, nobody of the other circle knows that it waits
    for bruger in (bente, nordleder, kollega):
        assert "Skovgaard" not in shown_to(client, bruger, *lists()), bruger.navn
        assert client.get(row.get_absolute_url()).status_code == 404

    asked = mentorspoergsmaal.ask_mentor(by=konsulent, mentorskab=row, mentor=mentor)
    answer = url("mentorspoergsmaal_answer", asked.pk)
    shown = shown_to(client, bente, answer, row.get_absolute_url(), *lists())
    assert "Ane Skovgaard" in shown
    for word in ("Markørbarn", "Markørbehov", "Markørsamspil", "Hemmelig Allé", "opstart"):
        assert word not in shown, word
    for link in (f"/familier/{mentee.pk}/", f"/plejefamilier/{mentee.pk}/"):
        assert link not in shown

    # A colleague of neither circle, the institution and a rådgiver see nothing
    for bruger, status in ((kollega, 404), (amira, 403), (raadgiver, 403)):
        client.force_login(bruger)
        for page in (answer, row.get_absolute_url(), url("mentorskab_ask", row.pk)):
            assert client.get(page).status_code == status, (bruger.navn, page)

    # The mentor's circle reads, and does not change the mentee's case
    client.force_login(bente)
    for page in ("mentorskab_update", "mentorskab_end", "mentorskab_ask"):
        assert client.get(url(page, row.pk)).status_code == 404, page
    # Nor does the mentee's circle answer for the mentor
    client.force_login(konsulent)
    assert client.get(answer).status_code == 404

    # No notice, no data of the log names anybody
    words = " ".join(Besked.objects.values_list("tekst", flat=True))
    words += str([*AuditEvent.objects.values_list("data", flat=True)])
    for word in ("Skovgaard", "Egernsund", *SECRETS):
        assert word not in words, word


def test_a_stand_in_has_it_while_she_stands_in(at, client, konsulent, kollega, mentee):
    row = make_mentorskab(mentee)
    FravaerFactory(
        bruger=konsulent, stedfortraeder=kollega, fra=D(2026, 11, 24), til=D(2026, 11, 25)
    )
    for day, status in {"2026-11-23": 404, "2026-11-24": 200, "2026-11-26": 404}.items():
        at(f"{day} 12:00")
        client.force_login(kollega)
        assert client.get(row.get_absolute_url()).status_code == status, day
        assert client.get(url("mentorskab_end", row.pk)).status_code == status, day


def test_the_family_page_part_says_what_its_circle_may_know(
    konsulent, bente, mentor, mentee, django_assert_max_num_queries
):
    make_mentorprofil(mentor, kompetencer=["hverdag"])
    row = make_mentorskab(mentee, mentor)
    other = make_mentorskab(PlejefamilieFactory(team=mentee.team, konsulent=konsulent))
    make_spoergsmaal(other, mentor, by=konsulent)
    with django_assert_max_num_queries(7):
        found = mentor_for(bente, mentor)
    assert (found.giver, found.faar, found.kan) == ([row], [], True)
    assert [one.mentorskab for one in found.spurgt] == [other]
    found = mentor_for(konsulent, mentee)
    assert (found.faar, found.giver, found.soeger) == ([row], [], False)


# --- how much is asked of the database ------------------------------------------------------------


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize("vis", ["aktuelle", "familier", "egne", "slut"])
def test_the_lists_ask_the_same_for_one_and_three(
    vis, rows, client, konsulent, team, django_assert_max_num_queries
):
    for _ in range(rows):
        one, two = (
            PlejefamilieFactory(team=team, konsulent=konsulent, godkendt_fra=D(2018, 1, 1))
            for _ in range(2)
        )
        make_mentorprofil(two)
        row = make_mentorskab(one, two)
        make_mentoropfoelgning(row)
        if vis == "slut":
            mentorskab.end_mentorskab(
                by=konsulent, mentorskab=row, til=D(2026, 11, 23), slutaarsag="aftalt"
            )
    client.force_login(konsulent)
    page = f"{url('mentorskab_list')}?vis={vis}"
    client.get(page)
    with django_assert_max_num_queries(8):
        assert len(client.get(page).context["side"].rows) == rows * (2 if vis == "egne" else 1)


@pytest.mark.parametrize("rows", [1, 3])
def test_the_other_pages_ask_the_same_for_one_and_three(
    rows, client, konsulent, team, mentee, django_assert_max_num_queries
):
    search = make_mentorskab(mentee)
    running = make_mentorskab(
        PlejefamilieFactory(team=team, konsulent=konsulent),
        PlejefamilieFactory(team=team, konsulent=konsulent),
    )
    for nr in range(rows):
        familie = PlejefamilieFactory(team=team, konsulent=konsulent, godkendt_fra=D(2018, 1, 1))
        make_mentorprofil(familie)
        done = {"paa": D(2026, 11, 23), "gaar": "godt", "by": konsulent}
        make_mentoropfoelgning(running, nr=nr + 1, **done)
    client.force_login(konsulent)
    pages = (
        search.get_absolute_url(),
        running.get_absolute_url(),
        url("mentorskab_ask", search.pk),
        f"{url('mentorskab_ask', search.pk)}?mentor={familie.pk}",
        url("mentorprofil_update", familie.pk),
        url("mentorskab_end", running.pk),
    )
    for page in pages:
        client.get(page)
        with django_assert_max_num_queries(12):
            assert client.get(page).status_code == 200, page
