"""Login through allauth: who gets in, who does not, and what a stranger can learn."""

import re
from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.conf import settings as configured
from django.contrib.auth.hashers import identify_hasher
from django.core import mail
from django.test import Client
from django.urls import NoReverseMatch, reverse

from faelles.access import Rolle
from faelles.models import AuditEvent, Bruger
from tests.factories import BrugerFactory

pytestmark = pytest.mark.django_db
LOGIN, RESET = "/konto/log-paa/", "/konto/adgangskode/glemt/"
PASSWORD, NEW_PASSWORD = "blå-cykel-i-regnvejr", "rød-gynge-i-solskin"
WRONG = "E-mailen eller adgangskoden er ikke rigtig."


@pytest.fixture(autouse=True)
def quick_hasher(request, settings):
    """A hundred logins with Argon2 would take a minute; one test looks at the real hasher."""
    if "argon2" not in request.node.name:
        settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def lars(kommune):
    bruger = BrugerFactory(
        rolle=Rolle.REVISOR, kommune=kommune, navn="Lars Holt", email="lars@vestersund.example"
    )
    bruger.set_password(PASSWORD)
    bruger.save()
    return bruger


def log_in(client, email="lars@vestersund.example", password=PASSWORD, **extra):
    return client.post(LOGIN, {"login": email, "password": password}, **extra)


def is_in(client):
    return client.get("/beskeder/").status_code == 200


def visible_words(answer):
    """What a person reads on a page, without tokens and what was typed."""
    text = re.sub(r'value="[^"]*"|<[^>]+>', " ", answer.content.decode())
    return " ".join(text.split())


class TestRightAndWrong:
    def test_the_right_password_opens_and_is_logged(self, client, lars):
        answer = log_in(client)
        assert (answer.status_code, answer.url) == (302, "/")
        assert is_in(client)
        assert AuditEvent.objects.get(event="login").bruger_id == lars.pk

    def test_capitals_and_spaces_in_the_address_do_not_matter(self, client, lars):
        log_in(client, " Lars@Vestersund.Example ")
        assert is_in(client)

    def test_the_session_gets_a_new_name_at_login(self, client, lars):
        session = client.session
        session["soeg"] = {}
        session.save()
        before = session.session_key
        log_in(client)
        assert client.session.session_key != before

    def test_wrong_password_and_unknown_person_get_the_same_answer(self, lars):
        wrong = log_in(Client(), password="forkert-kode-i-dag")
        unknown = log_in(Client(), email="ingen@vestersund.example")
        assert wrong.status_code == unknown.status_code == 200
        assert visible_words(wrong) == visible_words(unknown)
        assert WRONG in visible_words(wrong)

    def test_a_wrong_try_is_logged_for_the_revisor_of_the_person(self, client, lars):
        log_in(client, password="forkert-kode-i-dag")
        log_in(client, email="ingen@vestersund.example")
        lines = AuditEvent.objects.filter(event="login.afvist").order_by("pk")
        assert [line.bruger_id for line in lines] == [lars.pk, None]
        assert AuditEvent.objects.visible_to(lars).filter(event="login.afvist").count() == 1

    def test_nothing_typed_stands_in_the_log(self, client, lars):
        log_in(client, email="hemmelig@vestersund.example", password="hemmelig-adgangskode")
        assert "hemmelig" not in str([*AuditEvent.objects.values_list()])

    def test_a_closed_account_stays_out_and_is_told_only_with_the_right_password(
        self, client, lars
    ):
        lars.is_active = False
        lars.save()
        assert log_in(client).url == "/konto/lukket/"
        assert not is_in(client)
        assert "Din bruger er lukket" in client.get("/konto/lukket/").content.decode()
        wrong = log_in(Client(), password="forkert-kode-i-dag")
        assert visible_words(wrong) == visible_words(log_in(Client(), email="ingen@x.example"))

    def test_a_person_without_a_password_cannot_log_in(self, client, lars):
        lars.set_unusable_password()
        lars.save()
        for password in ("", "!", lars.password):
            log_in(client, password=password)
        assert not is_in(client)

    def test_passwords_are_kept_by_argon2(self, lars):
        assert identify_hasher(lars.password).algorithm == "argon2"

    def test_no_second_list_of_addresses_is_kept(self, client, lars):
        # a row of EmailAddress would let an address in after the administrator has changed it
        log_in(client)
        assert not EmailAddress.objects.exists()
        Bruger.objects.filter(pk=lars.pk).update(email="ny@vestersund.example")
        other = Client()
        log_in(other)
        assert not is_in(other)

    @pytest.mark.parametrize(
        "email", ["", "\0", "x" * 70_000, "lars", "' OR 1=1 --", "ł@ł.example"]
    )
    @pytest.mark.parametrize("password", ["", "\0", "x" * 70_000])
    def test_hostile_input_is_refused_without_breaking(self, client, lars, email, password):
        assert log_in(client, email, password).status_code == 200
        assert client.post(LOGIN).status_code == 200

    @pytest.mark.parametrize(
        "next_url", ["https://ond.example/", "//ond.example/", "javascript:alert(1)", "\\\\ond"]
    )
    def test_login_leads_to_our_own_pages_only(self, client, lars, next_url):
        answer = client.post(LOGIN, {"login": lars.email, "password": PASSWORD, "next": next_url})
        assert answer.url == "/"

    def test_login_leads_back_to_where_she_was(self, client, lars):
        assert client.get("/log/").url == "/konto/log-paa/?next=/log/"
        answer = client.post(LOGIN, {"login": lars.email, "password": PASSWORD, "next": "/log/"})
        assert answer.url == "/log/"

    def test_logging_out_is_a_post_and_is_logged(self, client, lars):
        log_in(client)
        assert client.get("/konto/log-af/").status_code == 200
        assert is_in(client)
        client.post("/konto/log-af/")
        assert not is_in(client)
        assert AuditEvent.objects.get(event="logout").bruger_id == lars.pk


class TestTooManyTries:
    def test_after_eight_wrong_tries_even_the_right_password_waits(self, client, at, lars):
        at("2026-11-23 09:00")
        for _ in range(8):
            log_in(client, password="forkert-kode-i-dag")
        answer = log_in(client)
        assert not is_in(client)
        assert "Vent et kvarter" in visible_words(answer)
        assert log_in(Client(REMOTE_ADDR="10.9.9.9")).status_code == 200  # and from elsewhere

        # a quarter of an hour later it opens
        at("2026-11-23 09:15:01")
        log_in(client)
        assert is_in(client)

    def test_an_unknown_address_is_slowed_alike(self, client, at, lars):
        at("2026-11-23 09:00")
        for _ in range(9):
            answer = log_in(client, email="ingen@vestersund.example")
        for _ in range(9):
            known = log_in(Client(), password="forkert-kode-i-dag")
        assert visible_words(answer) == visible_words(known)

    def test_a_colleague_behind_the_same_address_is_not_locked_out(self, client, at, lars):
        at("2026-11-23 09:00")
        birgit = BrugerFactory(organisation=lars.organisation, email="birgit@vestersund.example")
        birgit.set_password(PASSWORD)
        birgit.save()
        for _ in range(12):
            log_in(Client(), password="forkert-kode-i-dag")
        assert log_in(client, email=birgit.email).status_code == 302

    def test_right_logins_do_not_count(self, at, lars):
        at("2026-11-23 09:00")
        for _ in range(10):
            assert log_in(Client()).status_code == 302

    def test_a_new_password_opens_a_closed_login(self, client, at, lars):
        at("2026-11-23 09:00")
        for _ in range(9):
            log_in(client, password="forkert-kode-i-dag")
        choose_password(client, lars)
        log_in(client, password=NEW_PASSWORD)
        assert is_in(client)


def choose_password(client, bruger, password=NEW_PASSWORD):
    """Ask for the link, follow it, and choose a password; return the last page."""
    client.post(RESET, {"email": bruger.email})
    link = re.search(r"https?://\S+", mail.outbox[-1].body)[0]
    page = client.get(link.removeprefix(configured.BASE_URL), follow=True)
    return client.post(
        page.redirect_chain[-1][0] if page.redirect_chain else page.request["PATH_INFO"],
        {"password1": password, "password2": password},
        follow=True,
    )


class TestPasswords:
    def test_the_link_leads_to_a_new_password(self, client, lars):
        page = choose_password(client, lars)
        assert "Adgangskoden er gemt" in page.content.decode()
        assert not is_in(client)  # she logs in with it herself
        log_in(client)
        assert not is_in(client)
        log_in(client, password=NEW_PASSWORD)
        assert is_in(client)
        assert AuditEvent.objects.get(event="adgangskode.valgt").bruger_id == lars.pk

    def test_a_person_who_never_had_a_password_gets_one_this_way(self, client, lars):
        lars.set_unusable_password()
        lars.save()
        choose_password(client, lars)
        log_in(client, password=NEW_PASSWORD)
        assert is_in(client)

    def test_known_and_unknown_get_the_same_answer(self, lars):
        known = Client().post(RESET, {"email": lars.email})
        unknown = Client().post(RESET, {"email": "ingen@vestersund.example"})
        assert (known.status_code, known.url) == (unknown.status_code, unknown.url)
        assert len(mail.outbox) == 2  # the stranger is told by mail, where only she reads it

    def test_a_closed_account_gets_no_link(self, client, lars):
        lars.is_active = False
        lars.save()
        client.post(RESET, {"email": lars.email})
        assert "/konto/adgangskode/ny/" not in mail.outbox[0].body

    def test_the_mail_holds_a_link_to_our_own_address_and_no_name(self, client, lars):
        client.post(RESET, {"email": lars.email}, HTTP_HOST=configured.ALLOWED_HOSTS[0])
        [sent] = mail.outbox
        assert f"{configured.BASE_URL}/konto/adgangskode/ny/" in sent.body
        assert lars.fornavn not in sent.subject + sent.body

    def test_the_link_works_once(self, client, lars):
        choose_password(client, lars)
        link = re.search(r"https?://\S+", mail.outbox[0].body)[0]
        page = Client().get(link.removeprefix(configured.BASE_URL), follow=True)
        assert "Linket kan ikke bruges mere" in page.content.decode()

    def test_the_link_grows_old(self, client, at, lars):
        at("2026-11-23 09:00")
        client.post(RESET, {"email": lars.email})
        link = re.search(r"https?://\S+", mail.outbox[0].body)[0]
        at("2026-11-27 09:00")
        page = Client().get(link.removeprefix(configured.BASE_URL), follow=True)
        assert "Linket kan ikke bruges mere" in page.content.decode()

    @pytest.mark.parametrize("password", ["kort", "password1234", "larsvestersund"])
    def test_a_weak_password_is_refused(self, client, lars, password):
        lars.email = "larsvestersund@vestersund.example"
        lars.save()
        page = choose_password(client, lars, password)
        assert "Adgangskoden er gemt" not in page.content.decode()

    def test_changing_it_asks_for_the_old_one_and_ends_the_session(self, client, lars):
        log_in(client)
        change = {"password1": NEW_PASSWORD, "password2": NEW_PASSWORD}
        client.post("/konto/adgangskode/", change | {"oldpassword": "forkert-kode-i-dag"})
        assert is_in(client)
        client.post("/konto/adgangskode/", change | {"oldpassword": PASSWORD})
        assert not is_in(client)

    def test_a_dead_mail_server_is_told_and_tells_nothing(self, client, lars, monkeypatch):
        def refuse(*arguments, **options):
            raise ConnectionRefusedError

        monkeypatch.setattr("django.core.mail.EmailMultiAlternatives.send", refuse)
        known = client.post(RESET, {"email": lars.email})
        unknown = client.post(RESET, {"email": "ingen@vestersund.example"})
        assert known.status_code == unknown.status_code == 503
        assert visible_words(known) == visible_words(unknown)
        assert "Mailen er IKKE sendt" in visible_words(known)

    def test_asking_again_and_again_is_slowed(self, client, at, lars):
        at("2026-11-23 09:00")
        answers = [client.post(RESET, {"email": lars.email}) for _ in range(6)]
        assert len(mail.outbox) == 5
        assert answers[-1].status_code == 429
        assert "For mange forsøg" in answers[-1].content.decode()


class TestWhatIsMounted:
    def test_nobody_signs_up(self, client):
        before = Bruger.objects.count()
        page = client.post(
            "/konto/opret/", {"email": "ny@vestersund.example", "password1": PASSWORD}
        )
        assert "Du kan ikke oprette dig selv" in page.content.decode()
        assert Bruger.objects.count() == before

    @pytest.mark.parametrize(
        "name",
        [
            "account_email",
            "account_email_verification_sent",
            "account_set_password",
            "account_reauthenticate",
            "account_confirm_login_code",
            "account_request_login_code",
        ],
    )
    def test_what_we_do_not_use_has_no_address(self, name):
        with pytest.raises(NoReverseMatch):
            reverse(name)

    @pytest.mark.parametrize(
        "path",
        [
            "/konto/log-paa/",
            "/konto/lukket/",
            "/konto/opret/",
            "/konto/adgangskode/glemt/",
            "/konto/adgangskode/glemt/sendt/",
            "/konto/adgangskode/gemt/",
            "/konto/adgangskode/ny/1-abc-def/",
            "/tilgaengelighed/",
        ],
    )
    def test_these_pages_open_without_login(self, client, path):
        assert client.get(path).status_code == 200

    @pytest.mark.parametrize(
        "path",
        [
            "/",
            "/beskeder/",
            "/session/",
            "/kalender/",
            "/kalender/2027/",
            "/kalender/lukkedag/ny/",
            "/regler/",
            "/regler/akut.aabner/",
            "/regler/startvalg/vejle/",
            "/brugere/",
            "/brugere/1/",
            "/brugere/1/link/",
            "/log/",
            "/konto/adgangskode/",
        ],
    )
    @pytest.mark.parametrize("method", ["get", "post"])
    def test_and_these_do_not(self, client, path, method):
        answer = getattr(client, method)(path)
        assert answer.status_code == 302
        assert answer.url == f"/konto/log-paa/?next={path}"

    def test_the_limits_are_those_of_the_quality_bar(self, settings):
        assert settings.ACCOUNT_RATE_LIMITS["login_failed"].startswith("8/15m/key")
        assert timedelta(minutes=30).total_seconds() == settings.SESSION_IDLE_SECONDS
        assert timedelta(hours=10).total_seconds() == settings.SESSION_COOKIE_AGE
