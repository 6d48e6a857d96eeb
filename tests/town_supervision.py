"""Training and supervision in the town, and which of its pages can be opened."""

import datetime

from django.utils import timezone

from faelles.access import Rolle
from supervision.models import (
    Eksternkoeb,
    Evaluering,
    Fagligsparring,
    Fagprofil,
    Forloebsaftale,
    Forloebskontakt,
    Fortroligt,
    Konsulterendeudbyder,
    Kursus,
    Sporled,
    Temaspor,
    Timeaftale,
)
from tests.factories import PlejefamilieFactory
from tests.supervision import fakta

DAY = datetime.timedelta(days=1)
HOUR = datetime.timedelta(hours=1)


def rows_of_supervision(kommune, brohus, people, familie, barn):
    """A house with courses in every state, and supervision of the family, by kind of row."""
    now, today = timezone.now(), timezone.localdate()
    konsulent, leder = people[Rolle.KONSULENT], people[Rolle.TEAMLEDER]
    medarbejder, booker = (
        people[Rolle.INSTITUTIONSMEDARBEJDER],
        people[Rolle.INSTITUTIONSBOOKER],
    )
    for person in (medarbejder, booker):
        person.organisation = brohus
        person.save()
    tema, begreb = fakta.make_tema(kommune), fakta.make_begreb(kommune)
    lokale = fakta.make_lokale(brohus)
    fagprofil = Fagprofil.objects.create(
        kommune=kommune, bruger=medarbejder, kompetencer=["redskaber"], speciale="Tilknytning"
    )
    fagprofil.temaer.add(tema)
    gange = [(now - 9 * DAY, now - 9 * DAY + 6 * HOUR), (now + 5 * DAY, now + 5 * DAY + 2 * HOUR)]
    facts = {"ansvarlig": booker, "undervisere": [medarbejder], "tema": tema}
    kursus = fakta.make_kursus(brohus, gange=gange, beskrivelse="Om at falde til ro.", **facts)
    kursus.begreber.add(begreb)
    kursus.gange.update(lokale=lokale)
    udkast = fakta.make_kursus(brohus, udgivet=False, titel="Teenageår", **facts)
    fuldt = fakta.make_kursus(brohus, titel="Samvær", pladser=1, obligatorisk=True, **facts)
    aflyst = fakta.make_kursus(brohus, titel="Aflyst", aflyst_fordi="Sygdom", **facts)
    Kursus.objects.filter(pk=aflyst.pk).update(aflyst_at=now)
    naboer = PlejefamilieFactory(team=familie.team, konsulent=konsulent, navn="Skov, Ida og Per")
    tilmelding = fakta.make_tilmelding(kursus, familie, by=konsulent)
    fakta.make_tilmelding(fuldt, naboer, by=konsulent, pligt=True)
    venter = fakta.make_tilmelding(fuldt, familie, by=konsulent, status="venter")
    tilbudt = fakta.make_tilmelding(
        udkast, familie, by=konsulent, status="tilbudt", tilbud_til=now + DAY
    )
    deltager = tilmelding.deltagere.first()
    Evaluering.objects.create(deltager=deltager, formidling=4, brugbarhed=5, by=booker)
    spor = Temaspor.objects.create(kommune=kommune, navn="Forældresamarbejde", tema=tema)
    gruppe = fakta.make_gruppe(medarbejder, [familie, naboer], tema=tema)
    Sporled.objects.create(spor=spor, nr=1, slags="kursus", titel="Oplæg", kursus=fuldt)
    Sporled.objects.create(spor=spor, nr=2, slags="gruppe", titel="Sag", forloeb=gruppe)
    maal = fakta.make_maal(familie)
    forloeb = fakta.make_forloeb(familie, supervisor=medarbejder, antal=5, tema=tema)
    udkast_forloeb = fakta.make_forloeb(familie, supervisor=medarbejder, aktiv=False)
    fagligt = fakta.make_forloeb(
        None, supervisor=medarbejder, slags="fagpersoner", titel="Om samvær", problem="", maal=""
    )
    Forloebskontakt.objects.create(forloeb=forloeb, hvornaar="foer", dato=today, by=medarbejder)
    logget = fakta.make_session(
        forloeb,
        now - 20 * DAY,
        tekst="Vi talte om sengetid.",
        tema="Aftener",
        logget_at=now - 20 * DAY,
        logget_af=medarbejder,
    )
    logget.maal.add(maal)
    Fortroligt.objects.create(session=logget, tekst="Kun os.", by=medarbejder)
    visitation = fakta.make_visitation(familie, by=konsulent)
    konsulterende = fakta.make_forloeb(
        familie, supervisor=medarbejder, slags="konsulterende", minutter=120, barn=barn
    )
    Forloebsaftale.objects.create(forloeb=konsulterende, maal="Ro", indhold="Seks samtaler")
    return {
        "tema": tema,
        "begreb": begreb,
        "lokale": lokale,
        "fagprofil": fagprofil,
        "kursus": kursus,
        "kursusudkast": udkast,
        "fuldt_kursus": fuldt,
        "aflyst_kursus": aflyst,
        "holdt_gang": kursus.gange.first(),
        "kursusgang": kursus.gange.last(),
        "tilmelding": tilmelding,
        "ventende": venter,
        "tilbudt_plads": tilbudt,
        "kursusdeltager": deltager,
        "temaspor": spor,
        "forloeb": forloeb,
        "udkast_forloeb": udkast_forloeb,
        "gruppe": gruppe,
        "fagligt_forloeb": fagligt,
        "konsulterende": konsulterende,
        "visitation": visitation,
        "bevilget_visitation": fakta.make_visitation(
            familie,
            by=konsulent,
            afgoerelse="ja",
            udbyder=brohus,
            begrundelse="Kræver særlig viden.",
            afgjort_paa=today,
            afgjort_at=now,
            afgjort_af=leder,
        ),
        "logget_session": logget,
        "session": fakta.make_session(forloeb, now - DAY),
        "planlagt_session": fakta.make_session(forloeb, now + 8 * DAY, lokale=lokale),
        "gruppesession": fakta.make_session(gruppe, now - 2 * DAY),
        "naboer": naboer,
        "udviklingsmaal": maal,
        "aarshjul": fakta.make_aarshjul(familie, by=konsulent),
        "sparring": Fagligsparring.objects.create(
            kommune=kommune,
            plejefamilie=familie,
            dato=today,
            tekst="Hajmusikken i skolegården.",
            by=konsulent,
            idempotency_key=fakta.uuid.uuid4(),
        ),
        "timeaftale": Timeaftale.objects.create(
            kommune=kommune, institution=brohus, timer_pr_maaned=20, fra=today - 100 * DAY
        ),
        "eksternkoeb": Eksternkoeb.objects.create(
            kommune=kommune, dato=today, leverandoer="Supervision ApS", beloeb=9600, by=leder
        ),
        "konsulterendeudbyder": Konsulterendeudbyder.objects.create(
            kommune=kommune, institution=brohus, fra=today - 100 * DAY
        ),
    }


def supervision_pages(town):
    """As town.pages: (name, user, arguments). Rows stand in town.supervision by kind."""
    konsulent = town.people[Rolle.KONSULENT]
    booker = town.people[Rolle.INSTITUTIONSBOOKER]
    medarbejder = town.people[Rolle.INSTITUTIONSMEDARBEJDER]
    leder, rows = town.people[Rolle.TEAMLEDER], town.supervision
    return [
        ("supervision:kalender_show", konsulent, []),
        ("supervision:kalender_show", booker, []),
        ("supervision:kalender_lokaler", booker, []),
        ("supervision:kalenderadresse_list", konsulent, []),
        ("supervision:fremmoede_list", booker, [rows.kursus.pk]),
        ("supervision:fremmoede_update", booker, [rows.holdt_gang.pk]),
        ("supervision:udeblivelse_list", leder, []),
        ("supervision:begreber_familie", konsulent, [town.familie.pk]),
        ("supervision:evaluering_update", booker, [rows.kursusdeltager.pk]),
        ("supervision:evaluering_rapport", town.people[Rolle.PROJEKTLEDER], []),
        ("supervision:forloebsevaluering_list", medarbejder, [rows.gruppe.pk]),
        ("supervision:forloebsevaluering_update", konsulent, [rows.gruppe.pk, town.familie.pk]),
        ("supervision:fagligsparring_list", konsulent, []),
        ("supervision:fagligsparring_detail", konsulent, [rows.sparring.pk]),
        ("supervision:fagligsparring_create", medarbejder, [town.familie.pk]),
        ("supervision:tilmelding_create", konsulent, [rows.kursus.pk]),
        ("supervision:tilmelding_create", booker, [rows.fuldt_kursus.pk]),
        ("supervision:tilmelding_list", booker, [rows.kursus.pk]),
        ("supervision:tilmelding_list", konsulent, [rows.fuldt_kursus.pk]),
        ("supervision:tilmelding_pligt", leder, [rows.fuldt_kursus.pk]),
        ("supervision:tilmelding_mine", konsulent, []),
        ("supervision:tilmelding_detail", konsulent, [rows.tilbudt_plads.pk]),
        ("supervision:tilmelding_detail", booker, [rows.tilmelding.pk]),
        ("supervision:tilmelding_cancel", konsulent, [rows.ventende.pk]),
        ("supervision:tilmelding_kursus", konsulent, [town.familie.pk]),
        *_kurser(rows, konsulent, booker),
        *_konsulterende(town, konsulent, medarbejder, leder),
        *_timer(rows, booker, leder),
        *_forloeb(town, konsulent, medarbejder),
        *_sessioner(rows, konsulent, medarbejder),
        *_planer(town, konsulent, medarbejder, leder),
    ]


def _planer(town, konsulent, medarbejder, leder):
    """The year of a family, of a group, and the foster parents' udviklingsplan."""
    rows, familie = town.supervision, town.familie.pk
    return [
        ("supervision:aarshjul_familie", leder, [rows.naboer.pk]),
        ("supervision:aarshjul_gruppe", medarbejder, [rows.gruppe.pk]),
        ("supervision:aarshjul_detail", konsulent, [rows.aarshjul.pk]),
        ("supervision:aarshjul_detail", medarbejder, [rows.aarshjul.pk]),
        ("supervision:aarshjul_plan", konsulent, [rows.aarshjul.pk]),
        ("supervision:aarshjul_finish", leder, [rows.aarshjul.pk]),
        ("supervision:aarshjul_update", konsulent, [rows.aarshjul.pk]),
        ("supervision:udviklingsplan_detail", konsulent, [familie]),
        ("supervision:udviklingsplan_detail", leder, [rows.naboer.pk]),
        ("supervision:udviklingsplan_update", medarbejder, [familie]),
        ("supervision:udviklingsmaal_close", konsulent, [rows.udviklingsmaal.pk]),
    ]


def _forloeb(town, konsulent, medarbejder):
    """Opened, begun, led, shared, closed: for a family, a group and professionals."""
    rows, familie = town.supervision, town.familie.pk
    return [
        ("supervision:forloeb_list", konsulent, []),
        ("supervision:forloeb_list", medarbejder, []),
        ("supervision:forloeb_vaelg", konsulent, []),
        ("supervision:forloeb_specialister", konsulent, []),
        ("supervision:forloeb_create", konsulent, ["gruppe"]),
        ("supervision:forloeb_create", medarbejder, ["fagpersoner"]),
        ("supervision:familie_forloeb_create", konsulent, [familie]),
        ("supervision:familie_gruppe", konsulent, [familie]),
        ("supervision:forloeb_detail", konsulent, [rows.forloeb.pk]),
        ("supervision:forloeb_detail", konsulent, [rows.gruppe.pk]),
        ("supervision:forloeb_detail", medarbejder, [rows.forloeb.pk]),
        ("supervision:forloeb_detail", medarbejder, [rows.fagligt_forloeb.pk]),
        ("supervision:forloeb_detail", medarbejder, [rows.konsulterende.pk]),
        ("supervision:forloeb_update", konsulent, [rows.forloeb.pk]),
        ("supervision:forloeb_activate", medarbejder, [rows.udkast_forloeb.pk]),
        ("supervision:forloeb_kontakt", medarbejder, [rows.forloeb.pk]),
        ("supervision:forloeb_share", medarbejder, [rows.forloeb.pk]),
        ("supervision:forloeb_close", medarbejder, [rows.forloeb.pk]),
        ("supervision:forloebsdeltager_create", medarbejder, [rows.gruppe.pk]),
        ("supervision:forloebsdeltager_create", medarbejder, [rows.fagligt_forloeb.pk]),
        ("supervision:forloebsdeltager_end", medarbejder, [rows.gruppe.deltagere.first().pk]),
    ]


def _sessioner(rows, konsulent, medarbejder):
    """Planned, written down, and what the konsulent reads of it."""
    return [
        ("supervision:session_create", konsulent, [rows.forloeb.pk]),
        ("supervision:session_series", medarbejder, [rows.forloeb.pk]),
        ("supervision:session_write", medarbejder, [rows.forloeb.pk]),
        ("supervision:session_log", medarbejder, [rows.session.pk]),
        ("supervision:session_log", medarbejder, [rows.gruppesession.pk]),
        ("supervision:session_detail", medarbejder, [rows.logget_session.pk]),
        ("supervision:session_detail", konsulent, [rows.logget_session.pk]),
        ("supervision:session_move", medarbejder, [rows.planlagt_session.pk]),
        ("supervision:session_cancel", konsulent, [rows.planlagt_session.pk]),
    ]


def _konsulterende(town, konsulent, medarbejder, leder):
    """From the request to the chain of forløb, and the institutions that were chosen."""
    rows = town.supervision
    forloeb, visitation = rows.konsulterende.pk, rows.visitation.pk
    return [
        ("supervision:visitation_list", konsulent, []),
        ("supervision:visitation_list", leder, []),
        ("supervision:visitation_create", konsulent, [town.familie.pk]),
        ("supervision:visitation_detail", konsulent, [rows.bevilget_visitation.pk]),
        ("supervision:visitation_detail", leder, [visitation]),
        ("supervision:visitation_open", konsulent, [rows.bevilget_visitation.pk]),
        ("supervision:forloebsaftale_detail", medarbejder, [forloeb]),
        ("supervision:forloebsaftale_detail", konsulent, [forloeb]),
        ("supervision:forloebsaftale_update", konsulent, [forloeb]),
        ("supervision:konsulterende_kaede", leder, [forloeb]),
        ("supervision:konsulterende_kaede", medarbejder, [forloeb]),
        ("supervision:konsulterende_tal", leder, []),
        ("supervision:konsulterendeudbyder_list", leder, []),
        ("supervision:konsulterendeudbyder_end", leder, [rows.konsulterendeudbyder.pk]),
    ]


def _timer(rows, booker, leder):
    """Hours, agreements on them, and what was bought from outside."""
    return [
        ("supervision:timer_list", leder, []),
        ("supervision:timer_list", booker, []),
        ("supervision:timeaftale_list", leder, []),
        ("supervision:timeaftale_list", booker, []),
        ("supervision:timeaftale_create", leder, []),
        ("supervision:timeaftale_end", leder, [rows.timeaftale.pk]),
        ("supervision:eksternkoeb_list", leder, []),
        ("supervision:eksternkoeb_create", leder, []),
        ("supervision:eksternkoeb_update", leder, [rows.eksternkoeb.pk]),
    ]


LISTER = ("tema", "begreb", "lokale", "fagprofil", "temaspor")


def _kurser(rows, konsulent, booker):
    """The catalogue and the lists behind it."""
    kursus, udkast, gang = rows.kursus.pk, rows.kursusudkast.pk, rows.kursusgang.pk
    return [
        ("supervision:kursus_list", konsulent, []),
        ("supervision:kursus_create", booker, []),
        ("supervision:kursus_create", konsulent, []),
        ("supervision:kursus_detail", konsulent, [kursus]),
        ("supervision:kursus_detail", booker, [udkast]),
        ("supervision:kursus_detail", booker, [rows.aflyst_kursus.pk]),
        ("supervision:kursus_update", booker, [udkast]),
        ("supervision:kursus_return", konsulent, [udkast]),
        ("supervision:kursus_cancel", booker, [kursus]),
        ("supervision:kursusgang_create", booker, [kursus]),
        ("supervision:kursusgang_move", booker, [gang]),
        ("supervision:kursusgang_cancel", booker, [gang]),
        *((f"supervision:{noun}_list", konsulent, []) for noun in LISTER),
        *((f"supervision:{noun}_create", konsulent, []) for noun in LISTER),
        *((f"supervision:{noun}_update", konsulent, [getattr(rows, noun).pk]) for noun in LISTER),
        ("supervision:temaspor_detail", konsulent, [rows.temaspor.pk]),
        ("supervision:sporled_create", konsulent, [rows.temaspor.pk]),
    ]


# Addresses that are no pages: pressed, fetched by a page, printed, or read by a calendar.
NO_PAGES = {
    "supervision:session_correct",
    "supervision:aarshjul_next",
    "supervision:aarshjul_pdf",
    "supervision:supervisionsrapport",
    *(f"supervision:forloeb_{act}" for act in ("unshare", "extend", "reopen", "pdf")),
    "supervision:visitation_decide",
    "supervision:forloebsaftale_sign",
    "supervision:forloebsaftale_excuse",
    "supervision:timer_excel",
    "supervision:fremmoede_pdf",
    "supervision:kursusbevis",
    "supervision:kalenderadresse_open",
    "supervision:kalenderadresse_close",
    "supervision:kalenderadresse_feed",
    "supervision:kursus_pdf",
    "supervision:tilmelding_familier",
    "supervision:tilmelding_voksne",
    "supervision:kursus_send",
    "supervision:kursus_publish",
    *(f"supervision:{noun}_retire" for noun in LISTER),
    "supervision:sporled_move",
    "supervision:sporled_remove",
}
