"""Meetings: who must come, who chooses, who is busy, and what moves when a meeting moves."""

import datetime

import pytest
from django.core.exceptions import ValidationError

from faelles.models import AuditEvent, Besked
from plejefamilier import actions, moedeslags
from plejefamilier.models import Deltager, Moede, Moedeslags, Optaget
from tests.conftest import local
from tests.parallel import at_once
from tests.plejefamilier.moeder import (
    asked,
    call,
    kontaktpaedagog,
    parent_of,
)

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)


@pytest.fixture(autouse=True)
def _now(at):
    at("2027-01-04 08:00")


def codes(refused):
    """The codes of a refusal, by field."""
    error = refused.value
    if hasattr(error, "error_dict"):
        return {field: [one.code for one in some] for field, some in error.error_dict.items()}
    return error.code


# --- the kinds --------------------------------------------------------------------------------


def test_every_kind_of_meeting_says_what_it_needs():
    """A14, B25, D12, H4, V1, V2."""
    assert {*moedeslags.SLAGS} == {*Moedeslags}
    for slags in moedeslags.SLAGS.values():
        assert slags.dagsorden
        assert {*slags.kraever, *slags.foreslaar} <= {*moedeslags.PLADSER}


def test_the_opstartsmoede_needs_exactly_five_roles_and_a_reason_for_one_that_is_missing(
    barn, familie, konsulent, raadgiver, brohus
):
    """H3, B15."""
    # Given the five of them
    _, plads = kontaktpaedagog(barn, brohus)
    tina = parent_of(barn)
    grete = familie.plejeforaeldre.get()
    four = [
        asked("sagsbehandler", raadgiver),
        asked("plejefamilie", plejeforaelder=grete),
        asked("kontaktpaedagog", kredsrolle=plads),
        asked("konsulent", konsulent),
    ]
    facts = {"barn": barn, "plejefamilie": familie, "slags": "opstartsmoede"}

    # When only four are asked, then it says who is missing
    with pytest.raises(ValidationError) as refused:
        call(konsulent, "2027-01-13 10:00", deltagere=four, **facts)
    assert codes(refused) == {"mangler_begrundelse": ["mangler"]}
    assert "Biologisk familie mangler" in refused.value.messages[0]

    # … a reason will do, and so will the mother, without anybody having to be accepted by her
    call(
        konsulent,
        "2027-01-13 10:00",
        deltagere=four,
        mangler_begrundelse="Tina er indlagt.",
        **facts,
    )
    five = [*four, asked("biologisk_familie", foraelder=tina)]
    moede = call(konsulent, "2027-01-20 10:00", deltagere=five, **facts)
    assert sorted(moede.deltagere.values_list("plads", flat=True)) == sorted(
        ["sagsbehandler", "plejefamilie", "biologisk_familie", "kontaktpaedagog", "konsulent"]
    )
    assert moedeslags.SLAGS["opstartsmoede"].kraever == moedeslags.SLAGS["opstartsmoede"].foreslaar
    assert [punkt.titel for punkt in moede.punkter.all()] == [
        "Interesser og behov",
        "Hvem gør hvad",
        "Kommunikation med barnet og den biologiske familie",
        "Match mellem barn og plejefamilie",
    ]


# --- parents choose (R19, P13, P14) --------------------------------------------------------------


def test_with_parents_only_those_they_have_accepted_are_asked(barn, konsulent, raadgiver):
    """P13, R19."""
    tina = parent_of(barn)
    facts = {
        "barn": barn,
        "slags": "tvaerfagligt",
        "deltagere": [
            asked("biologisk_familie", foraelder=tina),
            asked("sagsbehandler", raadgiver),
        ],
    }
    with pytest.raises(ValidationError) as refused:
        call(konsulent, "2027-01-13 10:00", **facts)
    assert codes(refused) == {"accepteret_paa": ["accept"]}

    moede = call(konsulent, "2027-01-13 10:00", accepteret_paa=datetime.date(2027, 1, 2), **facts)
    accepted = dict(moede.deltagere.values_list("plads", "accepteret_paa"))
    assert accepted == {
        "biologisk_familie": None,
        "sagsbehandler": datetime.date(2027, 1, 2),
    }
    # nobody slips in later without their word
    with pytest.raises(ValidationError) as refused:
        call(konsulent, "2027-01-14 10:00", accepteret_paa=datetime.date(2027, 1, 5), **facts)
    assert codes(refused) == {"accepteret_paa": ["accept"]}


def test_without_parents_the_meeting_says_so_and_why(barn, konsulent, raadgiver):
    """P14, R19."""
    facts = {"barn": barn, "slags": "tvaerfagligt", "deltagere": [asked("konsulent", konsulent)]}
    with pytest.raises(ValidationError) as refused:
        call(konsulent, "2027-01-13 10:00", **facts)
    assert codes(refused) == {"kun_fagfolk": ["foraeldre"]}

    with pytest.raises(ValidationError) as refused:
        call(konsulent, "2027-01-13 10:00", kun_fagfolk=True, **facts)
    assert codes(refused) == {"formaal": ["formaal"]}

    formaal = "Ens tilgang til Elias"
    tina = parent_of(barn)
    with pytest.raises(ValidationError) as refused:
        call(
            konsulent,
            "2027-01-13 10:00",
            kun_fagfolk=True,
            formaal=formaal,
            **{**facts, "deltagere": [asked("biologisk_familie", foraelder=tina)]},
        )
    assert codes(refused) == {"deltagere": ["foraeldre"]}
    assert call(konsulent, "2027-01-13 10:00", kun_fagfolk=True, formaal=formaal, **facts).pk


def test_a_meeting_for_professionals_lists_no_family(barn, familie, konsulent):
    """V2, F21."""
    grete = asked("plejefamilie", plejeforaelder=familie.plejeforaeldre.get())
    for slags in ("introduktion", "sparring"):
        with pytest.raises(ValidationError) as refused:
            call(
                konsulent,
                "2027-01-13 10:00",
                barn=barn,
                slags=slags,
                deltagere=[grete],
                formaal="Samme rammer",
            )
        assert codes(refused) == {"deltagere": ["foraeldre"]}


def test_the_placement_site_is_not_in_the_very_first_meeting_with_the_parents(
    barn, familie, konsulent
):
    """V3: a warning; afterwards they may come."""
    tina = asked("biologisk_familie", foraelder=parent_of(barn))
    grete = asked("plejefamilie", plejeforaelder=familie.plejeforaeldre.get())
    facts = {"barn": barn, "plejefamilie": familie, "slags": "foraeldremoede"}
    facts["accepteret_paa"] = datetime.date(2027, 1, 4)
    with pytest.raises(ValidationError) as refused:
        call(konsulent, "2027-01-13 10:00", deltagere=[tina, grete], **facts)
    assert codes(refused) == "foerste_moede"
    call(konsulent, "2027-01-13 10:00", deltagere=[tina], **facts)
    assert call(konsulent, "2027-01-20 10:00", deltagere=[tina, grete], **facts).pk
    assert call(
        konsulent,
        "2027-01-12 10:00",
        deltagere=[tina, grete],
        bekraeft=frozenset({"foerste_moede"}),
        **facts,
    ).pk


def test_at_home_only_when_the_family_wishes_it(familie, konsulent):
    """F4, scenario 1.6, D6."""
    grete = asked("plejefamilie", plejeforaelder=familie.plejeforaeldre.get())
    facts = {"plejefamilie": familie, "slags": "supervision_hjemme", "sted": "hjemme"}
    with pytest.raises(ValidationError) as refused:
        call(konsulent, "2027-01-13 10:00", deltagere=[grete], **facts)
    assert codes(refused) == {"hjemme_oensket_paa": ["hjemme"]}
    wish = datetime.date(2027, 1, 3)
    assert call(
        konsulent, "2027-01-13 10:00", deltagere=[grete], hjemme_oensket_paa=wish, **facts
    ).pk


def test_the_familys_address_is_refused_as_a_place(familie, konsulent):
    """W5: a place stands in the mail."""
    street = familie.adresse.partition(",")[0].upper()
    with pytest.raises(ValidationError) as refused:
        call(
            konsulent,
            "2027-01-13 10:00",
            plejefamilie=familie,
            sted="andet",
            sted_tekst=f"Hos dem på {street}",
        )
    assert codes(refused) == {"sted_tekst": ["sted"]}


# --- busy (R16) ----------------------------------------------------------------------------------


def test_a_professional_is_in_one_place_at_a_time_half_open(barn, konsulent, kollega):
    """R16: the name, not what with."""
    call(
        konsulent,
        "2027-03-10 10:00",
        barn=barn,
        titel="Hemmeligt",
        deltagere=[asked("konsulent", konsulent), asked("anden", kollega)],
    )
    with pytest.raises(ValidationError) as refused:
        call(
            konsulent,
            "2027-03-10 10:30",
            barn=barn,
            deltagere=[asked("anden", kollega)],
        )
    assert codes(refused) == {"deltagere": ["optaget"]}
    assert refused.value.messages == [
        "Mette Lindqvist er optaget onsdag 10. marts kl. 10.30–11.30. Vælg et andet tidspunkt."
    ]
    assert Moede.objects.count() == 1
    assert call(konsulent, "2027-03-10 11:00", barn=barn).pk
    assert call(konsulent, "2027-03-10 09:00", barn=barn).pk


def test_a_cancelled_meeting_and_an_apology_give_the_time_back(barn, konsulent, kollega):
    people = [asked("konsulent", konsulent), asked("anden", kollega)]
    moede = call(konsulent, "2027-03-10 10:00", barn=barn, deltagere=people)
    plads = moede.deltagere.get(bruger=kollega)
    actions.answer_moede(by=kollega, deltager=plads, svar="afbud")
    other = call(konsulent, "2027-03-10 10:00", barn=barn, deltagere=people[1:])
    with pytest.raises(ValidationError) as refused:
        actions.answer_moede(by=kollega, deltager=plads, svar="kommer")
    assert codes(refused) == {"deltagere": ["optaget"]}
    actions.cancel_moede(by=konsulent, moede=other, version=1, begrundelse="Sygdom")
    actions.answer_moede(by=kollega, deltager=plads, svar="kommer")
    assert Optaget.objects.filter(bruger=kollega).count() == 1
    # the one who called it hears of the apology once
    assert konsulent.beskeder.filter(key__startswith="moedeafbud-").count() == 1


def test_a_family_may_split_when_it_is_confirmed(familie, konsulent, kollega):
    """R16: a warning for a family."""
    grete = [asked("plejefamilie", plejeforaelder=familie.plejeforaeldre.get())]
    facts = {"plejefamilie": familie, "slags": "statusmoede", "deltagere": grete}
    call(konsulent, "2027-03-10 10:00", **facts)
    with pytest.raises(ValidationError) as refused:
        call(konsulent, "2027-03-10 10:30", **facts)
    assert codes(refused) == "familie_optaget"
    confirmed = call(
        konsulent, "2027-03-10 10:30", bekraeft=frozenset({"familie_optaget"}), **facts
    )
    assert confirmed.overlap_bekraeftet
    assert call(konsulent, "2027-03-10 11:30", **facts).pk


# --- moving and cancelling ---------------------------------------------------------------------


def test_moving_takes_the_time_the_reminders_and_the_answers_along(barn, konsulent, kollega):
    moede = call(
        konsulent,
        "2027-03-10 10:00",
        barn=barn,
        deltagere=[asked("konsulent", konsulent), asked("anden", kollega)],
    )
    actions.answer_moede(by=kollega, deltager=moede.deltagere.get(bruger=kollega), svar="kommer")
    actions.move_moede(
        by=konsulent,
        moede=moede,
        version=1,
        start=local("2027-03-17 10:00"),
        slut=local("2027-03-17 11:00"),
    )
    assert {*Optaget.objects.values_list("start", flat=True)} == {local("2027-03-17 10:00")}
    due = Besked.objects.undelivered().filter(to=kollega, key__startswith="moede-")
    assert sorted(due.values_list("due_at", flat=True)) == [
        local("2027-03-10 08:00"),
        local("2027-03-16 08:00"),
    ]
    assert moede.deltagere.get(bruger=kollega).svar == Deltager.Svar.VENTER
    with pytest.raises(ValidationError) as refused:
        actions.move_moede(
            by=konsulent,
            moede=moede,
            version=1,
            start=local("2027-03-18 10:00"),
            slut=local("2027-03-18 11:00"),
        )
    assert codes(refused) == "stale"


def test_cancelling_needs_a_reason_and_takes_the_reminders_back(barn, konsulent):
    moede = call(konsulent, "2027-03-10 10:00", barn=barn)
    with pytest.raises(ValidationError) as refused:
        actions.cancel_moede(by=konsulent, moede=moede, version=1, begrundelse="  ")
    assert codes(refused) == {"begrundelse": ["begrundelse"]}
    actions.cancel_moede(by=konsulent, moede=moede, version=1, begrundelse="Sygdom")
    assert not Besked.objects.undelivered().filter(key__startswith="moede-").exists()
    assert not Optaget.objects.exists()
    with pytest.raises(ValidationError) as refused:
        actions.cancel_moede(by=konsulent, moede=moede, version=2, begrundelse="Igen")
    assert codes(refused) == "aflyst"
    events = AuditEvent.objects.filter(objekt=str(moede.pk), slags="plejefamilier.moede")
    assert [*events.order_by("pk").values_list("event", flat=True)] == [
        "moede.indkaldt",
        "moede.aflyst",
    ]


def test_a_meeting_in_the_past_is_refused(barn, konsulent):
    with pytest.raises(ValidationError) as refused:
        call(konsulent, "2027-01-04 07:59", barn=barn)
    assert codes(refused) == {"dato": ["fortid"]}


def test_participants_come_and_go_each_once(barn, konsulent, kollega, raadgiver):
    moede = call(konsulent, "2027-03-10 10:00", barn=barn)
    both = [asked("konsulent", konsulent), asked("anden", kollega), asked("anden", kollega)]
    actions.update_deltagere(by=konsulent, moede=moede, version=1, deltagere=both)
    actions.update_deltagere(by=konsulent, moede=moede, version=2, deltagere=both[:1])
    assert Optaget.objects.get().bruger == konsulent
    assert not Moede.objects.visible_to(kollega).filter(pk=moede.pk).exists()
    actions.update_deltagere(by=konsulent, moede=moede, version=3, deltagere=both)
    assert moede.deltagere.present().count() == 2
    assert moede.deltagere.count() == 2


def test_somebody_of_the_circle_who_calls_a_meeting_is_in_it_herself(barn, brohus):
    """Access follows the circle: she does not keep the meeting when she has left it."""
    amira, plads = kontaktpaedagog(barn, brohus)
    moede = call(amira, "2027-03-10 10:00", barn=barn, deltagere=[asked("anden", navn="Else")])
    assert moede.deltagere.get(kredsrolle=plads).bruger == amira
    assert Moede.objects.editable_by(amira).filter(pk=moede.pk).exists()
    plads.til = datetime.date(2027, 1, 3)
    plads.save()
    assert not Moede.objects.visible_to(amira).filter(pk=moede.pk).exists()
    with pytest.raises(ValidationError) as refused:
        call(amira, "2027-03-11 10:00", barn=barn, deltagere=[asked("anden", navn="Else")])
    assert codes(refused) == "kreds"


@pytest.mark.django_db(transaction=True)
def test_fifty_at_once_book_one_place_in_time(barn, konsulent):
    """R16 under pressure: the database refuses all but one."""
    answers = at_once(50, lambda number: call(konsulent, "2027-03-10 10:00", barn=barn))
    booked = [answer for answer in answers if isinstance(answer, Moede)]
    refused = [answer for answer in answers if isinstance(answer, ValidationError)]
    assert (len(booked), len(refused)) == (1, 49), answers
    assert Optaget.objects.count() == Moede.objects.count() == 1
