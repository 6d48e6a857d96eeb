"""Scenario 4: the meetings around Elias, in family Juhl, and his mother Karen (V1–V12).

The sharing of notes, the samværsplan, the postcard and the survey belong to the parents' plan.
"""

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from faelles.access import Rolle
from faelles.models import Besked
from plejefamilier import actions, pligter
from plejefamilier.models import Moede
from tests.conftest import local
from tests.factories import BarnFactory, BrugerFactory, PlejefamilieFactory
from tests.plejefamilier.moeder import asked, in_circle, parent_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def sagen(kommune, team, at):
    """Elias at the Juhls, Karen, and the five professionals; Monday 4 January 2027 at eight."""
    at("2027-01-04 08:00")

    class Sag:
        bo = BrugerFactory(rolle=Rolle.KONSULENT, team=team, navn="Bo Lind")
        raadgiver = BrugerFactory(
            rolle=Rolle.MYNDIGHEDSRAADGIVER, kommune=kommune, navn="Pernille Toft"
        )
        rikke, ida, sanne = (
            BrugerFactory(rolle=Rolle.FAMILIEBEHANDLER, kommune=kommune, navn=navn)
            for navn in ("Rikke Dam", "Ida Bech", "Sanne Friis")
        )

    Sag.juhl = PlejefamilieFactory(team=team, konsulent=Sag.bo, navn="Juhl, Eva og Per")
    Sag.elias = BarnFactory(
        kommune=kommune,
        plejefamilie=Sag.juhl,
        navn="Elias Prøvesen",
        myndighedsraadgiver=Sag.raadgiver,
    )
    Sag.karen = parent_of(Sag.elias, navn="Karen Prøvesen", email="karen@example.org")
    Sag.pladser = [
        in_circle(Sag.elias, rolle, bruger=person)
        for rolle, person in (
            ("familiebehandler", Sag.rikke),
            ("samvaerskonsulent", Sag.ida),
            ("socialfaglig_konsulent", Sag.sanne),
        )
    ]
    Sag.fagfolk = [
        asked("sagsbehandler", Sag.raadgiver),
        asked("konsulent", Sag.bo),
        *(asked(plads.rolle, kredsrolle=plads, bruger=plads.bruger) for plads in Sag.pladser),
    ]
    return Sag


@pytest.fixture
def serie(sagen):
    """1: Sanne is tovholder and calls the monthly meetings, second Wednesday, six of them."""
    return actions.plan_serie(
        by=sagen.sanne,
        kommune=sagen.elias.kommune,
        anker=datetime.date(2027, 1, 13),
        hver=1,
        enhed="ugedag",
        klokken=datetime.time(10),
        minutter=90,
        antal=6,
        slags="tvaerfagligt",
        kun_fagfolk=True,
        formaal="Samme vej for Elias",
        barn=sagen.elias,
        plejefamilie=sagen.juhl,
        deltagere=sagen.fagfolk,
    )


def test_1_the_professionals_meet_every_second_wednesday_and_are_reminded(sagen, serie, at):
    """V1, V12, R11, R12, R17, R19, P14."""
    moeder = [*serie.moeder.order_by("start")]
    assert [timezone.localdate(row.start).isoformat() for row in moeder] == [
        "2027-01-13",
        "2027-02-10",
        "2027-03-10",
        "2027-04-14",
        "2027-05-12",
        "2027-06-09",
    ]
    assert all(row.kun_fagfolk and row.formaal for row in moeder)
    march = moeder[2]
    people = {deltager.bruger for deltager in march.deltagere.all()}
    assert people == {sagen.raadgiver, sagen.bo, sagen.rikke, sagen.ida, sagen.sanne}
    for person in people:
        rows = Besked.objects.filter(to=person, key__startswith=f"moede-{march.pk}-")
        assert sorted(rows.values_list("due_at", flat=True)) == [
            local("2027-03-03 08:00"),
            local("2027-03-09 08:00"),
        ]
    # the series ends with the sixth, also when the nights go on
    at("2027-06-10 00:25")
    assert actions.roll_serier() == 0
    # Karen is told of none of them
    assert not march.deltagere.filter(foraelder=sagen.karen).exists()


def test_2_closer_coordination_is_an_agreement_that_stands_on_min_dag(client, sagen, serie, at):
    """F22: agreed on 10 February, owned by Rikke, until she has Karen's consent."""
    at("2027-02-10 11:00")
    moede = serie.moeder.get(nominel="2027-02-10")
    client.force_login(sagen.sanne)
    answer = client.post(
        reverse("plejefamilier:moede_aftale_create", args=[moede.pk]),
        {
            "tekst": "Spørg Karen om samtykke til tættere samarbejde",
            "ansvarlig": sagen.rikke.pk,
            "frist": "11-02-2027",
        },
    )
    assert answer.status_code == 302
    (duty,) = pligter.of_bruger(sagen.rikke, timezone.localdate(), limit=9)
    assert (duty.slags, duty.frist) == ("aftale", datetime.date(2027, 2, 11))
    aftale = moede.aftaler.get()
    assert (aftale.barn, aftale.plejefamilie) == (sagen.elias, sagen.juhl)
    actions.complete_aftale(by=sagen.rikke, aftale=aftale, udfald="Karen siger ja")
    assert pligter.of_bruger(sagen.rikke, timezone.localdate(), limit=9) == []


def test_3_two_views_on_the_pace_and_what_was_agreed(client, sagen, serie, at):
    """V10: both views stand in the minutes, and the line all follow."""
    at("2027-02-10 11:30")
    moede = serie.moeder.get(nominel="2027-02-10")
    point = moede.punkter.get(titel="Fælles linje")
    views = [
        {"hvem": "Ida", "syn": "Samværet kan øges nu."},
        {"hvem": "Bo", "syn": "Elias skal falde til ro først."},
    ]
    came = {deltager.pk: True for deltager in moede.deltagere.all()}
    facts = {"moede": moede, "version": moede.version, "fremmoede": came}
    one_sided = {"referat": "Tempoet", "synspunkter": views, "faelles_linje": ""}
    with pytest.raises(ValidationError):
        actions.write_referat(by=sagen.sanne, punkter={point.pk: one_sided}, **facts)
    line = "To timer hver anden uge fra 15. april."
    agreed = {**one_sided, "faelles_linje": line}
    actions.write_referat(by=sagen.sanne, punkter={point.pk: agreed}, **facts)
    actions.lock_referat(by=sagen.sanne, moede=moede)
    client.force_login(sagen.ida)
    shown = client.get(reverse("plejefamilier:moede_detail", args=[moede.pk])).content.decode()
    for words in ("Samværet kan øges nu.", "Elias skal falde til ro først.", line):
        assert words in shown


def test_5_bo_briefs_the_juhls(client, sagen, at):
    """B21, V4: the placement site is informed for itself, on 16 April, at home as they wish."""
    at("2027-04-08 09:00")
    moede = actions.plan_moede(
        by=sagen.bo,
        kommune=sagen.elias.kommune,
        slags="vejledning",
        titel="Orientering om samværet",
        start=local("2027-04-16 09:00"),
        slut=local("2027-04-16 10:00"),
        barn=sagen.elias,
        plejefamilie=sagen.juhl,
        sted="hjemme",
        hjemme_oensket_paa=datetime.date(2027, 4, 8),
        dagsorden=["Ny samværsplan", "Tilbud om supervision"],
        deltagere=[
            asked("konsulent", sagen.bo),
            asked("plejefamilie", plejeforaelder=sagen.juhl.plejeforaeldre.get()),
        ],
    )
    mine = Besked.objects.filter(to=sagen.bo, key__startswith=f"moede-{moede.pk}-")
    assert sorted(mine.values_list("due_at", flat=True)) == [
        local("2027-04-09 08:00"),
        local("2027-04-15 08:00"),
    ]
    assert [point.titel for point in moede.punkter.all()] == [
        "Ny samværsplan",
        "Tilbud om supervision",
    ]
    # it is between the konsulent and the family: the familiebehandler does not open it
    client.force_login(sagen.rikke)
    assert client.get(moede.get_absolute_url()).status_code == 404


def test_7_joint_supervision_of_four_professionals_lists_no_family(sagen, at):
    """F20, F21: reminded as supervision, 14 and 2 days before."""
    at("2027-04-20 08:00")
    four = [one for one in sagen.fagfolk if one.plads != "konsulent"]
    family = asked("plejefamilie", plejeforaelder=sagen.juhl.plejeforaeldre.get())
    facts = {
        "by": sagen.sanne,
        "kommune": sagen.elias.kommune,
        "slags": "sparring",
        "titel": "Fælles supervision",
        "formaal": "Hvad har Karen, Elias og Juhl brug for?",
        "start": local("2027-05-20 13:00"),
        "slut": local("2027-05-20 15:00"),
        "barn": sagen.elias,
        "plejefamilie": sagen.juhl,
    }
    with pytest.raises(ValidationError):
        actions.plan_moede(deltagere=[*four, family], **facts)
    moede = actions.plan_moede(deltagere=four, **facts)
    assert moede.kun_fagfolk
    assert moede.deltagere.count() == 4
    assert not moede.deltagere.exclude(plejeforaelder=None, foraelder=None).exists()
    rows = Besked.objects.filter(to=sagen.rikke, key__startswith=f"moede-{moede.pk}-")
    assert sorted(rows.values_list("due_at", flat=True)) == [
        local("2027-05-05 08:00"),  # 6 May is Kristi himmelfartsdag
        local("2027-05-18 08:00"),
    ]
    assert Moede.objects.visible_to(sagen.bo).filter(pk=moede.pk).exists()
