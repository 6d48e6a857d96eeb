"""The pages of families in groups, as stories: who proposes, who answers, and what is said."""

import datetime
import re

import pytest
from django.contrib.messages import get_messages
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from faelles.access import Rolle
from faelles.models import AuditEvent, Regelvaerdi
from netvaerk.actions import medlemskab as actions
from netvaerk.models import Koereafstand, Medlemskab, Netvaerksgruppe
from plejefamilier import pligter
from plejefamilier.models import Familieprofil, Plejeforaelder
from tests.factories import BarnFactory, BrugerFactory, PlejefamilieFactory, TeamFactory
from tests.netvaerk.fakta import DAY, make_forslag, make_gruppe, make_medlem
from tests.pdftekst import words_of

pytestmark = pytest.mark.django_db
TODAY = datetime.date(2026, 11, 23)


@pytest.fixture(autouse=True)
def _now(at):
    at("2026-11-23 10:00")


@pytest.fixture
def amira(kommune, brohus):
    return BrugerFactory(
        rolle=Rolle.INSTITUTIONSMEDARBEJDER, kommune=kommune, ansat_hos=brohus, navn="Amira Brohus"
    )


@pytest.fixture
def gruppe(kommune, amira, kollega):
    return make_gruppe(
        kommune,
        facilitator=amira,
        ansvarlig=kollega,
        navn="Nord",
        alder_fra=8,
        alder_til=12,
        postnummer="9610",
        tidspunkt="aften",
    )


def client_of(bruger):
    client = Client()
    client.force_login(bruger)
    return client


def url(name, *args):
    return reverse(f"netvaerk:{name}", args=args)


def text_of(response):
    body = re.sub(r"<(script|style).*?</\1>", "", response.content.decode(), flags=re.DOTALL)
    return " ".join(re.sub(r"<[^>]+>", " ", body).replace("&nbsp;", " ").split())


def told(response):
    return [str(message) for message in get_messages(response.wsgi_request)]


def queries_of(client, address):
    """The queries of a page, without the session, the user and her roles, and savepoints."""
    with CaptureQueriesContext(connection) as found:
        assert client.get(address).status_code == 200
    frame = (
        "django_session",
        'FROM "faelles_bruger"',
        'FROM "faelles_rolletildeling"',
        "SAVEPOINT",
    )
    return len([one for one in found if not any(word in one["sql"] for word in frame)])


# --- the suggestion list --------------------------------------------------------------------------


def test_the_list_ranks_ones_own_families_and_says_why(gruppe, team, kommune, kollega):
    near, far = (
        PlejefamilieFactory(team=team, konsulent=kollega, navn=navn, adresse=f"Vejen 1, {by}")
        for navn, by in (("Nær, Ane og Bo", "9610 By"), ("Fjern, Ida og Ib", "7700 By"))
    )
    Koereafstand.objects.create(kommune=kommune, fra="7700", til="9610", km=62)
    BarnFactory(kommune=kommune, plejefamilie=near)  # nine years old
    Familieprofil.objects.create(plejefamilie=far, tidspunkter=["weekend"])
    page = client_of(kollega).get(url("forslag_list", gruppe.pk))
    words = text_of(page)
    assert words.index("Ane og Bo Nær") < words.index("Ida og Ib Fjern")
    assert "Ane og Bo Nær 3 af 4 punkter passer" in words
    for reason in (
        "Passer: Bor i 9610, hvor gruppen mødes",
        "Passer: Barn på 9 år; gruppen er for børn 8–12 år",
        "Ved vi ikke, eller midt imellem: Familien har ikke sagt, hvornår den helst vil mødes",
        "Passer ikke: 62 km at køre: det er langt",
        "Passer ikke: Vil helst mødes i weekenden; gruppen mødes om aftenen",
    ):
        assert reason in words
    shown = AuditEvent.objects.get(event="plejefamilie.liste_vist").data["viste"]
    assert {*shown} == {near.pk, far.pk}


def test_a_facilitator_proposes_a_family_without_knowing_which(gruppe, amira, konsulent, familie):
    client = client_of(amira)
    page = client.get(url("forslag_list", gruppe.pk))
    (one,) = page.context["liste"].andre
    assert one.hvem == "En familie hos Lars Holt"
    assert "Dine familier" not in text_of(page)
    answer = client.post(url("medlemskab_propose", gruppe.pk), {"noegle": one.noegle})
    assert told(answer) == ["Familien er foreslået. Dens konsulent er bedt om at spørge den."]
    row = Medlemskab.objects.get()
    assert (row.plejefamilie, row.foreslaaet_af, row.svar) == (familie, amira, "")
    # pressed again it is gone from the list
    answer = client.post(url("medlemskab_propose", gruppe.pk), {"noegle": one.noegle})
    assert told(answer)[-1].startswith("Listen har ændret sig")
    words = text_of(client.get(url("gruppe_detail", gruppe.pk)))
    assert "En familie hos Lars Holt Spurgt" in words
    assert "svar senest 7. december 2026" in words
    assert "Bruun" not in words


def test_a_konsulent_proposes_only_her_own_and_hears_of_no_other(
    gruppe, konsulent, familie, kollega, team
):
    PlejefamilieFactory(team=team, konsulent=kollega)
    client = client_of(konsulent)
    page = client.get(url("forslag_list", gruppe.pk))
    assert page.context["liste"].andre == []
    assert "Andres familier" not in text_of(page)
    (own,) = page.context["liste"].egne
    posted = client.post(url("medlemskab_propose", gruppe.pk), {"noegle": own.noegle})
    assert posted.status_code == 404
    assert client.get(url("medlemskab_propose", gruppe.pk)).status_code == 404
    theirs = PlejefamilieFactory(team=team, konsulent=kollega)
    address = url("medlemskab_propose", gruppe.pk)
    assert client.get(address, {"familie": theirs.pk}).status_code == 404
    assert client.post(address, {"familie": theirs.pk, "svar": "senere"}).status_code == 404
    assert not Medlemskab.objects.exists()


def test_long_lists_show_those_that_fit_best(gruppe, team, kollega, konsulent, amira, monkeypatch):
    monkeypatch.setattr("netvaerk.queries.forslag.SHOWN", 1)
    for who in (kollega, kollega, konsulent, konsulent):
        PlejefamilieFactory(team=team, konsulent=who)
    page = client_of(kollega).get(url("forslag_list", gruppe.pk))
    liste = page.context["liste"]
    assert (len(liste.egne), len(liste.andre), liste.flere_egne, liste.flere) == (1, 1, True, True)
    assert text_of(page).count("De 1, der passer bedst, er vist.") == 2


def test_the_house_and_others_do_not_open_the_list(gruppe, kommune, brohus):
    house = BrugerFactory(rolle=Rolle.INSTITUTIONSMEDARBEJDER, kommune=kommune, ansat_hos=brohus)
    projekt = BrugerFactory(rolle=Rolle.PROJEKTLEDER, kommune=kommune)
    assert client_of(house).get(url("gruppe_detail", gruppe.pk)).status_code == 200
    assert client_of(house).get(url("forslag_list", gruppe.pk)).status_code == 404
    assert client_of(projekt).get(url("forslag_list", gruppe.pk)).status_code == 403


def test_a_family_that_refused_is_not_offered_again_to_others(gruppe, amira, konsulent, familie):
    row = make_forslag(gruppe, familie, by=amira)
    actions.answer_forslag(by=konsulent, medlemskab=row, svar="nej", svar_paa=TODAY)
    assert client_of(amira).get(url("forslag_list", gruppe.pk)).context["liste"].andre == []
    own = text_of(client_of(konsulent).get(url("forslag_list", gruppe.pk)))
    assert "Sagde nej tak 23. november 2026." in own


def test_closed_groups_and_municipalities_without_groups_suggest_nobody(
    gruppe, kommune, amira, konsulent, familie
):
    Regelvaerdi.objects.create(
        kommune=kommune,
        key="netvaerk.grupper",
        vaerdi="fra",
        fra=TODAY,
        begrundelse="Vi bruger dem ikke",
        set_by=konsulent,
    )
    page = client_of(amira).get(url("forslag_list", gruppe.pk))
    assert "Gruppen tager ikke imod familier" in text_of(page)
    words = text_of(client_of(konsulent).get(url("familienetvaerk_detail", familie.pk)))
    assert "Kommunen bruger ikke netværksgrupper." in words
    assert "Grupper, familien kan være med i" not in words
    Regelvaerdi.objects.update(vaerdi="tilskyndes")
    words = text_of(client_of(konsulent).get(url("familienetvaerk_detail", familie.pk)))
    assert "Det er frivilligt." in words
    Netvaerksgruppe.objects.update(lukket_paa=TODAY, lukket_fordi="andet")
    page = client_of(amira).get(url("forslag_list", gruppe.pk))
    assert "Gruppen tager ikke imod familier" in text_of(page)


# --- answering ------------------------------------------------------------------------------------


def test_from_min_dag_to_a_member(gruppe, amira, konsulent, familie):
    row = actions.propose_familie(by=amira, gruppe=gruppe, plejefamilie=familie)
    duty = next(
        one for one in pligter.of_bruger(konsulent, TODAY, limit=20) if one.slags == "netvaerkssvar"
    )
    word = pligter.kilder()["netvaerkssvar"].vis(duty, TODAY)
    assert word.titel == "Spørg familien om netværksgruppen »Nord«"
    client = client_of(konsulent)
    words = text_of(client.get(word.url))
    assert "Vil Grete og Poul Bruun være med?" in words
    assert "De andre ser først familiens navn, når den har sagt ja." in words
    answer = client.post(word.url, {"svar": "ja"})
    assert "Skriv, hvornår familien sagde det." in text_of(answer)
    facts = {"svar": "ja", "svar_paa": "20-11-2026", "fra": "23-11-2026", "deler": ["navn"]}
    answer = client.post(word.url, facts)
    assert answer.url == url("familienetvaerk_detail", familie.pk)
    assert told(answer) == ["Familien er med i »Nord«."]
    row.refresh_from_db()
    assert (row.svar_paa, row.fra, row.deler) == (datetime.date(2026, 11, 20), TODAY, ["navn"])
    assert "Grete og Poul Bruun" in text_of(client_of(amira).get(url("gruppe_detail", gruppe.pk)))
    assert client.get(word.url).status_code == 302  # answered


def test_a_full_group_keeps_what_was_typed(gruppe, team, konsulent, familie, amira):
    for _ in range(6):
        make_medlem(gruppe, PlejefamilieFactory(team=team), by=amira)
    row = make_forslag(gruppe, familie, by=amira)
    before = text_of(client_of(konsulent).get(url("medlemskab_answer", row.pk)))
    assert "Et ja kan først gemmes, når en anden familie er gået ud." in before
    facts = {"svar": "ja", "svar_paa": "20-11-2026", "fra": "23-11-2026", "deler": ["email"]}
    answer = client_of(konsulent).post(url("medlemskab_answer", row.pk), facts)
    assert "Gruppen er fuld: der er plads til 6 familier, og 6 er med." in text_of(answer)
    assert "20-11-2026" in answer.content.decode()
    assert answer.context["form"]["deler"].value() == ["email"]
    words = text_of(client_of(konsulent).get(url("familienetvaerk_detail", familie.pk)))
    assert "Skriv familiens svar" in words


def test_own_family_in_one_form(gruppe, konsulent, familie, amira):
    client = client_of(konsulent)
    page = client.get(url("familienetvaerk_detail", familie.pk))
    address = f"{url('medlemskab_propose', gruppe.pk)}?familie={familie.pk}"
    assert address in page.content.decode()
    assert "Foreslå Grete og Poul Bruun" in text_of(client.get(address))
    assert "Vælg, om du har spurgt familien." in text_of(client.post(address))
    answer = client.post(address, {"svar": "ja", "svar_paa": "23-11-2026"})
    assert told(answer) == ["Familien er med i »Nord«."]
    row = Medlemskab.objects.get()
    assert (row.svar, row.fra, row.deler) == ("ja", TODAY, [])
    # or it is asked later
    Medlemskab.objects.all().delete()
    answer = client.post(address, {"svar": "senere"})
    assert told(answer)[-1].startswith("Familien er foreslået. Skriv dens svar her")
    assert Medlemskab.objects.get().svar == ""


def test_only_the_familys_own_people_answer(gruppe, familie, amira, kollega, teamleder, konsulent):
    row = make_forslag(gruppe, familie, by=amira)
    facts = {"svar": "ja", "svar_paa": "23-11-2026"}
    for person, status in ((amira, 403), (kollega, 404)):
        assert client_of(person).post(url("medlemskab_answer", row.pk), facts).status_code == status
    assert Medlemskab.objects.get().svar == ""
    # the leader of the family's team stands in its circle
    assert client_of(teamleder).get(url("medlemskab_answer", row.pk)).status_code == 200


def test_withdrawing_names_the_family_to_its_own_circle_only(gruppe, familie, amira, konsulent):
    row = make_forslag(gruppe, familie, by=amira)
    address = url("medlemskab_withdraw", row.pk)
    words = text_of(client_of(amira).get(address))
    assert "En familie hos Lars Holt er foreslået til »Nord«." in words
    assert "Bruun" not in words
    assert "Grete og Poul Bruun er foreslået" in text_of(client_of(konsulent).get(address))
    assert told(client_of(amira).post(address)) == ["Forslaget er trukket tilbage."]
    assert "Forslaget er afsluttet" in text_of(client_of(amira).get(address))


def test_a_leader_takes_back_what_she_proposed_and_nothing_else(gruppe, kommune, familie, amira):
    leder = BrugerFactory(rolle=Rolle.TEAMLEDER, team=TeamFactory(kommune=kommune))
    others = make_forslag(gruppe, familie, by=amira)
    hers = make_forslag(gruppe, PlejefamilieFactory(team=familie.team), by=leder)
    client = client_of(leder)
    page = client.get(url("gruppe_detail", gruppe.pk)).content.decode()
    assert url("medlemskab_withdraw", hers.pk) in page
    assert url("medlemskab_withdraw", others.pk) not in page
    assert client.post(url("medlemskab_withdraw", others.pk)).status_code == 404
    words = text_of(client.get(url("medlemskab_withdraw", hers.pk)))
    assert "En familie hos teamlederen er foreslået til »Nord«." in words
    assert client.post(url("medlemskab_withdraw", hers.pk)).status_code == 302
    hers.refresh_from_db()
    others.refresh_from_db()
    assert (hers.trukket_at is None, others.trukket_at is None) == (False, True)


# --- leaving and sharing --------------------------------------------------------------------------


def test_leaving_is_written_by_the_konsulent_or_whoever_runs_the_group(
    gruppe, familie, team, amira, konsulent, kollega, teamleder
):
    rows = [
        make_medlem(gruppe, one, by=konsulent)
        for one in (familie, PlejefamilieFactory(team=team, konsulent=konsulent))
    ]
    address = url("medlemskab_end", rows[0].pk)
    bad = client_of(konsulent).post(address, {"til": "22-11-2026", "slutaarsag": "tid"})
    assert "Familien kom først med 23. november 2026." in text_of(bad)
    answer = client_of(konsulent).post(address, {"til": "23-11-2026", "slutaarsag": "tid"})
    assert told(answer) == ["Familien går ud af gruppen. Pladsen er ledig bagefter."]
    words = text_of(client_of(amira).get(url("gruppe_detail", gruppe.pk)))
    assert "Går ud Med til og med 23. november 2026" in words
    other = url("medlemskab_end", rows[1].pk)
    assert client_of(amira).get(other).status_code == 200
    outside = BrugerFactory(rolle=Rolle.KONSULENT, team=TeamFactory(kommune=gruppe.kommune))
    assert client_of(outside).get(other).status_code == 404
    assert client_of(outside).post(other, {"til": "23-11-2026"}).status_code == 404


def test_a_stale_page_of_sharing_shows_both(gruppe, familie, konsulent):
    row = make_medlem(gruppe, familie, by=konsulent)
    client, address = client_of(konsulent), url("medlemskab_share", row.pk)
    version = client.get(address).context["form"]["version"].value()
    actions.share_kontakt(by=konsulent, medlemskab=row, deler=["email"], deler_paa=TODAY)
    facts = {"version": version, "deler": ["telefon"], "deler_paa": "23-11-2026"}
    answer = client.post(address, facts)
    assert answer.status_code == 409
    words = text_of(answer)
    assert "Telefon" in words
    assert "E-mail" in words
    row.refresh_from_db()
    assert row.deler == ["email"]
    facts["version"] = answer.context["form"]["version"].value()
    assert told(client.post(address, facts)) == ["Delingen er gemt."]
    facts = {"version": int(facts["version"]) + 1, "deler_paa": ""}
    assert told(client.post(address, facts))[-1] == "Familien deler ikke længere noget."


def test_the_facilitator_does_not_write_what_a_family_shares(gruppe, familie, amira, konsulent):
    row = make_medlem(gruppe, familie, by=konsulent)
    assert client_of(amira).get(url("medlemskab_share", row.pk)).status_code == 403


def test_the_contact_list_on_screen_and_paper_holds_only_what_is_shared(
    gruppe, familie, team, amira, konsulent
):
    Plejeforaelder.objects.update(navn="Grete Bruun", telefon="20304050", email="grete@v.example")
    make_medlem(gruppe, familie, by=konsulent, deler=["navn", "telefon"], deler_paa=TODAY)
    silent = PlejefamilieFactory(team=team, konsulent=konsulent, navn="Tavs, Ane og Bo")
    make_medlem(gruppe, silent, by=konsulent)
    later = PlejefamilieFactory(team=team, konsulent=konsulent, navn="Senere, Ida og Ib")
    facts = {"fra": TODAY + 9 * DAY, "deler": ["navn"], "deler_paa": TODAY}
    make_medlem(gruppe, later, by=konsulent, **facts)
    client = client_of(amira)
    page = client.get(url("gruppe_detail", gruppe.pk))
    (line,) = page.context["kontakter"]
    assert (line.familie, [vars(one) for one in line.voksne]) == (
        "Bruun",
        [{"navn": "Grete Bruun", "telefon": "20304050", "email": ""}],
    )
    answer = client.get(url("kontaktliste_pdf", gruppe.pk))
    assert answer["Content-Disposition"] == (f'attachment; filename="kontaktliste-{gruppe.pk}.pdf"')
    (paper,) = words_of(answer.content)
    assert "Bruun Grete Bruun 20 30 40 50" in paper
    for word in ("Tavs", "Senere", "grete@v.example", "Vestersund 9999", familie.adresse):
        assert word not in paper
    log = AuditEvent.objects.get(formaal="udskrift af kontaktliste")
    assert (log.event, log.objekt) == ("netvaerksgruppe.laest", str(gruppe.pk))


def test_the_contact_list_is_closed_to_who_has_no_part(gruppe, familie, konsulent, teamleder):
    make_medlem(gruppe, familie, by=konsulent)
    outside = BrugerFactory(rolle=Rolle.KONSULENT, team=TeamFactory(kommune=gruppe.kommune))
    leder = BrugerFactory(rolle=Rolle.TEAMLEDER, team=TeamFactory(kommune=gruppe.kommune))
    address = url("kontaktliste_pdf", gruppe.pk)
    assert client_of(konsulent).get(address).status_code == 200
    for person in (outside, leder):
        assert client_of(person).get(address).status_code == 404


# --- a family's page ------------------------------------------------------------------------------


def test_a_familys_page_tells_its_groups_and_those_that_fit(
    gruppe, kommune, familie, konsulent, amira
):
    south = make_gruppe(kommune, facilitator=amira, navn="Syd", erfaring="nye")
    full = make_gruppe(kommune, facilitator=amira, navn="Fuld")
    for number in range(6):
        other = PlejefamilieFactory(team=familie.team, navn=f"Andre{number}, Ane")
        make_medlem(full, other, by=amira)
    make_medlem(
        gruppe, familie, by=konsulent, fra=TODAY - 9 * DAY, deler=["telefon"], deler_paa=TODAY
    )
    words = text_of(client_of(konsulent).get(url("familienetvaerk_detail", familie.pk)))
    assert "Nord Med Fra 14. november 2026 · deler telefon" in words
    assert "Passer ikke: Er med i en anden netværksgruppe" in words
    assert words.index("Syd") < words.index("Fuld")  # full ones stand last
    assert "Gruppen er fuld" in words
    assert "Andre" not in words.replace("De andre", "")
    page = client_of(konsulent).get(url("familienetvaerk_detail", familie.pk))
    assert f"{url('medlemskab_propose', south.pk)}?familie=" in page.content.decode()
    assert f"{url('medlemskab_propose', full.pk)}?familie=" not in page.content.decode()


def test_a_familys_page_is_for_its_own_circle(familie, kollega, raadgiver, barn, teamleder):
    barn.myndighedsraadgiver = raadgiver
    barn.save()
    address = url("familienetvaerk_detail", familie.pk)
    assert client_of(kollega).get(address).status_code == 404
    assert client_of(raadgiver).get(address).status_code == 403
    assert client_of(teamleder).get(address).status_code == 200
    assert AuditEvent.objects.filter(
        event="plejefamilie.laest", formaal="familiens netværk"
    ).exists()


def test_the_number_of_queries_does_not_grow(gruppe, kommune, team, konsulent, amira, kollega):
    def fill(number):
        for _ in range(number):
            mine, theirs, asked = (
                PlejefamilieFactory(team=team, konsulent=who)
                for who in (konsulent, kollega, kollega)
            )
            BarnFactory(kommune=kommune, plejefamilie=mine)
            PlejefamilieFactory(team=team, konsulent=konsulent)
            make_medlem(gruppe, theirs, by=kollega, deler=["navn"], deler_paa=TODAY)
            make_forslag(gruppe, asked, by=amira)
            make_forslag(gruppe, mine, by=amira)
            make_gruppe(kommune, facilitator=amira)
        return mine

    pages = {
        "forslag_list": (kollega, gruppe.pk, 8),
        "gruppe_detail": (amira, gruppe.pk, 12),
    }
    first = fill(1)
    pages["familienetvaerk_detail"] = (konsulent, first.pk, 12)

    def count():
        return {
            name: queries_of(client_of(who), url(name, pk)) for name, (who, pk, _) in pages.items()
        }

    count()
    few = count()
    fill(2)
    assert count() == few
    assert {name: few[name] for name, (_, _, most) in pages.items() if few[name] > most} == {}
