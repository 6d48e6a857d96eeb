"""A supported move from opening to end: who may, what is refused, what is told (H1–H13)."""

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from faelles import regler
from faelles.models import AuditEvent, Besked, Regelvaerdi
from plejefamilier import actions, pligter, tasks
from plejefamilier.models import (
    Anbringelse,
    Kredsrolle,
    Moede,
    Overgang,
    Overgangskontakt,
    Trin,
)
from plejefamilier.queries import overgang_tal
from plejefamilier.udslusning import trin_on
from tests.conftest import DAY, local
from tests.factories import BarnFactory, PlejefamilieFactory, replacement_cpr
from tests.plejefamilier.moeder import asked, call
from tests.plejefamilier.overgange import (
    BORN,
    PLAN,
    WISH,
    make_barn,
    make_overgang,
    make_paedagog,
    texts,
)

pytestmark = pytest.mark.django_db
FLYTNING = datetime.date(2027, 2, 1)


@pytest.fixture
def nu(at):
    at("2026-11-23 09:00")
    return at


@pytest.fixture
def freja(nu, kommune, raadgiver):
    return make_barn(kommune, raadgiver)


@pytest.fixture
def amira(brohus):
    return make_paedagog(brohus)


@pytest.fixture
def overgang(freja, familie, brohus, raadgiver, amira):
    return make_overgang(
        by=raadgiver,
        barn=freja,
        familie=familie,
        institution=brohus,
        flytning=FLYTNING,
        kontaktpaedagog=amira,
        timebudget=20,
    )


def url(name, *args):
    return reverse(f"plejefamilier:{name}", args=args)


def opening(familie, brohus, **fields):
    return {
        "cpr_nummer": replacement_cpr(BORN),
        "navn": "Storm Prøvesen",
        "institution": brohus.pk,
        "plejefamilie": familie.pk,
        "planlagt_flytning": "01-02-2027",
        "metode": "samtale",
        "oensker": WISH,
        **fields,
    }


# --- opening ----------------------------------------------------------------------------------


def test_a_child_without_a_family_is_created_with_its_raadgiver(
    nu, client, raadgiver, familie, brohus
):
    client.force_login(raadgiver)
    answer = client.post(url("overgang_create"), opening(familie, brohus))
    barn = Overgang.objects.get().barn
    assert answer.status_code == 302
    assert barn.myndighedsraadgiver == raadgiver
    assert barn.anbringelser.count() == 0
    assert client.get(answer.headers["Location"]).status_code == 200


def test_a_raadgiver_picks_a_child_of_hers_and_finds_the_family_by_name(
    client, raadgiver, freja, familie, brohus
):
    client.force_login(raadgiver)
    nothing = client.post(url("overgang_create"), {"find": "1", "soeg": "zzz"})
    assert "Ingen familie passer" in nothing.content.decode()
    found = client.post(url("overgang_create"), {"find": "1", "soeg": "bruu", "oensker": WISH})
    page = found.content.decode()
    assert "Grete og Poul Bruun" in page
    assert familie.adresse not in page
    assert WISH in page
    data = opening(familie, brohus, barn=str(freja.pk), cpr_nummer="", navn="")
    assert client.post(url("overgang_create"), data).status_code == 302
    assert Overgang.objects.get().barn == freja


def test_the_child_of_another_raadgiver_is_hers_to_move(
    nu, client, raadgiver, kollega, familie, brohus, kommune
):
    number = replacement_cpr(BORN)
    BarnFactory(kommune=kommune, cpr=number, navn="Hemmelig Prøvesen", myndighedsraadgiver=kollega)
    client.force_login(raadgiver)
    answer = client.post(url("overgang_create"), opening(familie, brohus, cpr_nummer=number))
    assert answer.status_code == 200
    assert "En anden rådgiver har barnet" in answer.content.decode()
    assert "Hemmelig" not in answer.content.decode()
    assert not Overgang.objects.exists()


def test_a_konsulent_moves_a_child_to_her_own_families_only(
    nu, client, konsulent, kollega, team, familie, brohus
):
    theirs = PlejefamilieFactory(team=team, konsulent=kollega, navn="Anden, Ane")
    client.force_login(konsulent)
    answer = client.post(url("overgang_create"), opening(theirs, brohus))
    assert answer.status_code == 200
    assert not Overgang.objects.exists()
    assert client.post(url("overgang_create"), opening(familie, brohus)).status_code == 302


def test_a_child_has_one_open_move(overgang, raadgiver, freja, familie, brohus):
    with pytest.raises(ValidationError, match="allerede en støttet overgang i gang"):
        make_overgang(
            by=raadgiver, barn=freja, familie=familie, institution=brohus, flytning=FLYTNING
        )


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"planlagt_flytning": datetime.date(2026, 11, 22)}, "forbi"),
        ({"oensker": "  "}, "oensker"),
    ],
)
def test_opening_is_refused(fields, code, freja, raadgiver, familie, brohus, kommune):
    facts = {"planlagt_flytning": FLYTNING, "oensker": WISH, **fields}
    with pytest.raises(ValidationError) as caught:
        actions.open_overgang(
            by=raadgiver,
            kommune=kommune,
            barn=freja,
            plejefamilie=familie,
            institution=brohus,
            metode="samtale",
            **facts,
        )
    assert [e.code for errors in caught.value.error_dict.values() for e in errors] == [code]


def test_everything_that_is_wrong_is_told_at_once_and_stays_typed(
    nu, client, raadgiver, familie, brohus
):
    client.force_login(raadgiver)
    wrong = {"cpr_nummer": "32051", "planlagt_flytning": "31-02-2027", "oensker": ""}
    answer = client.post(url("overgang_create"), opening(familie, brohus, **wrong))
    form = answer.context["form"]
    assert {*form.errors} == {*wrong}
    assert form.errors["cpr_nummer"] == ["CPR-nummeret skal have 10 cifre."]
    assert form["cpr_nummer"].value() == "32051"
    assert form["navn"].value() == "Storm Prøvesen"
    assert not Overgang.objects.exists()


def test_one_is_asked_to_confirm_a_warning_when_it_is_given_and_not_before(
    client, overgang, familie, raadgiver, konsulent
):
    parent = familie.plejeforaeldre.get()
    call(
        konsulent,
        "2026-12-02 10:00",
        plejefamilie=familie,
        deltagere=[asked("konsulent", konsulent), asked("plejefamilie", plejeforaelder=parent)],
    )
    client.force_login(raadgiver)
    page = url("overgang_opstartsmoede", overgang.pk)
    form = client.get(page).context["form"]
    assert "Er det meningen?" not in client.get(page).content.decode()
    chosen = [key for key, row in form.people.items() if row.navn != konsulent.navn]
    fields = {
        "dato": "02-12-2026",
        "fra_kl": "10.00",
        "minutter": "60",
        "sted": "kommunen",
        "deltagere": chosen,
        "mangler_begrundelse": "Ringes op",
    }
    answer = client.post(page, fields)
    assert answer.status_code == 200
    assert "Er det meningen?" in answer.content.decode()
    assert client.post(page, fields | {"bekraeft": "familie_optaget"}).status_code == 302
    assert overgang.moeder.get().start == local("2026-12-02 10:00")


def test_the_municipality_may_switch_it_off(
    nu, client, administrator, raadgiver, kommune, familie, brohus
):
    key = "plejefamilier.stoettet_overgang"
    client.force_login(raadgiver)
    assert "/plejefamilier/overgange/" in client.get(url("overgang_list")).content.decode()
    regler.set_value(
        by=administrator,
        kommune=kommune,
        key=key,
        vaerdi="nej",
        fra=timezone.localdate(),
        begrundelse="Bruges ikke her",
    )
    assert Regelvaerdi.objects.filter(key=key).exists()
    answer = client.post(url("overgang_create"), opening(familie, brohus))
    assert "Kommunen bruger ikke støttet overgang" in answer.content.decode()
    assert not Overgang.objects.exists()
    assert ">Overgange<" not in client.get(url("overgang_list")).content.decode()


def test_the_kontaktpaedagog_comes_into_the_circle_and_everybody_is_told(
    overgang, amira, konsulent, raadgiver, freja
):
    rolle = Kredsrolle.objects.get(barn=freja)
    assert (rolle.bruger, rolle.rolle) == (amira, "kontaktpaedagog")
    told = Besked.objects.filter(key__startswith=f"overgang-{overgang.pk}-aabnet")
    assert {row.to for row in told} == {amira, konsulent}
    assert all("Freja" not in row.tekst for row in told)
    line = AuditEvent.objects.get(event="overgang.aabnet")
    assert line.bruger_id == raadgiver.pk
    assert "Freja" not in str(line.data)


# --- the gradual move -------------------------------------------------------------------------


def add(overgang, by, slags, start, hours=3, **fields):
    moment = local(start)
    slut = moment + datetime.timedelta(hours=hours)
    return actions.add_kontakt(
        by=by, overgang=overgang, slags=slags, start=moment, slut=slut, **fields
    )


def test_the_page_always_says_what_to_do_next(nu, client, overgang, raadgiver, amira):
    def next_to(bruger):
        client.force_login(bruger)
        answer = client.get(url("overgang_detail", overgang.pk))
        return answer.context["naeste"].titel, answer.content.decode().count('button-primary" href')

    assert next_to(raadgiver) == ("Indkald til opstartsmøde", 1)
    assert next_to(amira) == ("Indkald til opstartsmøde", 0)
    overgang.flyttet_paa = FLYTNING
    overgang.save()
    assert next_to(raadgiver) == ("Lav udslusningsplanen", 1)
    nu("2027-02-01 12:00")
    actions.save_plan(
        by=raadgiver, overgang=overgang, dage=PLAN, felter=texts("Første"), begrundelse="", seen=0
    )
    assert next_to(amira) == ("Aftal det næste besøg", 1)
    nu("2027-08-01 12:00")
    assert next_to(raadgiver) == ("Afslut overgangen", 1)
    assert next_to(amira) == ("Afslut overgangen", 0)


def test_the_same_visit_sent_twice_is_one(overgang, konsulent):
    first = add(overgang, konsulent, "besoeg", "2026-12-16 14:00")
    again = add(overgang, konsulent, "besoeg", "2026-12-16 14:00")
    assert first == again
    assert AuditEvent.objects.filter(event="overgang.kontakt_planlagt").count() == 1


def test_a_known_adult_visits_inside_her_period_only(overgang, konsulent, nu):
    voksen = actions.add_kendtvoksen(
        by=konsulent,
        overgang=overgang,
        navn="Amira Said",
        fra=FLYTNING,
        til=datetime.date(2027, 2, 28),
    )
    visit = {"kendt_voksen": voksen}
    for day in ("2027-01-31", "2027-03-01"):
        with pytest.raises(ValidationError, match="må ikke besøge barnet den dag"):
            add(overgang, konsulent, "kendt_voksen", f"{day} 14:00", **visit)
    for day in ("2027-02-01", "2027-02-28"):
        add(overgang, konsulent, "kendt_voksen", f"{day} 14:00", **visit)
    actions.end_kendtvoksen(by=konsulent, voksen=voksen, til=datetime.date(2027, 2, 10))
    with pytest.raises(ValidationError):
        add(overgang, konsulent, "kendt_voksen", "2027-02-11 14:00", **visit)


def test_counselling_is_written_in_seconds(overgang, amira, client):
    client.force_login(amira)
    answer = client.post(
        url("overgang_raadgivning", overgang.pk), {"minutter": "45", "tekst": "Om sengetid."}
    )
    assert answer.status_code == 302
    row = overgang.kontakter.get()
    assert (row.slags, row.minutter, row.by) == ("raadgivning", 45, amira)
    assert row.holdt_at is not None
    page = client.get(url("overgang_detail", overgang.pk))
    assert page.context["timer"]["tilbage"] == 20 * 60 - 45


def test_only_what_was_held_takes_hours_and_a_cancelled_visit_is_never_held(
    overgang, konsulent, amira, nu
):
    kontakt = add(overgang, konsulent, "besoeg", "2026-12-16 14:00", paa_budget=True)
    with pytest.raises(ValidationError, match="ikke begyndt"):
        actions.hold_kontakt(by=amira, kontakt=kontakt, tekst="For tidligt", slut=kontakt.slut)
    actions.cancel_kontakt(by=amira, kontakt=kontakt, begrundelse="Freja er syg")
    nu("2026-12-16 18:00")
    with pytest.raises(ValidationError, match="aflyst"):
        actions.hold_kontakt(by=amira, kontakt=kontakt, tekst="Alligevel", slut=kontakt.slut)
    held = add(overgang, konsulent, "besoeg", "2026-12-16 14:00", paa_budget=True)
    with pytest.raises(ValidationError, match="kan ikke aflyses"):
        actions.cancel_kontakt(by=amira, kontakt=held, begrundelse="For sent")
    minutes = Overgangskontakt.objects.filter(holdt_at__isnull=False).values_list("minutter")
    assert [*minutes] == [(180,)]


def test_a_cancelled_visit_takes_its_reminders_back(overgang, konsulent, nu):
    kontakt = add(overgang, konsulent, "besoeg", "2026-12-02 14:00")
    nu("2026-11-25 00:45")
    tasks.remind_overgange()
    waiting = Besked.objects.undelivered().filter(key__startswith=f"overgangskontakt-{kontakt.pk}-")
    assert waiting.count() == 2
    actions.cancel_kontakt(by=konsulent, kontakt=kontakt, begrundelse="Freja er syg")
    assert not waiting.exists()


def test_the_stage_follows_the_day_and_may_be_chosen(overgang, konsulent):
    before = add(overgang, konsulent, "besoeg", "2027-01-31 14:00")
    under = add(overgang, konsulent, "besoeg", "2027-02-01 14:00")
    chosen = add(overgang, konsulent, "besoeg", "2027-02-02 14:00", trin=Trin.EFTER)
    assert [row.trin for row in (before, under, chosen)] == [Trin.FOER, Trin.UNDER, Trin.EFTER]


@pytest.mark.parametrize(
    ("day", "trin"),
    [
        ("2026-12-01", Trin.FOER),
        ("2027-01-31", Trin.FOER),
        ("2027-02-01", Trin.UNDER),
        ("2027-02-28", Trin.UNDER),
        ("2027-03-01", Trin.EFTER),
        ("2028-01-01", Trin.EFTER),
    ],
)
def test_stages_have_no_gap(day, trin):
    date = datetime.date
    perioder = {
        Trin.FOER: (date(2026, 12, 2), date(2027, 1, 31)),
        Trin.UNDER: (date(2027, 2, 1), date(2027, 2, 28)),
        Trin.EFTER: (date(2027, 3, 1), date(2027, 7, 31)),
    }
    assert trin_on(date.fromisoformat(day), perioder, FLYTNING) == trin


# --- duties -----------------------------------------------------------------------------------


def duties(bruger):
    rows = pligter.of_bruger(bruger, timezone.localdate(), limit=50)
    return [(row.slags, row.frist) for row in rows if row.slags.startswith("overgang")]


def test_a_missing_opstartsmoede_is_a_duty_from_four_weeks_before_it_is_late(
    overgang, raadgiver, konsulent, freja, nu
):
    frist = FLYTNING - 56 * DAY
    nu("2026-11-08 09:00")
    assert duties(raadgiver) == []
    nu("2026-11-09 09:00")
    assert duties(raadgiver) == [("overgang_opstart", frist)]
    assert duties(konsulent) == []
    freja.myndighedsraadgiver = None
    freja.save()
    assert duties(konsulent) == [("overgang_opstart", frist)]


def test_a_missing_opstartsmoede_is_told_of_on_the_day_and_once(overgang, raadgiver, konsulent, nu):
    told = Besked.objects.filter(key__contains="opstartsmoede")
    nu("2026-12-06 00:45")
    tasks.remind_overgange()
    assert not told.exists()
    nu("2026-12-07 00:45")
    tasks.remind_overgange()
    tasks.remind_overgange()
    assert {row.to for row in told} == {raadgiver, konsulent}
    assert {row.due_at for row in told} == {local("2026-12-07 08:00")}


def test_with_an_opstartsmoede_there_is_no_duty(overgang, raadgiver, nu):
    start = local("2026-12-02 10:00")
    Moede.objects.create(
        kommune=overgang.kommune,
        overgang=overgang,
        barn=overgang.barn,
        slags="opstartsmoede",
        start=start,
        slut=start + datetime.timedelta(hours=1),
        indkalder=raadgiver,
    )
    assert duties(raadgiver) == []
    Moede.objects.update(aflyst_at=start)
    assert [slags for slags, _ in duties(raadgiver)] == ["overgang_opstart"]


def test_a_visit_without_words_is_a_duty_of_whoever_planned_it(overgang, konsulent, amira, nu):
    kontakt = add(overgang, konsulent, "besoeg", "2026-11-25 14:00")
    assert duties(konsulent) == []
    nu("2026-11-26 09:00")
    assert duties(konsulent) == [("overgangskontakt", datetime.date(2026, 11, 25))]
    assert duties(amira) == []
    actions.hold_kontakt(by=amira, kontakt=kontakt, tekst="Gik fint", slut=kontakt.slut)
    assert duties(konsulent) == []


# --- the end ----------------------------------------------------------------------------------


def test_the_move_places_the_child_once(overgang, raadgiver, familie, freja, nu):
    facts = {"by": raadgiver, "overgang": overgang, "grundlag": "samtykke"}
    with pytest.raises(ValidationError, match="ikke kommet endnu"):
        actions.register_flytning(flyttet_paa=FLYTNING, **facts)
    nu("2027-02-01 16:00")
    actions.register_flytning(flyttet_paa=FLYTNING, **facts)
    actions.register_flytning(flyttet_paa=FLYTNING, **facts)
    home = Anbringelse.objects.get(barn=freja)
    assert (home.plejefamilie, home.fra, home.slags) == (familie, FLYTNING, "doegn")


def test_a_move_is_closed_with_words_and_stays_readable(overgang, raadgiver, client, konsulent):
    client.force_login(raadgiver)
    assert client.post(url("overgang_close", overgang.pk), {"afslutning": " "}).status_code == 200
    client.post(url("overgang_close", overgang.pk), {"afslutning": "Freja er faldet til."})
    overgang.refresh_from_db()
    assert overgang.afsluttet_paa == timezone.localdate()
    page = client.get(url("overgang_detail", overgang.pk)).content.decode()
    assert "Freja er faldet til." in page
    assert client.get(url("overgangskontakt_create", overgang.pk)).status_code == 404
    with pytest.raises(ValidationError, match="afsluttet"):
        add(overgang, konsulent, "besoeg", "2026-12-16 14:00")


def test_a_new_day_is_told_to_everybody_and_an_old_form_is_stale(
    overgang, raadgiver, konsulent, client
):
    client.force_login(konsulent)
    data = {"version": overgang.version, "planlagt_flytning": "08-02-2027", "timebudget": "25"}
    assert client.post(url("overgang_update", overgang.pk), data).status_code == 302
    told = Besked.objects.filter(key__startswith=f"overgang-{overgang.pk}-dag-")
    assert konsulent not in {row.to for row in told}
    assert raadgiver in {row.to for row in told}
    stale = client.post(
        url("overgang_update", overgang.pk), data | {"planlagt_flytning": "15-02-2027"}
    )
    assert stale.status_code == 409
    page = stale.content.decode()
    assert "15-02-2027" in page
    assert "08-02-2027" in page


def test_the_year_in_numbers_hides_small_ones_from_all_but_leaders(
    overgang, raadgiver, teamleder, nu
):
    nu("2027-02-01 16:00")
    actions.register_flytning(
        by=raadgiver, overgang=overgang, flyttet_paa=FLYTNING, grundlag="samtykke"
    )
    moved = "Børn flyttet fra institution til plejefamilie"
    for person, words in ((teamleder, "1"), (raadgiver, "under 5")):
        lines = {row.navn: row.vist for row in overgang_tal.report(person, 2027)["linjer"]}
        assert lines[moved] == words
        assert lines["Overgange åbnet"] == "0"


def test_a_small_number_cannot_be_computed_from_the_stages(overgang, raadgiver, teamleder, nu):
    """W4: visits and talks make up the stages."""
    now = local("2026-11-23 08:00")
    Overgangskontakt.objects.bulk_create(
        Overgangskontakt(
            overgang=overgang, slags=slags, trin=Trin.FOER, start=now, holdt_at=now, by=raadgiver
        )
        for slags, number in (("besoeg", 7), ("raadgivning", 2))
        for _ in range(number)
    )
    lines = {row.navn: row.vist for row in overgang_tal.report(raadgiver, 2026)["linjer"]}
    assert lines["Besøg før flytningen"] == "7"
    assert lines["Rådgivninger"] == "under 5"
    assert lines["Kontakter før flytningen"] == "vises ikke"
    assert lines["Kontakter efter flytningen"] == "0"
    exact = {row.navn: row.vist for row in overgang_tal.report(teamleder, 2026)["linjer"]}
    assert exact["Kontakter før flytningen"] == "9"
