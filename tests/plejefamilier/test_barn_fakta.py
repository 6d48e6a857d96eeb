"""What is written about a child: needs, wishes, plan and goals, stays (C2, A6, A7, A13, H1, H8)."""

import datetime

import pytest
from django.core.exceptions import ValidationError

from faelles.access import Rolle
from faelles.models import AuditEvent
from faelles.versions import fingerprint
from plejefamilier import actions
from plejefamilier.actions.barnefakta import FIELDS
from plejefamilier.models import Behov, Oenske
from plejefamilier.models.forhold import Aflastningsophold, Barnemaal
from plejefamilier.queries.behov import distribution, greater_than_described, hidden, small
from tests.barnefakta import facts_about
from tests.factories import (
    BarnFactory,
    BrugerFactory,
    KommuneFactory,
    PlejefamilieFactory,
    TeamFactory,
)
from tests.plejefamilier.sider import text_of, url

pytestmark = pytest.mark.django_db
DAY = datetime.date(2026, 11, 2)


@pytest.fixture
def today(at):
    at("2026-11-23 09:00")
    return datetime.date(2026, 11, 23)


def needs(barn, by, hvornaar, koder, omfang, dato=DAY):
    return actions.record_behov(
        by=by, barn=barn, hvornaar=hvornaar, dato=dato, koder=koder, omfang=omfang
    )


def test_seven_needs_and_other_can_be_chosen():
    """C2: the seven examples of the target group, and »andet«."""
    assert len(Behov.Kode) == 8
    assert Behov.Kode.ANDET in Behov.Kode


def test_needs_are_written_dated_and_the_earlier_ones_stay(client, today, barn, konsulent):
    # Given the needs at matching
    needs(barn, konsulent, "matchning", ["traumer"], 1)
    client.force_login(konsulent)

    # When the konsulent later sees more
    data = {
        "hvornaar": "senere",
        "dato": "20-11-2026",
        "koder": ["traumer", "tilknytning"],
        "omfang": "3",
        "beskrivelse": "Vågner om natten.",
    }
    page = client.post(url("behov_create", barn.pk), data, follow=True)

    # Then both stand on the page, and what is new is said (A7)
    text = text_of(page)
    assert "Større end beskrevet" in text
    assert "Vågner om natten." in text
    assert [(row.hvornaar, row.omfang) for row in barn.behov.all()] == [
        ("senere", 3),
        ("matchning", 1),
    ]
    event = AuditEvent.objects.filter(event="behov.noteret", bruger_id=konsulent.pk).latest("pk")
    assert event.data == {"barn": str(barn.pk)}


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"koder": []}, "koder"),
        ({"koder": ["andet"]}, "beskrivelse"),
        ({"dato": datetime.date(2026, 11, 24)}, "dato"),
        ({"dato": datetime.date(2015, 1, 1)}, "dato"),
    ],
)
def test_needs_that_cannot_be_are_refused_at_their_field(today, barn, konsulent, change, field):
    facts = {"hvornaar": "senere", "dato": DAY, "koder": ["traumer"], "omfang": 1} | change
    with pytest.raises(ValidationError) as error:
        actions.record_behov(by=konsulent, barn=barn, **facts)
    assert [*error.value.error_dict] == [field]


def test_pressing_twice_writes_one_row(today, barn, konsulent):
    for _ in range(2):
        needs(barn, konsulent, "senere", ["traumer"], 2)
        actions.record_oenske(by=konsulent, barn=barn, dato=DAY, metode="leg", tekst="Hjem")
        actions.record_maal(by=konsulent, barn=barn, fra=DAY, tekst="Sover")
    assert (barn.behov.count(), barn.oensker.count(), barn.maal.count()) == (1, 1, 1)
    assert AuditEvent.objects.filter(event="behov.noteret").count() == 1


def test_a_correction_keeps_what_stood_there_and_a_colleague_is_not_overwritten(
    today, barn, konsulent, raadgiver
):
    # Given a wish that two people have open
    row = actions.record_oenske(
        by=konsulent, barn=barn, dato=DAY, metode="leg", tekst="Jeg vil hjem"
    )
    seen = fingerprint(row, FIELDS[Oenske])
    facts = {"dato": DAY, "metode": "samtale", "om": "", "tekst": "Jeg vil hjem til jul"}
    actions.correct_oenske(by=konsulent, oenske=row, udgave=seen, **facts)

    # When the second saves, she is told, and the first version is in the history
    with pytest.raises(ValidationError) as error:
        actions.correct_oenske(by=raadgiver, oenske=row, udgave=seen, **facts)
    assert error.value.code == "stale"
    versions = Oenske.pgh_event_model.objects.filter(pgh_obj=row).order_by("pgh_id")
    assert [version.tekst for version in versions] == ["Jeg vil hjem", "Jeg vil hjem til jul"]


def test_a_stale_form_answers_409_with_everything_typed(client, today, barn, konsulent):
    row = facts_about(barn, konsulent)["behov"]
    client.force_login(konsulent)
    page = client.get(url("behov_update", row.pk))
    udgave = page.context["form"]["udgave"].value()
    Behov.objects.filter(pk=row.pk).update(beskrivelse="En kollega skrev.")
    data = {
        "udgave": udgave,
        "hvornaar": "matchning",
        "dato": "23-11-2026",
        "koder": ["omsorgssvigt"],
        "omfang": "2",
        "beskrivelse": "Det skrev jeg.",
    }
    answer = client.post(url("behov_update", row.pk), data)
    assert answer.status_code == 409
    assert "Det skrev jeg." in text_of(answer)
    assert "En kollega skrev." in text_of(answer)


def test_the_childs_own_wish_stands_on_top_with_how_it_was_heard(client, today, barn, konsulent):
    """H1, H8, A26: method, date and the child's own words, the newest first."""
    for day, words in ((1, "Den gamle"), (20, "Jeg vil se min bror hver uge")):
        actions.record_oenske(
            by=konsulent,
            barn=barn,
            dato=datetime.date(2026, 11, day),
            metode="tegning",
            om="samvær",
            tekst=words,
        )
    client.force_login(konsulent)
    text = text_of(client.get(url("barn_detail", barn.pk)))
    assert text.index("Jeg vil se min bror hver uge") < text.index("Barnets plan")
    assert text.index("Jeg vil se min bror hver uge") < text.index("Den gamle")
    assert "Tegning eller billeder 20. november 2026 om samvær" in text


def test_a_goal_ends_with_a_result(today, barn, konsulent):
    maal = actions.record_maal(by=konsulent, barn=barn, fra=DAY, tekst="Går til svømning")
    facts = {"tekst": "Går til svømning", "fra": DAY, "til": today, "resultat": ""}
    udgave = fingerprint(maal, FIELDS[Barnemaal])
    with pytest.raises(ValidationError) as error:
        actions.update_maal(by=konsulent, maal=maal, udgave=udgave, **facts)
    assert [*error.value.error_dict] == ["resultat"]
    facts["resultat"] = "Hun går nu selv."
    assert actions.update_maal(by=konsulent, maal=maal, udgave=udgave, **facts).til == today


def test_a_stay_is_planned_changed_and_called_off_but_never_gone(client, today, barn, konsulent):
    """A13: weekend, holiday and leisure away from home."""
    client.force_login(konsulent)
    data = {"slags": "ferie", "fra": "23-12-2026", "til": "27-12-2026", "sted": "Hos moster"}
    text = text_of(client.post(url("aflastning_create", barn.pk), data, follow=True))
    assert "23.–27. december 2026" in text
    row = barn.aflastningsophold.get()

    backwards = {**data, "til": "22-12-2026", "udgave": _udgave(row)}
    answer = client.post(url("aflastning_update", row.pk), backwards)
    assert "Slutdatoen ligger før startdatoen." in text_of(answer)

    client.post(url("aflastning_cancel", row.pk))
    client.post(url("aflastning_cancel", row.pk))
    row.refresh_from_db()
    assert row.aflyst_at
    assert AuditEvent.objects.filter(event="aflastning.aflyst").count() == 1
    assert "Aflyst" in text_of(client.get(url("barn_detail", barn.pk)))


def _udgave(row):
    return fingerprint(row, FIELDS[Aflastningsophold])


def test_a_stay_needs_a_place(today, barn, konsulent):
    with pytest.raises(ValidationError) as error:
        actions.record_aflastning(by=konsulent, barn=barn, slags="ferie", fra=DAY, til=DAY)
    assert [*error.value.error_dict] == ["sted"]


# --- who may ----------------------------------------------------------------------------------


def test_the_sibling_s_raadgiver_and_the_former_konsulent_see_nothing(
    client, today, team, kommune, familie, barn, konsulent
):
    """A child that has moved, another child of the same home, another municipality."""
    # Given a child with everything written about it, living with Bruun
    facts = facts_about(barn, konsulent)
    outsider = BrugerFactory(rolle=Rolle.MYNDIGHEDSRAADGIVER, kommune=kommune, navn="Anden")
    BarnFactory(kommune=kommune, plejefamilie=familie, myndighedsraadgiver=outsider)
    away = BrugerFactory(rolle=Rolle.TEAMLEDER, team=TeamFactory(kommune=KommuneFactory()))
    colleague = BrugerFactory(rolle=Rolle.KONSULENT, team=team, navn="Ny Konsulent")

    def statuses(person):
        client.force_login(person)
        pages = [url("barn_detail", barn.pk), url("behov_create", barn.pk)]
        pages += [url("behov_update", facts["behov"].pk), url("oenske_update", facts["oenske"].pk)]
        pages += [url("tilsyn_withdraw", facts["tilsynsbesoeg"].pk)]
        pages += [url("foraelder_update", facts["foraeldreskab"].pk)]
        pages += [url("soeskende_update", facts["soeskende"].pk)]
        return {client.get(page).status_code for page in pages}

    assert statuses(konsulent) == {200}
    assert statuses(outsider) == {404}
    assert statuses(away) == {404}

    # When it has moved to a colleague's family, the old konsulent sees nothing any more
    other = PlejefamilieFactory(team=team, konsulent=colleague, navn="Dahl, Per")
    barn.anbringelser.update(til=datetime.date(2026, 11, 22), slutaarsag="flytning")
    actions.place_barn(
        by=colleague, barn=barn, plejefamilie=other, slags="doegn", grundlag="samtykke", fra=today
    )
    assert statuses(konsulent) == {404}
    assert statuses(colleague) == {200}


def test_a_raadgiver_without_a_role_any_more_may_not_write(
    client, today, barn, raadgiver, konsulent
):
    type(barn).objects.filter(pk=barn.pk).update(myndighedsraadgiver=raadgiver)
    client.force_login(raadgiver)
    assert client.get(url("behov_create", barn.pk)).status_code == 200
    raadgiver.roller.update(til=datetime.date(2026, 11, 22))
    assert client.get(url("behov_create", barn.pk)).status_code == 403


# --- larger than described, and the distribution ----------------------------------------------


def test_the_list_shows_children_whose_needs_grew(client, today, barn, familie, kommune, konsulent):
    """A7: more codes or a higher omfang after matching; the others are left out."""
    same = BarnFactory(kommune=kommune, plejefamilie=familie, navn="Ens Prøvesen")
    fewer = BarnFactory(kommune=kommune, plejefamilie=familie, navn="Mindre Prøvesen")
    left = BarnFactory(kommune=kommune, navn="Flyttet Prøvesen")
    for child, koder, omfang in (
        (barn, ["traumer", "andet"], 2),
        (same, ["traumer"], 2),
        (fewer, [Behov.Kode.TRAUMER], 1),
        (left, ["traumer", "tilknytning"], 3),
    ):
        needs(child, konsulent, "matchning", ["traumer"], 2, DAY)
        actions.record_behov(
            by=konsulent,
            barn=child,
            hvornaar="senere",
            dato=today,
            koder=koder,
            omfang=omfang,
            beskrivelse="Set i hverdagen.",
        )
    client.force_login(konsulent)
    page = client.get(url("behov_list"))
    assert [row.navn for row in page.context["side"].rows] == ["Noah Prøvesen"]
    assert page.context["side"].rows[0].nye == ["Andet"]
    read = AuditEvent.objects.get(event="barn.liste_vist", formaal="behov større end beskrevet")
    assert read.data == {"viste": [str(barn.pk)]}


def test_a_higher_omfang_is_enough_and_others_children_are_not_shown(
    today, barn, konsulent, kollega
):
    needs(barn, konsulent, "matchning", ["traumer"], 1)
    needs(barn, konsulent, "senere", ["traumer"], 2, today)
    assert [row.pk for row in greater_than_described(konsulent, today, {}).rows] == [barn.pk]
    assert greater_than_described(kollega, today, {}).rows == []


def test_small_numbers_are_hidden_and_cannot_be_computed():
    """W4: below five; and the smallest other part of a whole with a single hidden one."""
    assert [small(n, 5) for n in (0, 1, 4, 5, 12)] == ["0", "<5", "<5", "5", "12"]
    assert hidden([0, 3, 9, 20], 5) == ["0", "<5", "*", "20"]
    assert hidden([2, 3, 9], 5) == ["<5", "<5", "9"]
    assert hidden([6, 7], 5) == ["6", "7"]


def test_the_distribution_counts_the_newest_needs_of_the_municipality(
    today, barn, familie, kommune, konsulent
):
    """A6: complexity of the children in numbers, without those of another municipality."""
    boern = [barn, *BarnFactory.create_batch(5, kommune=kommune, plejefamilie=familie)]
    for child in boern:
        needs(child, konsulent, "matchning", ["omsorgssvigt"], 1)
        needs(child, konsulent, "senere", ["traumer"], 3, today)
    away = TeamFactory(kommune=KommuneFactory())
    foreign = BarnFactory(
        kommune=away.kommune, plejefamilie=PlejefamilieFactory(team=away), navn="Fremmed"
    )
    needs(foreign, konsulent, "matchning", ["traumer"], 3)
    found = distribution(konsulent, today)
    by_name = {tal.navn: tal.tekst for tal in found.koder}
    assert by_name["Traumer"] == "6"
    assert by_name["Omsorgssvigt"] == "0"
    assert [tal.tekst for tal in found.omfang] == ["0", "0", "6"]


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_asks_the_same_number_of_queries(
    number, client, today, barn, familie, kommune, konsulent, django_assert_num_queries
):
    boern = [barn, *BarnFactory.create_batch(number - 1, kommune=kommune, plejefamilie=familie)]
    for child in boern:
        needs(child, konsulent, "matchning", ["omsorgssvigt"], 1)
        needs(child, konsulent, "senere", ["traumer"], 3, today)
    client.force_login(konsulent)
    client.get(url("behov_list"))
    with django_assert_num_queries(7) as asked:
        page = client.get(url("behov_list"))
    assert len(page.context["side"].rows) == number, asked
