"""What could be lost between two acts: a mail, a duty, a family that is in a group twice."""

import datetime

import pytest
from django.core import mail
from django.core.exceptions import ValidationError
from django.urls import reverse
from pytest_django.asserts import assertContains, assertNotContains

from faelles.access import Rolle
from faelles.actions.bruger import deactivate_bruger
from faelles.models import AuditEvent, Besked
from netvaerk.actions.gruppe import close_gruppe, update_gruppe
from netvaerk.actions.gruppemoede import cancel_moede, move_moede, plan_moeder
from netvaerk.actions.gruppepost import deliver_gruppebeskeder
from netvaerk.actions.medlemskab import answer_forslag, end_medlemskab, propose_familie
from netvaerk.actions.mentorskab import (
    first_opfoelgning,
    follow_up_mentorskab,
    update_mentorskab,
)
from netvaerk.models import Gruppebesked, Medlemskab, Mentorspoergsmaal
from netvaerk.queries.forslag import by_key, candidates, with_distances
from netvaerk.queries.gruppe import with_rights
from netvaerk.queries.gruppe_naeste import next_of
from netvaerk.queries.gruppemoede import expected_for
from netvaerk.stoerrelse import Graenser
from plejefamilier.actions import end_plejefamilie
from plejefamilier.pligter import of_bruger
from tests.conftest import local
from tests.factories import BrugerFactory, PlejefamilieFactory, TeamFactory
from tests.netvaerk.fakta import (
    make_forslag,
    make_mentorprofil,
    make_mentorskab,
    make_spoergsmaal,
)
from tests.netvaerk.gruppefakta import (
    NOW,
    PLACE,
    RHYTHM,
    begun,
    evenings,
    make_amira,
    make_familier,
)

D = datetime.date
AFTER = "2027-01-06 08:30"
NAVNE = ("Winther, Ane", "Kjær, Bo", "Brandt, Cia", "Dam, Eva")
TID = Medlemskab.Slutaarsag.TID


@pytest.fixture
def amira(at, kommune, brohus):
    at(NOW)
    return make_amira(kommune, brohus)


@pytest.fixture
def gruppe(amira, kommune, team, konsulent):
    familier = make_familier(team, konsulent, NAVNE)
    return begun(kommune, facilitator=amira, ansvarlig=konsulent, familier=familier)


@pytest.fixture
def moeder(gruppe, amira):
    return plan_moeder(by=amira, gruppe=gruppe, tider=evenings(), **RHYTHM, **PLACE)


def duties(bruger, day):
    return [row.slags for row in of_bruger(bruger, day, limit=20)]


def first_of(gruppe):
    return gruppe.medlemskaber.order_by("pk").first()


def sent():
    """(subject, receiver) of what has been mailed to foster parents."""
    while deliver_gruppebeskeder():
        pass
    out = [one for one in mail.outbox if one.to[0].endswith("@familie.example")]
    mail.outbox.clear()
    return [(one.subject, one.to[0]) for one in out]


# --- a family that leaves later -------------------------------------------------------------------


def test_a_family_that_leaves_later_is_not_in_the_group_twice(gruppe, amira, konsulent, moeder):
    medlem = first_of(gruppe)
    end_medlemskab(by=konsulent, medlemskab=medlem, til=D(2027, 3, 31), slutaarsag=TID)
    again = {"by": konsulent, "gruppe": gruppe, "plejefamilie": medlem.plejefamilie}
    with pytest.raises(ValidationError) as refused:
        propose_familie(**again, ja_paa=D(2026, 12, 1), fra=D(2027, 3, 31))
    assert refused.value.error_dict["fra"][0].code == "allerede"
    assert Medlemskab.objects.active(D(2027, 3, 31)).filter(gruppe=gruppe).count() == 4
    row = propose_familie(**again, ja_paa=D(2026, 12, 1), fra=D(2027, 4, 1))
    assert row.fra == D(2027, 4, 1)


def test_the_end_of_a_family_is_the_end_of_a_membership_that_was_to_end_later(gruppe, konsulent):
    medlem = first_of(gruppe)
    end_medlemskab(by=konsulent, medlemskab=medlem, til=D(2027, 3, 31), slutaarsag=TID)
    medlem.plejefamilie.anbringelser.all().delete()
    end_plejefamilie(
        by=konsulent,
        plejefamilie=medlem.plejefamilie,
        ophoert_paa=D(2026, 12, 1),
        ophoersgrund="Flytter",
    )
    medlem.refresh_from_db()
    assert (medlem.til, medlem.slutaarsag) == (D(2026, 12, 1), Medlemskab.Slutaarsag.OPHOERT)


def test_in_a_closed_group_nobody_stays_until_later(gruppe, konsulent, amira):
    medlem = first_of(gruppe)
    end_medlemskab(by=konsulent, medlemskab=medlem, til=D(2027, 3, 31), slutaarsag=TID)
    close_gruppe(by=amira, gruppe=gruppe, paa=D(2026, 12, 1), fordi="andet")
    medlem.refresh_from_db()
    assert medlem.til == D(2026, 12, 1)
    assert AuditEvent.objects.filter(event="medlemskab.slut", data__gruppe=gruppe.pk).count() == 5


# --- mails ----------------------------------------------------------------------------------------


def test_another_facilitator_does_not_swallow_the_mail_that_a_meeting_is_moved(
    gruppe, amira, konsulent, moeder
):
    sent()
    start, slut = local("2027-01-12 19:00"), local("2027-01-12 21:00")
    move_moede(by=amira, moede=moeder[0], start=start, slut=slut, **PLACE)
    gruppe.refresh_from_db()
    update_gruppe(by=konsulent, gruppe=gruppe, version=gruppe.version, facilitator=konsulent)
    assert len([word for word, _ in sent() if "flyttet" in word]) == 4


def test_whoever_has_left_before_the_new_day_hears_that_the_old_one_is_not(
    gruppe, amira, konsulent, moeder
):
    medlem = first_of(gruppe)
    end_medlemskab(by=konsulent, medlemskab=medlem, til=D(2027, 1, 8), slutaarsag=TID)
    sent()
    start, slut = local("2027-01-12 19:00"), local("2027-01-12 21:00")
    move_moede(by=amira, moede=moeder[0], start=start, slut=slut, **PLACE)
    told = [til for word, til in sent() if "flyttet" in word]
    assert medlem.plejefamilie.plejeforaeldre.get().email in told
    assert len(told) == 4
    rows = Gruppebesked.objects.waiting().filter(medlemskab=medlem)
    assert not rows.exists()


def test_a_family_hears_by_mail_when_one_of_its_grown_ups_has_an_address(gruppe, amira, moeder):
    one, other, *_ = [row.plejefamilie for row in gruppe.medlemskaber.order_by("pk")]
    one.plejeforaeldre.create(navn="Uden Mail")
    other.plejeforaeldre.update(email="")
    other.plejeforaeldre.create(navn="Rejst", email="x@y.example", fratraadt_paa=D(2026, 1, 1))
    rows, *_ = expected_for(amira, moeder[0])
    assert [row.mail for row in rows] == [True, False, True, True]


# --- duties ---------------------------------------------------------------------------------------


def test_who_came_is_asked_of_the_facilitator_of_today(at, gruppe, amira, konsulent, moeder):
    at(AFTER)
    update_gruppe(by=konsulent, gruppe=gruppe, version=gruppe.version, facilitator=konsulent)
    assert "gruppe_fremmoede" in duties(konsulent, D(2027, 1, 6))
    assert "gruppe_fremmoede" not in duties(amira, D(2027, 1, 6))


def test_when_the_facilitator_sees_no_names_the_ansvarlig_is_asked_who_came(
    at, gruppe, amira, konsulent, moeder
):
    at("2027-07-05 09:00")
    assert duties(amira, D(2027, 7, 5)).count("gruppe_fremmoede") == 0
    assert duties(konsulent, D(2027, 7, 5)).count("gruppe_fremmoede") == 6


def test_of_a_meeting_without_families_nobody_is_asked_who_came(
    at, gruppe, amira, konsulent, moeder
):
    Medlemskab.objects.filter(gruppe=gruppe).update(til=D(2027, 1, 4), slutaarsag=TID)
    at(AFTER)
    assert "gruppe_fremmoede" not in duties(amira, D(2027, 1, 6))


def test_a_family_that_has_ended_is_not_asked_to_be_a_mentor(at, team, konsulent):
    at(NOW)
    mentee, mentor = make_familier(team, konsulent, NAVNE[:2])
    make_mentorprofil(mentor)
    asked = make_spoergsmaal(make_mentorskab(mentee), mentor, by=konsulent)
    assert duties(konsulent, D(2026, 12, 1)).count("mentorspoergsmaal") == 1
    end_plejefamilie(
        by=konsulent, plejefamilie=mentor, ophoert_paa=D(2026, 12, 1), ophoersgrund="Flytter"
    )
    assert not Mentorspoergsmaal.objects.open().filter(pk=asked.pk).exists()
    found = duties(konsulent, D(2026, 12, 1))
    assert "mentorspoergsmaal" not in found
    assert "mentorskab_find" in found


def test_when_who_runs_a_group_has_left_somebody_has_to_choose_another(
    client, at, gruppe, amira, konsulent, moeder, teamleder, administrator
):
    today = D(2026, 12, 1)
    for one in (amira, konsulent, teamleder):
        assert "gruppe_folk" not in duties(one, today)
    deactivate_bruger(by=administrator, bruger=amira)
    assert "gruppe_folk" in duties(konsulent, today)
    assert "gruppe_folk" not in duties(teamleder, today)
    konsulent.roller.update(til=D(2026, 11, 30))
    client.force_login(teamleder)
    assert "gruppe_folk" in duties(teamleder, today)
    page = client.get(reverse("netvaerk:gruppe_update", args=[gruppe.pk]))
    assert page.status_code == 200
    gruppe.refresh_from_db()
    changed = {"facilitator": teamleder, "ansvarlig": teamleder}
    update_gruppe(by=teamleder, gruppe=gruppe, version=gruppe.version, **changed)
    assert "gruppe_folk" not in duties(teamleder, today)


def test_another_interval_does_not_ask_twice_for_the_same_month(at, team, konsulent):
    at("2026-03-25 10:00")
    mentee, mentor = make_familier(team, konsulent, NAVNE[:2])
    row = make_mentorskab(mentee, mentor, fra=D(2026, 1, 1))
    first_opfoelgning(row)
    told = {"nr": 1, "paa": D(2026, 3, 20), "gaar": "godt"}  # before 1 April, when it was due
    follow_up_mentorskab(by=konsulent, mentorskab=row, **told)
    update_mentorskab(by=konsulent, mentorskab=row, version=row.version, hver=1)
    assert [*row.opfoelgninger.values_list("frist", flat=True)] == [D(2026, 4, 1), D(2026, 5, 1)]


def test_that_a_family_leaves_is_told_to_whoever_runs_the_group_then(
    at, gruppe, amira, konsulent, moeder
):
    at("2027-07-05 09:00")
    gruppe.medlemskaber.update(foreslaaet_af=amira)
    medlem = first_of(gruppe)
    end_medlemskab(by=None, medlemskab=medlem, til=D(2027, 7, 5), slutaarsag=TID)
    assert Besked.objects.filter(to=konsulent, key=f"medlemskab-{medlem.pk}-ude").exists()


# --- words ----------------------------------------------------------------------------------------


def test_a_cancelled_meeting_does_not_move_the_families_turn_forward(gruppe, amira, moeder):
    cancel_moede(by=amira, moede=moeder[0], fordi="Sne")
    for one in moeder[1:3]:
        cancel_moede(by=amira, moede=one, fordi="Sne")
    row = with_rights(amira).get(pk=gruppe.pk)
    step = next_of(row, Graenser(4, 6), 6, local("2026-12-01 09:00"))
    assert step.hvorfor == "Facilitator sætter emnet."


# --- what pages say -------------------------------------------------------------------------------


def test_a_family_that_leaves_later_is_in_the_group_until_then(
    client, at, gruppe, amira, konsulent, moeder
):
    medlem = first_of(gruppe)
    end_medlemskab(by=konsulent, medlemskab=medlem, til=D(2027, 3, 31), slutaarsag=TID)
    client.force_login(konsulent)
    family = reverse("plejefamilier:plejefamilie_detail", args=[medlem.plejefamilie_id])
    assertContains(client.get(family), "Gruppen Nord")
    groups = client.get(reverse("netvaerk:gruppe_list"))
    assert len(groups.context["liste"].linjer[0].egne) == 4
    at("2027-04-01 09:00")
    client.force_login(konsulent)
    assertNotContains(client.get(family), "Gruppen Nord")


def test_a_family_that_said_no_a_moment_ago_is_not_asked_again(gruppe, amira, kommune):
    elsewhere = TeamFactory(kommune=kommune)
    stranger = PlejefamilieFactory(
        team=elsewhere, konsulent=BrugerFactory(rolle=Rolle.KONSULENT, team=elsewhere)
    )
    row = with_distances(with_rights(amira)).get(pk=gruppe.pk)
    (one,) = candidates(amira, row, andre=True).andre
    assert by_key(amira, row, one.noegle) == stranger
    asked = make_forslag(gruppe, stranger, by=amira)
    answer_forslag(by=amira, medlemskab=asked, svar="nej", svar_paa=D(2026, 12, 1))
    assert by_key(amira, row, one.noegle) is None


def test_a_closed_group_names_nobody_the_day_after(at, gruppe, amira, konsulent):
    later = gruppe.medlemskaber.order_by("pk").last()
    Medlemskab.objects.filter(pk=later.pk).update(fra=D(2027, 2, 1))
    close_gruppe(by=amira, gruppe=gruppe, paa=D(2026, 12, 1), fordi="andet")
    assert Medlemskab.objects.visible_to(amira).filter(gruppe=gruppe).exists()
    at("2026-12-02 09:00")
    assert not Medlemskab.objects.visible_to(amira).filter(gruppe=gruppe).exists()
