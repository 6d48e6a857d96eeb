"""The family page: facts, the protected address, people, absence, and one timeline."""

import datetime
import time
import uuid

import pytest

from akuttelefon.models import Henvendelse
from faelles.models import AuditEvent
from plejefamilier import forloeb
from plejefamilier.models import Anbringelse, Belastning, Konsulenttildeling, Kursustid
from plejefamilier.queries import familieforloeb as page
from tests.conftest import DANMARK, local
from tests.factories import BarnFactory, FravaerFactory, PlejefamilieFactory, log_opkald
from tests.plejefamilier.sider import search, text_of, url

pytestmark = pytest.mark.django_db

SECRET = "Skjulestedet 7, 9999 Vestersund"


@pytest.fixture
def logged_in(client, konsulent):
    client.force_login(konsulent)
    return client


@pytest.fixture
def protected(familie):
    familie.adresse, familie.adresse_beskyttet = SECRET, True
    familie.save()
    return familie


# --- the protected address ----------------------------------------------------------------------


@pytest.mark.parametrize("who", ["konsulent", "teamleder", "raadgiver"])
def test_a_protected_address_stands_on_no_page(
    who, request, client, protected, barn, raadgiver, akutvagt
):
    # Given a family with a protected address, and a call of theirs
    barn.myndighedsraadgiver = raadgiver
    barn.save()
    opkald = log_opkald(by=akutvagt, plejefamilie=protected)
    client.force_login(request.getfixturevalue(who))

    # When every page that shows the family is opened
    addresses = [
        url("plejefamilie_detail", protected.pk),
        url("plejefamilie_detail", protected.pk) + "?foer=1700000000000000-0",
        url("plejefamilie_update", protected.pk),
        url("plejefamilie_end", protected.pk),
        url("barn_detail", barn.pk),
        url("barn_create", protected.pk),
        url("konsulent_assign", protected.pk),
        url("plejefamilie_list"),
        url("uden_konsulent"),
        opkald.get_absolute_url(),
    ]
    pages = [client.get(address) for address in addresses]
    pages += [search(client, text) for text in ("bruun", "Skjulestedet", "9999")]

    # Then the address is on none of them, and cannot be searched for
    for response in pages:
        assert "Skjulestedet 7" not in text_of(response), response.request["PATH_INFO"]
    assert pages[-2].context["side"].raekker == []
    assert "Vis (logges)" in text_of(pages[0])


@pytest.mark.parametrize("who", ["konsulent", "teamleder", "raadgiver"])
def test_the_address_is_shown_after_a_logged_reason(
    who, request, client, protected, barn, raadgiver
):
    barn.myndighedsraadgiver = raadgiver
    barn.save()
    bruger = request.getfixturevalue(who)
    client.force_login(bruger)

    # When no reason is given, Then nothing is shown
    address = url("plejefamilie_adresse", protected.pk)
    for grund in ("", "   ", "\0"):
        assert SECRET not in text_of(client.post(address, {"grund": grund}))
    assert not AuditEvent.objects.filter(event="plejefamilie.adresse_vist").exists()

    # When a reason is given, Then the answer shows it and the log knows why
    assert SECRET in text_of(client.post(address, {"grund": "Brev om samvær"}))
    line = AuditEvent.objects.get(event="plejefamilie.adresse_vist")
    assert (line.bruger_id, line.formaal, line.objekt) == (
        bruger.pk,
        "Brev om samvær",
        str(protected.pk),
    )
    assert SECRET not in str(line.data)


@pytest.mark.parametrize("who", ["akutvagt", "administrator", "revisor"])
def test_others_are_refused(who, request, client, protected):
    client.force_login(request.getfixturevalue(who))
    response = client.post(url("plejefamilie_adresse", protected.pk), {"grund": "Brev"})
    assert response.status_code == 403
    assert SECRET not in text_of(response)


def test_the_form_of_a_protected_family_keeps_the_address_unseen(logged_in, protected):
    # When other facts are saved with the address left empty
    response = logged_in.post(
        url("plejefamilie_update", protected.pk), facts_of(protected, telefon="11 22 33 44")
    )

    # Then it is kept
    assert response.status_code == 302
    protected.refresh_from_db()
    assert (protected.telefon, protected.adresse) == ("11223344", SECRET)

    # When a new one is typed, Then it replaces the old
    logged_in.post(url("plejefamilie_update", protected.pk), facts_of(protected, adresse="Nyvej 2"))
    protected.refresh_from_db()
    assert protected.adresse == "Nyvej 2"


def test_a_stale_save_of_a_protected_family_does_not_show_the_address(logged_in, protected):
    stale = facts_of(protected, adresse="Nyvej 2")
    logged_in.post(
        url("plejefamilie_update", protected.pk), facts_of(protected, telefon="11223344")
    )
    response = logged_in.post(url("plejefamilie_update", protected.pk), stale)
    assert response.status_code == 409
    assert SECRET not in text_of(response)
    assert "Nyvej 2" in text_of(response)


def facts_of(familie, **changes):
    """What the browser posts from the form of the family's facts."""
    return {
        "version": familie.version,
        "navn": familie.navn,
        "telefon": familie.telefon,
        "adresse": "" if familie.adresse_beskyttet else familie.adresse,
        **({"adresse_beskyttet": "on"} if familie.adresse_beskyttet else {}),
        "nummer": familie.nummer,
        **changes,
    }


# --- facts and people ----------------------------------------------------------------------------


def test_facts_people_and_phones(logged_in, kommune, familie, barn, raadgiver):
    barn.myndighedsraadgiver = raadgiver
    barn.save()
    familie.plejeforaeldre.update(telefon="12345678")
    page = text_of(logged_in.get(url("plejefamilie_detail", familie.pk)))
    assert "Grete og Poul Bruun" in page
    assert "Forstærket (§ 43)" in page
    assert "3 børn · 2 ledige pladser" in page
    assert 'href="tel:+4512345678"' in page
    assert familie.adresse in page
    assert "Myndighedsrådgiver for Noah" in page
    assert url("barn_detail", barn.pk) in page


def test_the_title_holds_no_name(logged_in, familie, barn):
    for address in (url("plejefamilie_detail", familie.pk), url("barn_detail", barn.pk)):
        page = text_of(logged_in.get(address))
        title = page[page.index("<title>") : page.index("</title>")]
        assert "Bruun" not in title
        assert "Noah" not in title


@pytest.mark.parametrize(
    ("stand_in", "sentence"),
    [
        (
            True,
            "Lars er væk til og med tirsdag 5. januar 2027. Mette er stedfortræder.",
        ),
        (
            False,
            "Lars er væk til og med tirsdag 5. januar 2027. Der er ingen stedfortræder. "
            "Teamlederen tager sig af det, der haster.",
        ),
    ],
)
def test_absence_of_the_konsulent_is_told(
    at, client, stand_in, sentence, konsulent, kollega, teamleder, familie
):
    at("2026-12-28 09:00")
    FravaerFactory(
        bruger=konsulent,
        fra="2026-12-28",
        til="2027-01-05",
        stedfortraeder=kollega if stand_in else None,
    )
    client.force_login(teamleder)
    assert sentence in text_of(client.get(url("plejefamilie_detail", familie.pk)))
    shown = client.get(url("uden_konsulent")).context["vaek"]
    assert bool(shown) is not stand_in


def test_who_changes_nothing_sees_no_buttons(client, raadgiver, familie, barn, konsulent):
    barn.myndighedsraadgiver = raadgiver
    barn.save()
    buttons = ("Ret oplysninger", "Anbring et barn", "Afslut plejefamilien", "Tilføj plejeforælder")
    client.force_login(raadgiver)
    page = text_of(client.get(url("plejefamilie_detail", familie.pk)))
    assert not [button for button in buttons if button in page]
    client.force_login(konsulent)
    page = text_of(client.get(url("plejefamilie_detail", familie.pk)))
    assert [button for button in buttons if button in page] == [*buttons]


def test_a_raadgiver_does_not_read_the_past_of_other_children(
    client, kommune, familie, barn, raadgiver, konsulent
):
    # Given a child that left, and why
    barn.myndighedsraadgiver = raadgiver
    barn.save()
    gone = BarnFactory(kommune=kommune, navn="Sofie Prøvesen")
    Anbringelse.objects.create(
        barn=gone,
        plejefamilie=familie,
        slags="doegn",
        grundlag="samtykke",
        fra="2021-01-01",
        til="2022-01-01",
        slutaarsag="sammenbrud",
        slutnotat="Det gik ikke længere.",
    )
    Konsulenttildeling.objects.update(begrundelse="Kollegaen er syg")

    # Then the konsulent reads it all, and the other child's rådgiver does not
    client.force_login(konsulent)
    page = text_of(client.get(url("plejefamilie_detail", familie.pk)))
    assert "Sofie flyttede" in page
    assert "Sammenbrud" in page
    assert url("barn_detail", gone.pk) not in page  # her history is here, her file is not
    assert "Kollegaen er syg" in page
    client.force_login(raadgiver)
    page = text_of(client.get(url("plejefamilie_detail", familie.pk)))
    assert "Noah flyttede ind" in page
    for hidden in ("Sofie", "Sammenbrud", "Det gik ikke længere", "Kollegaen er syg"):
        assert hidden not in page


# --- the timeline ---------------------------------------------------------------------------------


def _titles(response):
    return [linje.haendelse.titel for linje in response.context["linjer"]]


def test_everything_about_the_family_in_one_line_of_time(
    at, client, kommune, konsulent, kollega, akutvagt, familie, barn
):
    # Given placements, a change of konsulent, a grown-up who left, and a call
    at("2026-11-23 10:00")
    Konsulenttildeling.objects.filter(plejefamilie=familie).update(til="2024-02-29")
    Konsulenttildeling.objects.create(
        plejefamilie=familie, konsulent=kollega, fra="2024-03-10", begrundelse="Flere familier"
    )
    gone = BarnFactory(kommune=kommune, navn="Sofie Prøvesen")
    Anbringelse.objects.create(
        barn=gone,
        plejefamilie=familie,
        slags="aflastning",
        grundlag="samtykke",
        fra="2021-03-01",
        til="2023-08-14",
        slutaarsag="hjemgivelse",
        slutnotat="Hjem til sin mor.",
    )
    coming = BarnFactory(kommune=kommune, navn="Ida Prøvesen")
    Anbringelse.objects.create(
        barn=coming, plejefamilie=familie, slags="doegn", grundlag="samtykke", fra="2026-12-01"
    )
    familie.plejeforaeldre.update(fratraadt_paa="2022-05-01")
    log_opkald(by=akutvagt, plejefamilie=familie, start=local("2026-11-21 02:40"))
    client.force_login(kollega)

    # When the page is opened
    response = client.get(url("plejefamilie_detail", familie.pk))

    # Then the newest stands first, what comes above it, and the years between
    assert _titles(response) == [
        "Ida flytter ind",
        "Akutopkald kl. 02.40",
        "Mette Lindqvist blev fast konsulent",
        "Familien havde ingen fast konsulent fra denne dag",
        "Sofie stoppede i aflastning",
        "Ane Bruun er ikke længere plejeforælder",
        "Sofie begyndte i aflastning",
        "Noah flyttede ind",
        "Lars Holt blev fast konsulent",
        "Familien blev godkendt",
    ]
    lines = response.context["linjer"]
    assert lines[0].kommende
    assert [linje.aar for linje in lines if linje.aar] == [2024, 2023, 2022, 2021, 2020]
    assert [chip.label for chip in response.context["chips"]] == [
        "Alt (10)",
        "Børn (4)",
        "Fast konsulent (3)",
        "Familien (2)",
        "Opkald (1)",
    ]
    assert "Hjem til sin mor." in text_of(response)


def test_a_chip_shows_one_kind(logged_in, familie, barn):
    response = logged_in.get(url("plejefamilie_detail", familie.pk), {"vis": "konsulent"})
    assert _titles(response) == ["Lars Holt blev fast konsulent"]
    assert [chip.label for chip in response.context["chips"] if chip.valgt] == [
        "Fast konsulent (1)"
    ]
    unknown = logged_in.get(url("plejefamilie_detail", familie.pk), {"vis": "<script>"})
    assert len(_titles(unknown)) == 3


def test_older_than_the_newest_stand_behind_a_link(logged_in, familie, monkeypatch):
    # Given a room that knows 60 things about the family
    many = [
        forloeb.Haendelse(datetime.date(2021, 1, 1) + datetime.timedelta(n), f"Nr. {n}", "edit")
        for n in range(60)
    ]
    monkeypatch.setattr(forloeb, "_kilder", [forloeb.Kilde("prøve", "Prøver", lambda *_: many)])

    # Then the newest are shown, and the link tells how many more there are
    response = logged_in.get(url("plejefamilie_detail", familie.pk))
    assert _titles(response)[:2] == ["Nr. 59", "Nr. 58"]
    assert len(_titles(response)) == page.NEWEST
    assert "Vis 37 ældre hændelser" in text_of(response)

    # And the link leads to the rest, with a way back
    rest = logged_in.get(
        url("plejefamilie_detail", familie.pk) + response.context["aeldre_url"].partition("#")[0]
    )
    assert _titles(rest)[:2] == ["Nr. 34", "Nr. 33"]
    assert "Vis de nyeste" in text_of(rest)
    last = logged_in.get(
        url("plejefamilie_detail", familie.pk) + rest.context["aeldre_url"].partition("#")[0]
    )
    assert len(_titles(last)) == 12
    assert last.context["aeldre_url"] == ""


def test_what_is_next_comes_from_the_rooms_most_urgent_first(at, logged_in, familie, monkeypatch):
    at("2026-06-01 10:00")

    def duties(bruger, plejefamilie):
        return [
            forloeb.Opgave(
                f"Opgave {day}",
                "Derfor.",
                "/",
                datetime.date(2026, 12, day),
                "today",
                knap="Gør det",
                pille="Frist i dag",
            )
            for day in (9, 2)
        ]

    monkeypatch.setattr(forloeb, "_opgaver", [(duties, None)])
    response = logged_in.get(url("plejefamilie_detail", familie.pk))
    assert [opgave.titel for opgave in response.context["opgaver"]] == ["Opgave 2", "Opgave 9"]
    page = text_of(response)
    assert page[page.index("<main") : page.index("</main>")].count("button-primary") == 1


def test_nothing_to_do_is_said_calmly(at, logged_in, familie):
    at("2026-06-01 10:00")
    assert "Ingen opgaver lige nu" in text_of(logged_in.get(url("plejefamilie_detail", familie.pk)))


# --- the log and the number of queries ------------------------------------------------------------


@pytest.mark.parametrize(
    ("who", "purpose"),
    [
        ("konsulent", "fast konsulent"),
        ("teamleder", "leder af teamet"),
        ("raadgiver", "rådgiver for barnet"),
    ],
)
def test_every_opening_is_logged_with_its_purpose(
    who, purpose, request, client, familie, barn, raadgiver
):
    barn.myndighedsraadgiver = raadgiver
    barn.save()
    bruger = request.getfixturevalue(who)
    client.force_login(bruger)
    client.get(url("plejefamilie_detail", familie.pk))
    line = AuditEvent.objects.get(event="plejefamilie.laest")
    assert (line.bruger_id, line.familie_id, line.formaal) == (bruger.pk, familie.pk, purpose)
    client.get(url("barn_detail", barn.pk))
    line = AuditEvent.objects.get(event="barn.laest")
    assert (line.bruger_id, line.objekt, line.formaal) == (bruger.pk, str(barn.pk), purpose)


def test_no_reading_without_the_log(logged_in, familie, monkeypatch):
    def broken(*args, **kwargs):
        raise RuntimeError("The log is away.")

    monkeypatch.setattr("faelles.audit.record", broken)
    with pytest.raises(RuntimeError):
        logged_in.get(url("plejefamilie_detail", familie.pk))


@pytest.mark.parametrize("rows", [1, 3])
def test_the_page_uses_twelve_queries_for_one_event_and_for_three(
    rows, logged_in, kommune, akutvagt, familie, django_assert_max_num_queries
):
    for _ in range(rows):
        BarnFactory(kommune=kommune, plejefamilie=familie)
        log_opkald(by=akutvagt, plejefamilie=familie)
        familie.plejeforaeldre.create(navn="En til")
    logged_in.get(url("plejefamilie_list"))
    with django_assert_max_num_queries(12):
        response = logged_in.get(url("plejefamilie_detail", familie.pk))
    assert len(_titles(response)) == 2 + 2 * rows


def test_a_family_of_nothing_still_has_a_page(client, team, teamleder):
    empty = PlejefamilieFactory(team=team, navn="Holm", telefon="")
    empty.plejeforaeldre.all().delete()
    client.force_login(teamleder)
    response = client.get(url("plejefamilie_detail", empty.pk))
    assert response.status_code == 200
    assert "Ingen børn nu" in text_of(response)
    assert "Vælg fast konsulent" in text_of(response)


# --- ten years of history ------------------------------------------------------------------------


@pytest.fixture
def ten_years(at, familie, konsulent, akutvagt):
    """A family with 600 rows from ten years: strain, training, urgent contacts and calls."""
    at("2026-11-22 10:00")
    start, voksen = local("2016-12-01 09:00"), familie.plejeforaeldre.get()
    moments = [start + datetime.timedelta(days=18 * number) for number in range(200)]
    Belastning.objects.bulk_create(
        Belastning(
            plejefamilie=familie, dato=moment.date(), score=5, kilde="familien", by=konsulent
        )
        for moment in moments
    )
    Kursustid.objects.bulk_create(
        Kursustid(
            plejeforaelder=voksen,
            dato=moment.date(),
            minutter=90,
            titel="Oplæg",
            kilde=f"oplaeg-{number}",
        )
        for number, moment in enumerate(moments)
    )
    Henvendelse.objects.bulk_create(
        Henvendelse(
            plejefamilie=familie,
            modtaget_af=konsulent,
            slags="dagtid",
            start=moment,
            tekst="Ringede.",
            idempotency_key=uuid.uuid4(),
        )
        for moment in moments
    )
    for moment in moments[-3:]:
        log_opkald(by=akutvagt, plejefamilie=familie, start=moment)
    return familie


def test_ten_years_cost_no_more_than_one_day(ten_years, logged_in, django_assert_max_num_queries):
    logged_in.get(url("plejefamilie_list"))
    begun = time.process_time()
    with django_assert_max_num_queries(12):
        response = logged_in.get(url("plejefamilie_detail", ten_years.pk))
    assert time.process_time() - begun < 2  # seconds of CPU, on a slow machine
    assert len(_titles(response)) == page.NEWEST
    assert "Belastning (200)" in [chip.label for chip in response.context["chips"]]


def test_every_event_is_on_exactly_one_page(ten_years, logged_in):
    # When one follows »Vis ældre« to the end, with many events of the same days
    seen, query = [], ""
    while True:
        response = logged_in.get(url("plejefamilie_detail", ten_years.pk) + query)
        seen += [
            (linje.haendelse.tid, linje.haendelse.titel) for linje in response.context["linjer"]
        ]
        query = response.context["aeldre_url"].partition("#")[0]
        if not query:
            break
    # Then nothing is missing and nothing is twice: 600 rows, three calls, two of the family's own
    assert len(seen) == 605
    days = [
        tid.astimezone(DANMARK).date() if isinstance(tid, datetime.datetime) else tid
        for tid, _ in seen
    ]
    assert days == sorted(days, reverse=True)


@pytest.mark.parametrize("foer", ["x", "1-", "-1", "9" * 30 + "-1", "1²-0", "0-0"])
def test_a_made_up_place_in_the_timeline_breaks_nothing(foer, logged_in, familie):
    response = logged_in.get(url("plejefamilie_detail", familie.pk), {"foer": foer})
    assert response.status_code == 200


def test_the_readers_own_duties_about_the_family_stand_on_its_page(at, logged_in, familie):
    at("2026-11-22 10:00")
    response = logged_in.get(url("plejefamilie_detail", familie.pk))
    (duty,) = response.context["opgaver"]
    assert (duty.titel, duty.knap, duty.frist) == (
        "Kursusdage i 2026 mangler",
        "Se kurserne",
        datetime.date(2026, 12, 31),
    )
