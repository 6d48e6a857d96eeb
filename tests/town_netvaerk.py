"""Networks in the town, and which of their pages can be opened."""

import datetime
import uuid
from types import SimpleNamespace

from django.utils import timezone

from faelles.access import Rolle
from netvaerk.models import Emneforslag, Koereafstand, Medlemskab, Mentorskab, Netvaerkssvar
from tests.factories import PlejefamilieFactory
from tests.netvaerk import fakta

DAY = datetime.timedelta(days=1)
YEAR = 365 * DAY


def rows_of_netvaerk(kommune, people, familie):
    """A group in every stage, and mentors in every stage, by kind of row."""
    now, today = timezone.now(), timezone.localdate()
    konsulent = people[Rolle.KONSULENT]
    medarbejder = people[Rolle.INSTITUTIONSMEDARBEJDER]
    both = {"facilitator": medarbejder, "ansvarlig": konsulent}
    eng, mose, kaer, holt = (
        PlejefamilieFactory(
            team=familie.team,
            konsulent=konsulent,
            navn=navn,
            adresse=f"Vejen 1, {postnummer} By",
            godkendt_fra=today - years * YEAR,
        )
        for navn, postnummer, years in (
            ("Eng, Liv og Per", 9990, 9),
            ("Mose, Rie og Tom", 9991, 5),
            ("Kær, Ulla og Jan", 9990, 0),
            ("Holt, Bo", 9992, 7),
        )
    )
    Koereafstand.objects.create(kommune=kommune, fra="9990", til="9991", km=18)
    gruppe = fakta.make_gruppe(
        kommune,
        navn="Nord",
        familier=[familie, eng, mose],
        aktiv_fra=today - 60 * DAY,
        postnummer="9990",
        alder_fra=6,
        alder_til=12,
        beskrivelse="For familier med skolebørn",
        **both,
    )
    gruppe.medlemskaber.filter(plejefamilie=eng).update(
        deler=[Medlemskab.Kontakt.NAVN, Medlemskab.Kontakt.TELEFON], deler_paa=today
    )
    holdt = fakta.make_moede(
        gruppe, start=now - 9 * DAY, emne="Aftener", besluttet_af="facilitator"
    )
    fakta.make_moede(gruppe, start=now + 50 * DAY, form="virtuelt")
    dannes = fakta.make_gruppe(kommune, navn="Syd", familier=[mose], postnummer="9990", **both)
    selv = fakta.make_gruppe(
        kommune,
        navn="Øst",
        familier=[eng, holt],
        aktiv_fra=today - 300 * DAY,
        selvkoerende_fra=today - 3 * DAY,
        navne_til=today + 20 * DAY,
        anker=today - 280 * DAY,
        klokken=datetime.time(19),
        minutter=120,
        **both,
    )
    lukket = fakta.make_gruppe(
        kommune, navn="Vest", lukket_paa=today - DAY, lukket_fordi="for_faa", **both
    )
    fakta.make_mentorprofil(
        eng, kompetencer=["hverdag", "tilknytning"], om="Rolig familie med hund", hoejst=2
    )
    fakta.make_mentorprofil(holt, kompetencer=["flere_boern"])
    mentorskab = fakta.make_mentorskab(kaer, eng, emner=["hverdag"])
    soegning = fakta.make_mentorskab(mose, aarsag=Mentorskab.Aarsag.EKSTRA_BARN)
    spurgt = fakta.make_mentorskab(familie)
    return SimpleNamespace(
        gruppe=gruppe,
        dannes=dannes,
        selv=selv,
        lukket=lukket,
        kommer=fakta.make_moede(gruppe, start=now + 20 * DAY),
        skal_noteres=fakta.make_moede(gruppe, start=now - 2 * DAY),
        holdt=holdt,
        medlem=gruppe.medlemskaber.get(plejefamilie=familie),
        forslag=fakta.make_forslag(dannes, familie, by=medarbejder),
        emne=Emneforslag.objects.create(gruppe=gruppe, tekst="Ferie", by=medarbejder),
        mentor=eng,
        mentorskab=mentorskab,
        opfoelgning=fakta.make_mentoropfoelgning(mentorskab, frist=today),
        soegning=soegning,
        spurgt=spurgt,
        spoergsmaal=fakta.make_spoergsmaal(spurgt, holt, by=konsulent),
        slut=fakta.make_mentorskab(
            holt, eng, fra=today - 400 * DAY, til=today - 30 * DAY, slutaarsag="klarer_sig"
        ),
        svar=Netvaerkssvar.objects.create(
            kommune=kommune,
            om="gruppe",
            gruppe=gruppe,
            dato=today,
            mindre_alene=5,
            tryghed=4,
            har_ringet=False,
            by=konsulent,
            idempotency_key=uuid.uuid4(),
        ),
    )


def netvaerk_pages(town):
    """As town.pages: (name, user, arguments). Rows stand in town.netvaerk by kind."""
    people, rows = town.people, town.netvaerk
    konsulent, leder = people[Rolle.KONSULENT], people[Rolle.TEAMLEDER]
    medarbejder, projektleder = (
        people[Rolle.INSTITUTIONSMEDARBEJDER],
        people[Rolle.PROJEKTLEDER],
    )
    grupper = (rows.gruppe, rows.dannes, rows.selv, rows.lukket)
    return [
        *(("netvaerk:gruppe_list", who, []) for who in (konsulent, medarbejder, projektleder)),
        *(("netvaerk:gruppe_detail", konsulent, [gruppe.pk]) for gruppe in grupper),
        *(("netvaerk:gruppe_detail", medarbejder, [gruppe.pk]) for gruppe in grupper),
        ("netvaerk:gruppe_detail", projektleder, [rows.gruppe.pk]),
        ("netvaerk:gruppe_create", medarbejder, []),
        ("netvaerk:gruppe_create", konsulent, []),
        ("netvaerk:gruppe_update", konsulent, [rows.dannes.pk]),
        ("netvaerk:gruppe_activate", medarbejder, [rows.dannes.pk]),
        ("netvaerk:gruppe_close", konsulent, [rows.gruppe.pk]),
        ("netvaerk:koereafstand_list", konsulent, []),
        ("netvaerk:forslag_list", konsulent, [rows.dannes.pk]),
        ("netvaerk:forslag_list", medarbejder, [rows.dannes.pk]),
        ("netvaerk:medlemskab_answer", konsulent, [rows.forslag.pk]),
        ("netvaerk:medlemskab_end", konsulent, [rows.medlem.pk]),
        ("netvaerk:medlemskab_share", konsulent, [rows.medlem.pk]),
        ("netvaerk:familienetvaerk_list", konsulent, []),
        ("netvaerk:familienetvaerk_list", leder, []),
        ("netvaerk:familienetvaerk_detail", konsulent, [town.familie.pk]),
        ("netvaerk:familienetvaerk_detail", leder, [rows.mentor.pk]),
        ("netvaerk:gruppemoede_plan", medarbejder, [rows.gruppe.pk]),
        *(
            ("netvaerk:gruppemoede_detail", who, [moede.pk])
            for who in (medarbejder, konsulent)
            for moede in (rows.kommer, rows.skal_noteres, rows.holdt)
        ),
        ("netvaerk:gruppemoede_move", medarbejder, [rows.kommer.pk]),
        ("netvaerk:gruppemoede_cancel", medarbejder, [rows.kommer.pk]),
        ("netvaerk:gruppemoede_emne", medarbejder, [rows.kommer.pk]),
        ("netvaerk:gruppemoede_fremmoede", medarbejder, [rows.skal_noteres.pk]),
        ("netvaerk:emneforslag_create", medarbejder, [rows.gruppe.pk]),
        ("netvaerk:gruppe_hand_over", medarbejder, [rows.selv.pk]),
        ("netvaerk:gruppe_confirm", konsulent, [rows.selv.pk]),
        ("netvaerk:mentorskab_list", konsulent, []),
        ("netvaerk:mentorskab_list", leder, []),
        ("netvaerk:mentorprofil_update", konsulent, [rows.mentor.pk]),
        ("netvaerk:kompetenceforloeb_create", konsulent, [rows.mentor.pk]),
        ("netvaerk:mentorskab_create", konsulent, [rows.mentor.pk]),
        *(
            ("netvaerk:mentorskab_detail", konsulent, [row.pk])
            for row in (rows.mentorskab, rows.soegning, rows.spurgt, rows.slut)
        ),
        ("netvaerk:mentorskab_ask", konsulent, [rows.soegning.pk]),
        ("netvaerk:mentorspoergsmaal_answer", konsulent, [rows.spoergsmaal.pk]),
        ("netvaerk:mentorskab_follow_up", konsulent, [rows.mentorskab.pk]),
        ("netvaerk:mentorskab_update", konsulent, [rows.mentorskab.pk]),
        ("netvaerk:mentorskab_end", konsulent, [rows.mentorskab.pk]),
        ("netvaerk:rapport_show", leder, []),
        ("netvaerk:rapport_show", projektleder, []),
        ("netvaerk:netvaerkssvar_create", konsulent, []),
    ]


# Addresses that are no pages: pressed, or printed.
NO_PAGES = {
    "netvaerk:medlemskab_propose",
    "netvaerk:medlemskab_withdraw",
    "netvaerk:kontaktliste_pdf",
    "netvaerk:emneforslag_remove",
    "netvaerk:mentorspoergsmaal_withdraw",
    "netvaerk:netvaerksrapport_pdf",
    "netvaerk:netvaerksrapport_excel",
    "netvaerk:kompetenceforloeb_remove",
    "netvaerk:netvaerkssvar_pdf",
    "netvaerk:netvaerkssvar_remove",
}
