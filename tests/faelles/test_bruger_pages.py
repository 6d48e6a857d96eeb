"""The administrator's people: who may log in, and as what."""

import re
from datetime import date, timedelta

import pytest
from django.core import mail
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from faelles.access import Rolle
from faelles.actions import bruger as actions
from faelles.models import AuditEvent, Bruger, Rolletildeling
from tests.factories import BrugerFactory, InstitutionFactory, KommuneFactory, TeamFactory
from tests.parallel import at_once

pytestmark = pytest.mark.django_db
NY = "/brugere/ny/"
TODAY = date(2026, 11, 23)


@pytest.fixture(autouse=True)
def today(at):
    at("2026-11-23 09:00")


@pytest.fixture
def as_administrator(client, administrator):
    client.force_login(administrator)
    return client


def page_of(bruger):
    return reverse("faelles:bruger_update", args=[bruger.pk])


def names(client, query=""):
    return [row.navn for row in client.get(f"/brugere/{query}").context["page"].rows]


def new(kommune, **changes):
    return {
        "navn": "Ditte Aagaard",
        "email": "Ditte.Aagaard@Vestersund.example",
        "telefon": "12 34 56 78",
        "organisation": kommune.pk,
        "rolle": "revisor",
        "team": "",
        "fra": "23-11-2026",
    } | changes


class TestList:
    def test_it_shows_the_people_of_the_municipality_and_its_partners_in_danish_order(
        self, as_administrator, kommune, akutvagt, konsulent
    ):
        for navn in ("Østen Ås", "Ærø Vang", "Åse Bro", "Aase Aagaard", "Zenia Bo", "Anna Ås"):
            BrugerFactory(rolle=Rolle.REVISOR, kommune=kommune, navn=navn)
        BrugerFactory(rolle=Rolle.REVISOR, kommune=KommuneFactory(), navn="Fremmed")
        assert names(as_administrator) == [
            "Anna Ås",
            "Else Bang",
            "Lars Holt",
            "Nadia Friis",
            "Zenia Bo",
            "Ærø Vang",
            "Østen Ås",
            "Åse Bro",
            "Aase Aagaard",
        ]

    def test_closed_accounts_are_shown_when_asked_for(self, as_administrator, konsulent):
        konsulent.is_active = False
        konsulent.save()
        assert "Lars Holt" not in names(as_administrator)
        assert "Lars Holt" in names(as_administrator, "?vis=alle")

    def test_the_role_filter_looks_at_today(self, as_administrator, konsulent, kollega, teamleder):
        konsulent.roller.update(til=TODAY)
        kollega.roller.update(til=TODAY - timedelta(days=1))
        assert names(as_administrator, "?rolle=konsulent") == ["Lars Holt"]
        assert len(names(as_administrator, "?rolle=' OR 1=1")) == 4

    def test_pages_hold_everybody_once_and_no_name_in_the_address(self, as_administrator, kommune):
        for number in range(60):
            BrugerFactory(rolle=Rolle.REVISOR, kommune=kommune, navn=f"Ens Navn {number % 7}")
        seen, url = [], ""
        while True:
            page = as_administrator.get(f"/brugere/{url}").context["page"]
            seen += page.rows
            if not page.naeste_url:
                break
            url = page.naeste_url
            assert re.fullmatch(r"\?efter=\d+", url)
        assert len(seen) == len({row.pk for row in seen}) == 61
        assert [row.navn for row in seen] == sorted(row.navn for row in seen)
        back = as_administrator.get(f"/brugere/{page.forrige_url}").context["page"]
        assert [*back.rows] == seen[25:50]

    @pytest.mark.parametrize("rows", [1, 3])
    def test_it_asks_the_same_number_of_queries(
        self, rows, as_administrator, kommune, django_assert_num_queries
    ):
        for _ in range(rows):
            BrugerFactory(rolle=Rolle.KONSULENT, team=TeamFactory(kommune=kommune))
        as_administrator.get("/brugere/")
        with django_assert_num_queries(6):  # session, user, own roles, people, roles, unread
            as_administrator.get("/brugere/")

    @pytest.mark.parametrize("who", ["konsulent", "teamleder", "revisor", "akutvagt"])
    def test_nobody_else_opens_any_of_it(self, request, client, who, kollega):
        client.force_login(request.getfixturevalue(who))
        rolle = kollega.roller.get()
        assert client.get("/brugere/").status_code == 403
        for url in (
            NY,
            page_of(kollega),
            f"{page_of(kollega)}link/",
            f"{page_of(kollega)}luk/",
            f"{page_of(kollega)}aabn/",
            f"{page_of(kollega)}rolle/",
            f"/brugere/rolle/{rolle.pk}/slut/",
        ):
            assert client.post(url).status_code == 403, url


class TestCreate:
    def test_a_new_person_has_a_role_and_no_password(
        self, as_administrator, kommune, administrator
    ):
        page = as_administrator.post(NY, new(kommune), follow=True).content.decode()
        assert "Ditte Aagaard er oprettet." in page
        ditte = Bruger.objects.get(email="ditte.aagaard@vestersund.example")
        assert not ditte.has_usable_password()
        assert (ditte.telefon, ditte.rolle_navn) == ("12345678", "Revisor")
        assert mail.outbox == []
        events = AuditEvent.objects.filter(bruger_id=administrator.pk).order_by("pk")
        assert [line.event for line in events] == ["bruger.oprettet", "rolle.givet"]

    def test_a_konsulent_has_a_team_of_the_municipality(self, as_administrator, kommune, team):
        foreign = TeamFactory()
        for chosen, told in (("", "Vælg det team"), (foreign.pk, "Marker en gyldig")):
            answer = as_administrator.post(NY, new(kommune, rolle="konsulent", team=chosen))
            assert told in str(answer.context["form"].errors["team"])
        as_administrator.post(NY, new(kommune, rolle="konsulent", team=team.pk))
        assert Rolletildeling.objects.get(bruger__navn="Ditte Aagaard").team == team

    def test_a_person_of_a_partner_works_for_the_municipality(
        self, as_administrator, kommune, brohus
    ):
        as_administrator.post(NY, new(kommune, organisation=brohus.pk, rolle="akutvagt"))
        rolle = Rolletildeling.objects.get(bruger__navn="Ditte Aagaard")
        assert (rolle.bruger.organisation, rolle.kommune) == (brohus, kommune)

    @pytest.mark.parametrize(
        ("changes", "field"),
        [
            ({"email": "ikke en adresse"}, "email"),
            ({"email": "a@b.example\nBcc: x@y.example"}, "email"),
            ({"navn": ""}, "navn"),
            ({"navn": "x" * 400}, "navn"),
            ({"navn": "a\0b"}, "navn"),
            ({"telefon": "ring"}, "telefon"),
            ({"rolle": "superbruger"}, "rolle"),
            ({"fra": "22-11-2026"}, "fra"),
            ({"organisation": "9" * 20}, "organisation"),
            ({"organisation": "x"}, "organisation"),
        ],
    )
    def test_what_cannot_be_is_told_at_its_field(self, as_administrator, kommune, changes, field):
        answer = as_administrator.post(NY, new(kommune, **changes))
        assert answer.status_code == 200
        assert [*answer.context["form"].errors] == [field]
        assert not Bruger.objects.filter(navn__startswith="Ditte").exists()

    def test_an_address_is_used_once_whatever_its_capitals(
        self, as_administrator, kommune, konsulent
    ):
        answer = as_administrator.post(NY, new(kommune, email=konsulent.email.upper()))
        assert answer.context["form"].errors == {
            "email": ["Der findes allerede en bruger med den e-mail."]
        }

    def test_extra_fields_change_nothing(self, as_administrator, kommune):
        as_administrator.post(
            NY, new(kommune, is_active="", password="x" * 20, is_superuser="1", kommune_id="99")
        )
        ditte = Bruger.objects.get(navn="Ditte Aagaard")
        assert ditte.is_active
        assert not ditte.has_usable_password()

    def test_another_municipalitys_organisation_cannot_be_chosen(self, as_administrator, kommune):
        for foreign in (KommuneFactory(), InstitutionFactory()):
            answer = as_administrator.post(NY, new(kommune, organisation=foreign.pk))
            assert "organisation" in answer.context["form"].errors


class TestUpdate:
    def send(self, client, bruger, **changes):
        seen = client.get(page_of(bruger)).context["form"].initial["seen"]
        sent = {
            "navn": bruger.navn,
            "email": bruger.email,
            "telefon": bruger.telefon,
            "organisation": bruger.organisation_id,
            "seen": seen,
        }
        return client.post(page_of(bruger), sent | changes)

    def test_facts_are_changed_and_the_log_says_which(self, as_administrator, konsulent):
        self.send(as_administrator, konsulent, navn="Lars Holt-Bruun", email="LARS@x.example")
        konsulent.refresh_from_db()
        assert (konsulent.navn, konsulent.email) == ("Lars Holt-Bruun", "lars@x.example")
        line = AuditEvent.objects.get(event="bruger.aendret")
        assert line.data == {"felter": ["navn", "email"]}
        assert "Holt" not in str(line.data)

    def test_saving_without_a_change_leaves_no_line(self, as_administrator, konsulent):
        self.send(as_administrator, konsulent)
        assert not AuditEvent.objects.filter(event="bruger.aendret").exists()

    def test_the_second_of_two_sees_both(self, as_administrator, konsulent):
        seen = as_administrator.get(page_of(konsulent)).context["form"].initial["seen"]
        self.send(as_administrator, konsulent, telefon="87654321")
        answer = self.send(as_administrator, konsulent, navn="Lars H.", seen=seen)
        page = answer.content.decode()
        assert answer.status_code == 409
        assert "87 65 43 21" in page
        assert 'value="Lars H."' in page
        konsulent.refresh_from_db()
        assert konsulent.navn == "Lars Holt"

    def test_a_person_of_another_municipality_is_not_found(self, as_administrator):
        foreign = BrugerFactory(rolle=Rolle.REVISOR, kommune=KommuneFactory())
        rolle = foreign.roller.get()
        for url in (
            page_of(foreign),
            f"{page_of(foreign)}link/",
            f"{page_of(foreign)}luk/",
            f"{page_of(foreign)}aabn/",
            f"{page_of(foreign)}rolle/",
            f"/brugere/rolle/{rolle.pk}/slut/",
        ):
            assert as_administrator.post(url).status_code == 404, url
        foreign.refresh_from_db()
        assert foreign.is_active
        assert mail.outbox == []


class TestPasswordLink:
    def test_the_button_mails_a_link_without_content(self, as_administrator, konsulent):
        page = as_administrator.post(f"{page_of(konsulent)}link/", follow=True).content.decode()
        assert "Der er sendt et link" in page
        [sent] = mail.outbox
        assert sent.to == [konsulent.email]
        assert "/konto/adgangskode/ny/" in sent.body
        assert "Lars" not in sent.subject + sent.body
        link = AuditEvent.objects.get(event="adgangskode.link_sendt")
        assert link.objekt == str(konsulent.pk)
        assert "/konto/" not in str(link.data)

    def test_the_link_works(self, as_administrator, konsulent):
        as_administrator.post(f"{page_of(konsulent)}link/")
        path = re.search(r"/konto/\S+", mail.outbox[0].body)[0]
        page = Client().get(path, follow=True)
        assert "Skriv din nye adgangskode" in page.content.decode()

    def test_a_dead_mail_server_is_told(self, as_administrator, konsulent, monkeypatch):
        def refuse(*arguments, **options):
            raise TimeoutError

        monkeypatch.setattr("django.core.mail.EmailMultiAlternatives.send", refuse)
        page = as_administrator.post(f"{page_of(konsulent)}link/", follow=True).content.decode()
        assert "Linket er IKKE sendt." in page

    def test_a_closed_account_gets_none(self, as_administrator, konsulent):
        Bruger.objects.filter(pk=konsulent.pk).update(is_active=False)
        assert as_administrator.post(f"{page_of(konsulent)}link/").status_code == 404
        assert mail.outbox == []


class TestClosing:
    def test_a_closed_person_is_out_at_once_and_the_page_says_what_follows(
        self, as_administrator, konsulent
    ):
        hers = Client()
        hers.force_login(konsulent)
        url = f"{page_of(konsulent)}luk/"
        assert "inden for fem minutter" in as_administrator.get(url).content.decode()
        konsulent.refresh_from_db()
        assert konsulent.is_active

        page = as_administrator.post(url, follow=True).content.decode()
        assert "Lars Holt kan ikke logge på mere." in page
        assert hers.get("/beskeder/").status_code == 302
        assert AuditEvent.objects.filter(event="bruger.lukket", objekt=konsulent.pk).count() == 1

    def test_reopening_gives_the_roles_back(self, as_administrator, konsulent):
        as_administrator.post(f"{page_of(konsulent)}luk/")
        as_administrator.post(f"{page_of(konsulent)}aabn/")
        konsulent.refresh_from_db()
        assert konsulent.is_active
        assert konsulent.rolle_navn == "Familieplejekonsulent"
        assert AuditEvent.objects.filter(event="bruger.aabnet_igen").count() == 1

    def test_nobody_closes_herself(self, as_administrator, administrator):
        page = as_administrator.post(f"{page_of(administrator)}luk/").content.decode()
        assert "Du kan ikke lukke din egen bruger." in page
        administrator.refresh_from_db()
        assert administrator.is_active


class TestRoles:
    def give(self, client, bruger, **changes):
        sent = {"rolle": "revisor", "team": "", "fra": "23-11-2026", "til": ""} | changes
        return client.post(f"{page_of(bruger)}rolle/", sent)

    def end(self, client, bruger, til="23-11-2026", **which):
        rolle = bruger.roller.get(**which)
        return client.post(f"/brugere/rolle/{rolle.pk}/slut/", {"til": til})

    def test_a_role_opens_its_pages_on_its_day(self, as_administrator, at, konsulent):
        self.give(as_administrator, konsulent, fra="24-11-2026", til="24-11-2026")
        opened = []
        for moment in ("23 23:59:59", "24 00:00", "24 23:59:59", "25 00:00"):
            at(f"2026-11-{moment}")
            hers = Client()
            hers.force_login(konsulent)
            opened.append(hers.get("/log/").status_code)
        assert opened == [403, 200, 200, 403]

    @pytest.mark.parametrize(
        ("changes", "told"),
        [
            ({"fra": "22-11-2026"}, "tidligst gælde fra i dag"),
            ({"fra": "24-11-2026", "til": "23-11-2026"}, "Slutdatoen ligger før startdatoen."),
            ({"rolle": "teamleder"}, "Vælg det team, rollen gælder for."),
            ({"rolle": "ejer"}, "Marker en gyldig valgmulighed"),
            ({"rolle": ""}, "Dette felt er påkrævet."),
        ],
    )
    def test_what_cannot_be_is_told(self, as_administrator, konsulent, changes, told):
        answer = self.give(as_administrator, konsulent, **changes)
        assert told in str(answer.context["form"].errors)
        assert konsulent.roller.count() == 1

    def test_the_same_role_twice_in_a_period_is_refused(self, as_administrator, konsulent, team):
        answer = self.give(as_administrator, konsulent, rolle="konsulent", team=team.pk)
        assert "Brugeren har allerede den rolle i perioden." in answer.content.decode()

    def test_a_role_lasts_its_last_day_out(self, as_administrator, at, revisor):
        answer = self.end(as_administrator, revisor)
        assert answer.status_code == 302
        hers = Client()
        hers.force_login(revisor)
        assert hers.get("/log/").status_code == 200
        at("2026-11-24 00:00")
        hers.force_login(revisor)
        assert hers.get("/log/").status_code == 403
        line = AuditEvent.objects.get(event="rolle.afsluttet")
        assert line.data == {"person": revisor.pk, "rolle": "revisor", "til": "2026-11-23"}

    def test_a_role_does_not_end_in_the_past(self, as_administrator, revisor):
        answer = self.end(as_administrator, revisor, til="22-11-2026")
        assert "Vælg i dag eller senere." in answer.content.decode()
        assert revisor.roller.get().til is None

    def test_a_role_that_has_ended_is_not_ended_again(self, as_administrator, revisor):
        revisor.roller.update(til=TODAY - timedelta(days=1))
        answer = self.end(as_administrator, revisor)
        assert "Rollen er allerede slut." in answer.content.decode()

    def test_a_role_that_has_not_begun_goes_away(self, as_administrator, konsulent):
        self.give(as_administrator, konsulent, fra="01-12-2026")
        page = as_administrator.get(page_of(konsulent)).content.decode()
        assert "Fra tirsdag 1. december" in page
        answer = self.end(as_administrator, konsulent, rolle="revisor", til="01-12-2026")
        assert answer.status_code == 302
        assert not konsulent.roller.filter(rolle="revisor").exists()
        assert AuditEvent.objects.filter(event="rolle.fortrudt").count() == 1

    def test_earlier_roles_stand_below(self, as_administrator, konsulent):
        konsulent.roller.update(til=TODAY - timedelta(days=1))
        page = as_administrator.get(page_of(konsulent)).content.decode()
        assert "Tidligere roller (1)" in page
        assert "Uden rolle kan man logge på, men intet se." in page

    def test_an_administrator_keeps_her_own_last_administrator_role(
        self, as_administrator, administrator
    ):
        answer = self.end(as_administrator, administrator)
        assert "Du kan ikke tage din egen administratorrolle." in answer.content.decode()
        assert administrator.roller.get().til is None

    def test_she_may_end_another_administrators(self, as_administrator, kommune):
        other = BrugerFactory(rolle=Rolle.ADMINISTRATOR, kommune=kommune)
        assert self.end(as_administrator, other).status_code == 302
        assert other.roller.get().til == TODAY

    def test_but_not_the_last_one_that_lasts(self, as_administrator, administrator, kommune):
        administrator.roller.update(til=TODAY + timedelta(days=7))
        other = BrugerFactory(rolle=Rolle.ADMINISTRATOR, kommune=kommune)
        answer = self.end(as_administrator, other)
        assert "Kommunen skal altid have en administrator." in answer.content.decode()
        closed = as_administrator.post(f"{page_of(other)}luk/")
        assert "Kommunen skal altid have en administrator." in closed.content.decode()


@pytest.mark.django_db(transaction=True)
def test_two_administrators_who_take_each_others_role_leave_one(administrator, kommune):
    other = BrugerFactory(rolle=Rolle.ADMINISTRATOR, kommune=kommune)
    pairs = [(administrator, other.roller.get()), (other, administrator.roller.get())]

    def press(number):
        by, rolle = pairs[number]
        return actions.end_rolle(by=by, rolle=rolle, til=TODAY)

    answers = at_once(2, press)
    assert sum(isinstance(answer, ValidationError) for answer in answers) == 1
    assert Rolletildeling.objects.filter(rolle=Rolle.ADMINISTRATOR, til=None).count() == 1
