"""The page of one cooperation: open to its circle and to nobody else, and nothing beside it."""

import datetime
import uuid

import pytest
from django.utils import timezone

from faelles.access import Rolle
from faelles.models import AuditEvent, Bruger
from plejefamilier import actions
from plejefamilier.models import (
    Aftale,
    Kontakt,
    Kontaktdeling,
    Kontaktfamilie,
    Kredsrolle,
    Rolleaftale,
    Samarbejdspunkt,
    Tovholder,
)
from plejefamilier.queries import samarbejde as informering
from tests.conftest import DAY
from tests.factories import BarnFactory, BrugerFactory, InstitutionFactory, PlejefamilieFactory
from tests.plejefamilier import moeder
from tests.plejefamilier.kredshjaelp import START, place
from tests.plejefamilier.sider import text_of, url

pytestmark = pytest.mark.django_db

SECRET = "Skjulestedet 7, 9999 Vestersund"
HVEM = [{"opgave": "Ringer til mor hver fredag", "hvem": "Ida Friis", "bemaerkning": ""}]


@pytest.fixture
def protected(familie):
    familie.adresse, familie.adresse_beskyttet = SECRET, True
    familie.save()
    return familie


@pytest.fixture
def alma(kommune, familie):
    """Another child of the same home, with its own rådgiver and support."""
    anden = BrugerFactory(rolle=Rolle.MYNDIGHEDSRAADGIVER, kommune=kommune, navn="Ulla Rask")
    child = BarnFactory(
        kommune=kommune, plejefamilie=familie, navn="Alma Hansen", myndighedsraadgiver=anden
    )
    place(child, navn="Bo Krise", rolle="krisepsykolog", opgave="Taler med Alma om branden")
    return child


def side(barn):
    return url("barn_samarbejde", barn.pk)


def note(by, barn=None, familie=None, tekst="Noah sover igennem nu."):
    row = Kontakt.objects.create(
        kommune=(barn or familie).kommune,
        barn=barn,
        slags="samtale",
        tidspunkt=timezone.now(),
        tekst=tekst,
        skrevet_af=by,
        idempotency_key=uuid.uuid4(),
    )
    if familie:
        Kontaktfamilie.objects.create(kontakt=row, plejefamilie=familie)
    return row


# --- what the circle sees, and what it does not ---------------------------------------------------


def test_the_supervisor_sees_who_does_what_and_nothing_beside(
    client, noah, protected, alma, karen, konsulent
):
    # Given Karen supervises around Noah, and the family has much that is not hers to know
    place(noah, bruger=karen)
    Rolleaftale.objects.create(
        kommune=noah.kommune, barn=noah, version=1, indgaaet_paa=START, by=konsulent, linjer=HVEM
    )
    place(familie=protected, navn="Familiens Psykolog", rolle="krisepsykolog", opgave="Sorg")
    secret = note(konsulent, noah, tekst="Mor har drukket")
    other = note(konsulent, familie=protected, tekst="Familien vil skilles")
    Aftale.objects.create(
        kommune=noah.kommune, barn=noah, tekst="Skriv underretning", ansvarlig=konsulent,
        frist=timezone.localdate(), by=konsulent,
    )  # fmt: skip
    client.force_login(karen)

    # When she opens it
    response = client.get(side(noah))
    text = text_of(response)

    # Then it tells the child's first name, the circle, and who does what
    assert response.status_code == 200
    for words in ("Samarbejdet om Noah", "Lars Holt", "Karen Due", "Ringer til mor hver fredag"):
        assert words in text
    # … and no word of what is not hers
    for secret_words in (
        SECRET,
        protected.telefon,
        "Noah Prøvesen",
        "Alma",
        "Bo Krise",
        "Ulla Rask",
        "Familiens Psykolog",
        "Mor har drukket",
        "skilles",
        "underretning",
        "070517",
        str(secret.pk),
        str(other.pk),
    ):
        assert secret_words not in text, secret_words
    assert "Se hele sagen" not in text
    assert "Føj en person til" not in text
    assert "Noah" not in text.partition("<title>")[2].partition("</title>")[0]


def test_being_in_one_childs_circle_opens_nothing_else(
    client, noah, familie, alma, karen, konsulent
):
    role = place(noah, bruger=karen)
    theirs = place(familie=familie, navn="Tove Gran", rolle="stoetteperson")
    plan = Rolleaftale.objects.create(
        kommune=alma.kommune, barn=alma, version=1, indgaaet_paa=START, by=konsulent, linjer=HVEM
    )
    client.force_login(karen)
    shut = [
        side(alma),
        url("familie_samarbejde", familie.pk),
        url("rolleaftale_detail", plan.pk),
        url("rolleaftale_pdf", plan.pk),
    ]
    assert {client.get(address).status_code for address in shut} == {404}
    refused = [
        url("barn_detail", noah.pk),
        url("plejefamilie_detail", familie.pk),
        url("plejefamilie_list"),
        url("barn_kredsrolle_create", noah.pk),
        url("kredsrolle_update", role.pk),
        url("kredsrolle_end", theirs.pk),
        url("barn_tovholder", noah.pk),
        url("barn_rolleaftale_create", noah.pk),
        url("samarbejdspunkt_update", noah.pk),
        url("raadgiverskift_create", noah.pk),
    ]
    assert {client.get(address).status_code for address in refused} == {403}


def test_a_familys_own_circle_sees_no_child_of_it(client, noah, familie, alma, karen, konsulent):
    place(familie=familie, bruger=karen)
    place(noah, navn="Noahs Psykolog", rolle="krisepsykolog")
    client.force_login(karen)
    text = text_of(client.get(url("familie_samarbejde", familie.pk)))
    assert "Samarbejdet om Bruun" in text
    for words in ("Noah", "Alma", "Noahs Psykolog", "Maja", "Jonas Krogh", familie.adresse):
        assert words not in text
    assert client.get(side(noah)).status_code == 404


def test_the_raadgiver_of_a_child_does_not_open_the_familys_own_cooperation(
    client, noah, familie, raadgiver
):
    client.force_login(raadgiver)
    assert client.get(side(noah)).status_code == 200
    assert client.get(url("familie_samarbejde", familie.pk)).status_code == 404


def test_a_note_that_is_shared_stands_there_until_the_share_is_withdrawn(
    client, noah, karen, konsulent
):
    role = place(noah, bruger=karen)
    row = note(konsulent, noah)
    share = Kontaktdeling.objects.create(kontakt=row, kredsrolle=role, delt_af=konsulent)
    client.force_login(karen)
    assert str(row.pk) in text_of(client.get(side(noah)))
    share.trukket_at = timezone.now()
    share.save()
    assert str(row.pk) not in text_of(client.get(side(noah)))


# --- access follows the circle --------------------------------------------------------------------


def codes(client, at, person, barn, moments):
    found = []
    for moment in moments:
        at(moment)
        client.force_login(person)
        found.append(client.get(side(barn)).status_code)
    return found


@pytest.mark.parametrize("as_stand_in", [False, True])
def test_the_page_opens_and_closes_with_the_place_to_the_second(
    as_stand_in, client, at, noah, karen, kommune, brohus
):
    person = karen
    role = place(noah, bruger=karen, fra=datetime.date(2026, 12, 1), til=datetime.date(2026, 12, 3))
    if as_stand_in:
        person = BrugerFactory(
            rolle=Rolle.INSTITUTIONSMEDARBEJDER, kommune=kommune, ansat_hos=brohus, navn="Siv Ask"
        )
        role.stedfortraeder = person
        role.save()
    moments = [
        "2026-11-30 23:59:59",
        "2026-12-01 00:00:00",
        "2026-12-03 23:59:59",
        "2026-12-04 00:00:00",
    ]
    assert codes(client, at, person, noah, moments) == [404, 200, 200, 404]


@pytest.mark.parametrize("how", ["place", "role", "account", "stand_in", "undone"])
def test_whatever_ends_it_closes_the_page_at_the_next_request(how, client, noah, karen, ida):
    role = place(noah, bruger=ida if how == "stand_in" else karen)
    if how == "stand_in":
        role.stedfortraeder = karen
        role.save()
    client.force_login(karen)
    assert client.get(side(noah)).status_code == 200
    yesterday = timezone.localdate() - DAY
    if how == "place":
        Kredsrolle.objects.update(til=yesterday)
    elif how == "role":
        karen.roller.update(til=yesterday)
    elif how == "account":
        Bruger.objects.filter(pk=karen.pk).update(is_active=False)
    elif how == "stand_in":
        Kredsrolle.objects.update(stedfortraeder=None)
    else:
        role.delete()
    assert client.get(side(noah)).status_code in (302, 403, 404)


def test_the_circle_follows_the_child_that_moves(client, noah, familie, team, kollega, karen):
    """The supervisor goes with the child; the konsulent of the home it left does not."""
    konsulent = familie.konsulent
    place(noah, bruger=karen)
    noah.anbringelser.update(til=timezone.localdate() - DAY, slutaarsag="flytning")
    home = PlejefamilieFactory(team=team, konsulent=kollega, navn="Holm, Ida og Bo")
    noah.anbringelser.create(
        plejefamilie=home, slags="doegn", grundlag="samtykke", fra=timezone.localdate()
    )
    client.force_login(karen)
    text = text_of(client.get(side(noah)))
    assert "Mette Lindqvist" in text
    assert "Lars Holt" not in text
    client.force_login(konsulent)
    assert client.get(side(noah)).status_code == 404
    client.force_login(kollega)
    assert client.get(side(noah)).status_code == 200


def test_another_institutions_people_and_another_municipality_see_nothing(client, noah, kommune):
    place(noah, navn="Tove Gran", rolle="stoetteperson")
    nabo = InstitutionFactory(kommune=kommune, navn="Nabohus")
    stranger = BrugerFactory(
        rolle=Rolle.INSTITUTIONSMEDARBEJDER, kommune=kommune, ansat_hos=nabo, navn="Per Nabo"
    )
    foreign = BrugerFactory(
        rolle=Rolle.FAMILIEBEHANDLER, kommune=BrugerFactory().organisation, navn="Ulf Langt"
    )
    place(noah, bruger=foreign, rolle="familiebehandler")  # a role elsewhere opens nothing here
    for person in (stranger, foreign):
        client.force_login(person)
        assert client.get(side(noah)).status_code == 404
        assert "Noah" not in text_of(client.get(url("samarbejde_list")))


@pytest.mark.parametrize(
    ("rolle", "allowed"),
    [
        (Rolle.INSTITUTIONSMEDARBEJDER, True),
        (Rolle.INSTITUTIONSBOOKER, True),
        (Rolle.FAMILIEBEHANDLER, True),
        (Rolle.PROJEKTLEDER, True),
        (Rolle.AKUTVAGT, False),
        (Rolle.ADMINISTRATOR, False),
        (Rolle.REVISOR, False),
    ],
)
def test_the_menu_holds_what_the_role_opens(rolle, allowed, client, noah, kommune):
    """W1: those who only cooperate get »Samarbejde«, and no families."""
    person = BrugerFactory(rolle=rolle, kommune=kommune, navn="Prøve Person")
    place(noah, bruger=person)
    client.force_login(person)
    labels = (
        [entry.label for entry in client.get(url("samarbejde_list")).context["menu"]]
        if (allowed)
        else []
    )
    assert ("Samarbejde" in labels) is allowed
    assert "Plejefamilier" not in labels
    assert client.get(side(noah)).status_code == (200 if allowed else 403)


# --- the log --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("who", "purpose"),
    [
        ("karen", "med i kredsen som medarbejder fra institutionen"),
        ("ida", "stedfortræder i kredsen for medarbejder fra institutionen"),
        ("konsulent", "fast konsulent"),
        ("raadgiver", "rådgiver for barnet"),
        ("teamleder", "leder af teamet"),
    ],
)
def test_every_reading_says_why(who, purpose, request, client, noah, karen, ida):
    place(noah, bruger=karen, stedfortraeder=ida)
    person = request.getfixturevalue(who)
    client.force_login(person)
    client.get(side(noah))
    line = AuditEvent.objects.get(event="barn.laest", bruger_id=person.pk)
    assert (line.objekt, line.formaal) == (str(noah.pk), purpose)


def test_the_log_holds_no_word_that_somebody_typed(client, noah, karen):
    place(noah, bruger=karen, rolle="anden", rolle_andet="Mors nye kæreste", opgave="Hemmeligt")
    client.force_login(karen)
    client.get(side(noah))
    client.get(url("samarbejde_list"))
    lines = str([*AuditEvent.objects.values("formaal", "data")])
    assert "kæreste" not in lines
    assert "Hemmeligt" not in lines
    assert "Noah" not in lines


# --- the list -------------------------------------------------------------------------------------


def test_mine_samarbejder_shows_what_i_am_in_by_first_name(client, noah, alma, familie, karen):
    place(noah, bruger=karen, opgave="Supervision hver måned")
    place(familie=familie, bruger=karen, rolle="familiebehandler")
    client.force_login(karen)
    text = text_of(client.get(url("samarbejde_list")))
    assert "Noah" in text
    assert "Noah Prøvesen" not in text
    assert "Supervision hver måned" in text
    assert "Alma" not in text
    text = text_of(client.get(url("samarbejde_list") + "?vis=familier"))
    assert "Bruun" in text
    assert "Grete" not in text
    assert client.get(url("samarbejde_list") + "?vis=alt").status_code == 404


def test_the_konsulent_sees_those_of_her_children_that_others_work_with(
    client, noah, alma, kommune, familie, konsulent, teamleder
):
    BarnFactory(kommune=kommune, plejefamilie=familie, navn="Selma Alene")
    for person in (konsulent, teamleder):
        client.force_login(person)
        shown = [row.fornavn for row in client.get(url("samarbejde_list")).context["side"].rows]
        assert shown == ["Alma"]  # nobody was taken in around Noah and Selma


def test_the_list_asks_as_often_for_three_as_for_one(
    client, noah, kommune, familie, karen, django_assert_num_queries
):
    place(noah, bruger=karen)
    client.force_login(karen)
    client.get(url("samarbejde_list"))
    with django_assert_num_queries(6) as first:
        client.get(url("samarbejde_list"))
    for number in range(2):
        child = BarnFactory(kommune=kommune, plejefamilie=familie, navn=f"Barn{number} Prøve")
        place(child, bruger=karen)
    with django_assert_num_queries(len(first)):
        client.get(url("samarbejde_list"))


def test_the_list_pages_through_children(client, kommune, familie, karen, monkeypatch):
    monkeypatch.setattr("faelles.paging.ROWS", 2)
    monkeypatch.setattr("faelles.paging.page.__kwdefaults__", {
        "by": "pk", "descending": True, "size": 2,
    })  # fmt: skip
    for name in ("Ane", "Bo", "Carl"):
        child = BarnFactory(kommune=kommune, plejefamilie=familie, navn=f"{name} Prøve")
        place(child, bruger=karen)
    client.force_login(karen)
    first = client.get(url("samarbejde_list")).context["side"]
    assert [row.fornavn for row in first.rows] == ["Ane", "Bo"]
    second = client.get(url("samarbejde_list") + first.naeste_url).context["side"]
    assert [row.fornavn for row in second.rows] == ["Carl"]
    back = client.get(url("samarbejde_list") + second.forrige_url).context["side"]
    assert [row.fornavn for row in back.rows] == ["Ane", "Bo"]


@pytest.mark.parametrize(("who", "most"), [("karen", 12), ("konsulent", 13), ("raadgiver", 12)])
def test_the_page_asks_a_fixed_number_of_times(
    who, most, request, client, noah, karen, konsulent, django_assert_max_num_queries
):
    place(noah, bruger=karen)
    person = request.getfixturevalue(who)
    client.force_login(person)
    client.get(side(noah))
    with django_assert_max_num_queries(most) as first:
        client.get(side(noah))
    for number in range(3):
        place(noah, navn=f"Person {number}", rolle="jobcenter", opgave="Arbejde")
        note(konsulent, noah)
        Aftale.objects.create(
            kommune=noah.kommune, barn=noah, tekst=f"Ring {number}", ansvarlig=person,
            frist=timezone.localdate(), by=person,
        )  # fmt: skip
    with django_assert_max_num_queries(len(first)):
        client.get(side(noah))


# --- the points, and the duty to tell -------------------------------------------------------------


def test_the_page_says_what_is_missing_before_the_cooperation_starts(
    client, noah, karen, konsulent
):
    place(noah, bruger=karen)
    client.force_login(konsulent)
    points = {p.titel: (p.ok, p.tekst) for p in client.get(side(noah)).context["punkter"]}
    assert points["Hvem gør hvad er aftalt"] == (False, "Lav en aftale, før I går i gang")  # B6
    assert points["Introduktionsmøde for alle fagpersoner"] == (False, "Ikke holdt endnu")  # B23
    assert points["Forventningerne er afstemt"] == (False, "Ikke holdt endnu")  # D12
    assert points["Alle har været på fælles kompetenceudvikling"] == (False, "Mangler: Karen Due")
    assert points["Der er en tovholder"] == (True, "Jonas Krogh")
    assert points["Plejefamilien er informeret om indsatsen"] == (False, "Ikke noteret")  # V4


@pytest.mark.parametrize(
    ("slags", "punkt"),
    [
        ("introduktion", "Introduktionsmøde for alle fagpersoner"),  # B23
        ("forventningsafstemning", "Forventningerne er afstemt"),  # D12
    ],
)
def test_a_meeting_that_was_held_ticks_its_point(slags, punkt, client, at, noah, konsulent):
    def said():
        points = {p.titel: (p.ok, p.tekst) for p in client.get(side(noah)).context["punkter"]}
        return points[punkt]

    at("2026-12-01 09:00")
    facts = {"slags": slags, "barn": noah, "formaal": "Samme begyndelse for alle"}
    moede = moeder.call(konsulent, "2026-12-02 10:00", **facts)
    at("2026-12-02 12:00")
    client.force_login(konsulent)
    assert said() == (False, "Ikke holdt endnu")
    actions.write_referat(
        by=konsulent,
        moede=moede,
        version=1,
        punkter={moede.punkter.first().pk: {"referat": "Vi ved, hvem der gør hvad."}},
        fremmoede={moede.deltagere.get().pk: True},
    )
    assert said() == (True, "2. december 2026")


def test_the_konsulent_notes_the_day_the_family_was_told(client, at, noah, konsulent):
    at("2026-12-10 12:00")
    client.force_login(konsulent)
    address = url("samarbejdspunkt_update", noah.pk)
    client.post(address, {"informeret": "08-12-2026", "kontakt_foer": "09-12-2026"})
    assert dict(Samarbejdspunkt.objects.values_list("noegle", "dato")) == {
        "informeret": datetime.date(2026, 12, 8),
        "kontakt_foer": datetime.date(2026, 12, 9),
    }
    # a day that has not come is refused, and nothing typed is lost
    response = client.post(address, {"informeret": "11-12-2026"})
    assert "Datoen ligger i fremtiden." in text_of(response)
    assert "11-12-2026" in text_of(response)
    # an emptied field takes the note back
    client.post(address, {"informeret": "08-12-2026"})
    assert [*Samarbejdspunkt.objects.values_list("noegle", flat=True)] == ["informeret"]
    assert AuditEvent.objects.filter(event="samarbejdspunkt.fjernet").count() == 1


def test_an_effort_that_nobody_told_the_family_of_is_the_konsulents_duty(
    at, noah, alma, konsulent, kollega, raadgiver, ida
):
    """B21: the familiebehandler began on 1 December; the family must know within fourteen days."""
    place(noah, bruger=ida, rolle="familiebehandler", fra=datetime.date(2026, 12, 1))
    at("2026-12-02 08:00")
    today = timezone.localdate()
    rows = informering.PLIGT.ask([informering.pligter(konsulent, today)], order="frist", limit=9)
    assert [(row.noegle, row.frist) for row in rows] == [
        (str(noah.pk), datetime.date(2026, 12, 15))
    ]
    word = informering.pligt_ord(rows[0], today)
    assert word.url == url("samarbejdspunkt_update", noah.pk)
    assert not informering.pligter(kollega, today).exists()
    assert informering.pligter(raadgiver, today) is None
    Samarbejdspunkt.objects.create(barn=noah, noegle="informeret", dato=today, by=konsulent)
    assert not informering.pligter(konsulent, today).exists()


# --- another rådgiver -----------------------------------------------------------------------------


def test_a_wish_for_another_raadgiver_stands_on_the_leaders_list(
    client, at, noah, konsulent, teamleder
):
    """B27: she wrote the investigation."""
    at("2026-12-01 12:00")
    client.force_login(konsulent)
    address = url("raadgiverskift_create", noah.pk)
    client.post(address, {"begrundelse": "Hun skrev undersøgelsen."})
    row = Aftale.objects.get()
    assert row.ansvarlig == teamleder
    assert row.barn == noah
    assert row.frist == datetime.date(2026, 12, 15)
    assert row.tekst.endswith("Hun skrev undersøgelsen.")
    teamleder.roller.update(til=datetime.date(2026, 11, 30))
    response = client.post(address, {"begrundelse": "Igen"})
    assert "Ingen leder det team" in text_of(response)
    assert Aftale.objects.count() == 1


def test_tovholder_history_is_kept_when_the_choice_lapses(client, noah, karen, konsulent):
    """A chosen tovholder who left the circle coordinates no longer: the rådgiver does (B19)."""
    role = place(noah, bruger=karen)
    Tovholder.objects.create(
        kommune=noah.kommune, barn=noah, bruger=karen, fra=START, begrundelse="Kender mor"
    )
    client.force_login(konsulent)
    assert client.get(side(noah)).context["kreds"].tovholder.navn == "Karen Due"
    role.til = timezone.localdate() - DAY
    role.save()
    context = client.get(side(noah)).context
    assert context["kreds"].tovholder.navn == "Jonas Krogh"
    assert context["kreds"].tovholder_grund == "raadgiver"
    assert [p.navn for p in context["kreds"].forbi] == ["Karen Due"]
