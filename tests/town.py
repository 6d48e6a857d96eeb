"""A small town in which every page has something to show, and the list of those pages."""

import datetime
import uuid
from types import SimpleNamespace

from django.urls import get_resolver, reverse
from django.utils import timezone

from akuttelefon import actions as akut
from akuttelefon.actions.vagttilbud import offer_vagt
from akuttelefon.models import Opkaldskladde
from akuttelefon.vagtplan import Hold, Moenster
from faelles import notices, regler
from faelles.access import Rolle
from faelles.models import Kladde, Lukkedag, Organisation
from plejefamilier import actions as ground
from plejefamilier.models import Anbringelse, Dataimport, Kredsrolle
from plejefamilier.udslusning import Dage
from tests.barnefakta import facts_about
from tests.factories import (
    BarnFactory,
    BrugerFactory,
    FravaerFactory,
    InstitutionFactory,
    KommuneFactory,
    PlejefamilieFactory,
    TeamFactory,
    log_opkald,
    on_duty,
)
from tests.familiefakta import facts_about_familie
from tests.plejefamilier.indsatsen import rows_about_indsatsen, rows_of_implementering
from tests.plejefamilier.moeder import held, rows_of_meetings
from tests.plejefamilier.overgange import rows_of_move, texts
from tests.town_netvaerk import NO_PAGES as NO_PAGES_OF_NETVAERK
from tests.town_netvaerk import netvaerk_pages, rows_of_netvaerk
from tests.town_supervision import NO_PAGES as NO_PAGES_OF_SUPERVISION
from tests.town_supervision import rows_of_supervision, supervision_pages

DAY = datetime.timedelta(days=1)
HOUR = datetime.timedelta(hours=1)


def make_town():
    """Vestersund with a person in every role, four families, seven calls and a closed period."""
    now, today = timezone.now(), timezone.localdate()
    kommune = KommuneFactory(navn="Vestersund Kommune")
    team = TeamFactory(kommune=kommune, navn="Team Vest")
    brohus = InstitutionFactory(kommune=kommune, navn="Brohus")
    Organisation.objects.create(
        navn="Social døgnvagt", slags="doegnvagt", kommune=kommune, telefon="20001122"
    )
    people = {
        rolle: BrugerFactory(
            rolle=rolle,
            kommune=kommune,
            team=team if rolle in (Rolle.KONSULENT, Rolle.TEAMLEDER) else None,
            navn=f"{rolle.label.split()[0]} Prøvesen",
        )
        for rolle in Rolle
    }
    konsulent, leder = people[Rolle.KONSULENT], people[Rolle.TEAMLEDER]
    vagt, raadgiver = people[Rolle.AKUTVAGT], people[Rolle.MYNDIGHEDSRAADGIVER]
    administrator = people[Rolle.ADMINISTRATOR]
    kollega = BrugerFactory(rolle=Rolle.KONSULENT, team=team, navn="Kollega Prøvesen")
    vagt.organisation = brohus
    vagt.save()
    on_duty(vagt)
    bruun = PlejefamilieFactory(
        team=team, konsulent=konsulent, navn="Bruun, Grete og Poul", adresse_beskyttet=True
    )
    PlejefamilieFactory(team=team, konsulent=kollega, navn="Ærtebjerg, Åse og Øjvind")
    uden = PlejefamilieFactory(team=team, navn="Fuglsang, Gitte")
    barn = BarnFactory(
        kommune=kommune, plejefamilie=bruun, navn="Noah Prøvesen", myndighedsraadgiver=raadgiver
    )
    aflastet = BarnFactory(kommune=kommune, navn="Alma Prøvesen")
    anbringelse = ground.place_barn(
        by=konsulent,
        barn=aflastet,
        plejefamilie=bruun,
        slags=Anbringelse.Slags.AFLASTNING,
        grundlag=Anbringelse.Grundlag.SAMTYKKE,
        fra=today - 30 * DAY,
    )
    fravaer = FravaerFactory(
        bruger=kollega, fra=today, til=today + 3 * DAY, stedfortraeder=konsulent
    )
    lukkedag = Lukkedag.objects.create(
        kommune=kommune, navn="Sommerlukket", fra=today + 40 * DAY, til=today + 45 * DAY
    )
    regler.set_value(
        by=administrator,
        kommune=kommune,
        key="akut.lukker",
        vaerdi="15.30",
        fra=today,
        begrundelse="Længere åbent om torsdagen",
    )
    opkald = log_opkald(by=vagt, plejefamilie=bruun, start=now - 3 * HOUR, boern=[barn])
    late = log_opkald(by=vagt, plejefamilie=bruun, start=now - 9 * DAY, slut=now - 9 * DAY + HOUR)
    log_opkald(by=vagt, plejefamilie=uden, start=now - 12 * DAY)
    ukendt = log_opkald(
        by=vagt, plejefamilie=None, kommune=kommune, start=now - HOUR, opkalder="anden"
    )
    lukket = log_opkald(by=vagt, plejefamilie=bruun, start=now - 20 * DAY)
    akut.complete_opfoelgning(
        by=konsulent, opfoelgning=lukket.opfoelgning, notat="Talte om aftenen.", resultat="talt"
    )
    akut.hand_over_opfoelgning(
        by=konsulent, opfoelgning=late.opfoelgning, til=leder, begrundelse="Leder tager over"
    )
    vurderes = log_opkald(
        by=vagt, plejefamilie=bruun, start=now - 2 * HOUR, boern=[barn], underretningssvar="ja"
    )
    trukket = log_opkald(by=vagt, plejefamilie=bruun, start=now - 2 * DAY)
    akut.correct_opkald(
        by=vagt,
        opkald=lukket,
        felt="situation",
        tekst="Det var ved spisetid.",
        idempotency_key=uuid.uuid4(),
    )
    akut.withdraw_opkald(by=vagt, opkald=trukket, begrundelse="Skrevet to gange")
    begins = now + 5 * DAY
    given, mod, min_vagt = (
        on_duty(person, start=begins + number * DAY, slut=begins + (number + 1) * DAY)
        for number, person in enumerate((vagt, konsulent, konsulent))
    )
    tilbud = offer_vagt(
        by=vagt, vagt=given, til=konsulent, modvagt=mod, tekst="Jeg skal til bryllup"
    )
    serie = akut.generate_vagter(
        by=leder,
        kommune=kommune,
        fra=today + 30 * DAY,
        til=today + 36 * DAY,
        moenster=Moenster((Hold(brohus.pk, (vagt.pk,)),)),
    )
    notices.notify(konsulent, key="prøve", tekst="Nyt akutopkald til opfølgning", url="/")
    kladde = _begin(konsulent, bruun)
    efterladt = _begin(vagt, uden)
    Opkaldskladde.objects.filter(pk=efterladt.pk).update(leder_besked_at=now)
    akut.set_linjenummer(by=leder, kommune=kommune, nummer="70123456", fra=today - 400 * DAY)
    akut.set_linjenummer(by=leder, kommune=kommune, nummer="70998877", fra=today + 50 * DAY)
    Lukkedag.objects.create(
        kommune=kommune, navn="Flytning", fra=today + 2 * DAY, til=today + 6 * DAY
    )
    akut.plan_lukkebeskeder(by=None, kommune=kommune)
    henvendelse = akut.log_henvendelse(
        by=konsulent,
        plejefamilie=bruun,
        slags="privat",
        start=now - 2 * DAY,
        minutter=20,
        tekst="Ringede om søvn.",
        idempotency_key=uuid.uuid4(),
    )
    plads = Kredsrolle.objects.create(
        kommune=kommune,
        barn=barn,
        bruger=people[Rolle.INSTITUTIONSMEDARBEJDER],
        rolle="stoetteperson",
        opgave="Kender Noah fra Brohus",
        fra=today - 40 * DAY,
    )
    kontakt = ground.log_kontakt(
        by=konsulent,
        kommune=kommune,
        barn=barn,
        slags="samtale",
        tidspunkt=now - 2 * DAY,
        hvem="Grete",
        tekst="Noah sover bedre, når han får læst højt.",
        naeste_skridt="Ring til skolen",
        naeste=(konsulent, today + 5 * DAY),
        del_med=[plads],
        idempotency_key=uuid.uuid4(),
    )
    ground.correct_kontakt(
        by=konsulent, kontakt=kontakt, tekst="Det var Poul.", idempotency_key=uuid.uuid4()
    )
    skabelon = ground.create_notatskabelon(
        by=konsulent, kommune=kommune, navn="Besøg", slags="vejledning", tekst="Hvad fylder?"
    )
    notatkladde = Kladde.objects.create(
        noegle=uuid.uuid4(),
        bruger=konsulent,
        slags="notat",
        url=reverse("plejefamilier:familie_kontakt_create", args=[uden.pk]),
        felter={"tekst": "Grete ringede om aftenerne."},
    )
    flytning = rows_of_move(bruun, raadgiver, kreds=[people[Rolle.INSTITUTIONSMEDARBEJDER]])
    _plan(flytning["overgang"], raadgiver)
    roller, hus = _cooperation(kommune, brohus, barn, konsulent, leder)
    skrives, laast = held(konsulent, barn, bruun)
    supervision = rows_of_supervision(kommune, brohus, people, bruun, barn)
    return SimpleNamespace(
        **rows_of_meetings(konsulent, barn, bruun),
        **rows_about_indsatsen(bruun, konsulent),
        **rows_of_implementering(kommune, leder, konsulent),
        supervision=SimpleNamespace(**supervision),
        netvaerk=rows_of_netvaerk(kommune, people, bruun),
        skrives=skrives,
        laast=laast,
        roller=roller,
        hus=hus,
        **flytning,
        uden=uden,
        plads=plads,
        kontakt=kontakt,
        skabelon=skabelon,
        notatkladde=notatkladde,
        indlaesninger=_imports(kommune, administrator),
        henvendelse=henvendelse,
        kladde=kladde,
        efterladt=efterladt,
        kommune=kommune,
        people=people,
        familie=bruun,
        foraelder=bruun.plejeforaeldre.first(),
        barn=barn,
        fakta=facts_about(barn, konsulent),
        familiefakta=facts_about_familie(bruun, konsulent),
        anbringelse=anbringelse,
        fravaer=fravaer,
        lukkedag=lukkedag,
        opkald=opkald,
        ukendt=ukendt,
        lukket=lukket,
        min_vagt=min_vagt,
        serie=serie,
        tilbud=tilbud,
        vurderes=vurderes,
        trukket=trukket,
        rolle=people[Rolle.INSTITUTIONSBOOKER].roller.get(),
    )


def _cooperation(kommune, brohus, barn, konsulent, leder):
    """Who does what around the child, and the agreement with an institution."""
    today = timezone.localdate()
    roller = ground.agree_roller(
        by=konsulent,
        barn=barn,
        version=0,
        indgaaet_paa=today,
        linjer=[{"opgave": "Ringer til mor hver fredag", "hvem": "Kontaktpædagogen"}],
    )
    hus = ground.create_samarbejdsaftale(
        by=leder,
        kommune=kommune,
        institution=brohus,
        indgaaet_paa=today - 300 * DAY,
        revideres_paa=today + 20 * DAY,
        tekst="Vi taler sammen før, under og efter hvert forløb.",
        ansvarlig=leder,
        lokal_tovholder=None,
    )
    return roller, hus


def _imports(kommune, administrator):
    """A workbook in each state: being read, wrong, ready, written, undone, given up."""
    rows = []
    for status in Dataimport.Status.values:
        if status == Dataimport.Status.INDLAESES:
            continue  # one at a time runs
        row = Dataimport.objects.create(kommune=kommune, by=administrator, status=status)
        row.plan = {
            "antal": {"familier": {"opret": 1, "aendr": 1, "uaendret": 0}},
            "aftryk": "x",
            "advarsler": [],
            "eksempler": 1,
        }
        row.fejl = [
            {"ark": "Børn", "raekke": 4, "kolonne": 2, "kode": "x", "tekst": "Prøve", "orden": 0}
        ]
        change = ["familier", 3, "aendr", "1042 · Prøve", [["Type", "Almen", "Forstærket"]]]
        row.indhold = row.seal({"vis": [change]})
        row.spor = row.seal({"oprettet": [], "aendret": []})
        row.indlaest_at = row.fortrudt_at = timezone.now()
        row.fortrudt_af = administrator
        row.save()
        rows.append(row)
    return rows[::-1]


def _plan(overgang, by):
    """The first version of a move's plan."""
    today = timezone.localdate()
    dage = Dage(today, today + 90 * DAY, today + 120 * DAY, today + 270 * DAY)
    ground.save_plan(by=by, overgang=overgang, seen=0, dage=dage, felter=texts("Prøve"))


def _begin(bruger, familie):
    """A call that is begun and not saved."""
    felter = {"situation": "Noah vil hjem.", "familie": str(familie.pk), "underretningssvar": "ja"}
    return akut.save_kladde(
        by=bruger,
        kommune=familie.kommune,
        noegle=uuid.uuid4(),
        fane=uuid.uuid4(),
        nr=1,
        felter=felter,
        plejefamilie=familie,
    ).kladde


def pages(town):
    """Every page a person can open, as (name, user, address): Min dag once for each role."""
    konsulent, leder = town.people[Rolle.KONSULENT], town.people[Rolle.TEAMLEDER]
    administrator, vagt = town.people[Rolle.ADMINISTRATOR], town.people[Rolle.AKUTVAGT]
    raadgiver = town.people[Rolle.MYNDIGHEDSRAADGIVER]
    year = timezone.localdate().year
    found = [
        ("faelles:besked_list", konsulent, []),
        ("faelles:tilgaengelighed", konsulent, []),
        ("faelles:kalender", konsulent, []),
        ("faelles:kalender_year", administrator, [year + 1]),
        ("faelles:lukkedag_create", administrator, []),
        ("faelles:lukkedag_update", administrator, [town.lukkedag.pk]),
        ("faelles:lukkedag_delete", administrator, [town.lukkedag.pk]),
        ("faelles:regel_list", administrator, []),
        ("faelles:regel_update", administrator, ["akut.lukker"]),
        ("faelles:regel_preset", administrator, ["koebenhavn"]),
        ("faelles:driftsstatus", administrator, []),
        ("faelles:log_list", town.people[Rolle.REVISOR], []),
        ("faelles:bruger_list", administrator, []),
        ("faelles:bruger_create", administrator, []),
        ("faelles:bruger_update", administrator, [konsulent.pk]),
        ("faelles:bruger_deactivate", administrator, [konsulent.pk]),
        ("faelles:rolle_create", administrator, [konsulent.pk]),
        ("faelles:rolle_end", administrator, [town.rolle.pk]),
        ("plejefamilier:plejefamilie_list", leder, []),
        ("plejefamilier:plejefamilie_create", leder, []),
        ("plejefamilier:plejefamilie_detail", konsulent, [town.familie.pk]),
        ("plejefamilier:plejefamilie_update", konsulent, [town.familie.pk]),
        ("plejefamilier:plejefamilie_end", leder, [town.familie.pk]),
        ("plejefamilier:godkendelse_create", konsulent, [town.familie.pk]),
        ("plejefamilier:godkendelse_update", leder, [town.familie.pk]),
        ("plejefamilier:familieprofil_update", konsulent, [town.familie.pk]),
        ("plejefamilier:belastning_list", konsulent, [town.familie.pk]),
        ("plejefamilier:belastning_create", konsulent, [town.familie.pk]),
        ("plejefamilier:belastning_withdraw", leder, [town.familiefakta["belastning"].pk]),
        (
            "plejefamilier:barn_belastning_create",
            town.people[Rolle.MYNDIGHEDSRAADGIVER],
            [town.barn.pk],
        ),
        ("plejefamilier:kursustid_list", konsulent, [town.familie.pk]),
        ("plejefamilier:kursus_mangler", leder, []),
        ("plejefamilier:kursustid_create", konsulent, [town.familie.pk]),
        ("plejefamilier:kursustid_update", konsulent, [town.familiefakta["kursustid"].pk]),
        ("plejefamilier:plejeforaelder_create", konsulent, [town.familie.pk]),
        ("plejefamilier:plejeforaelder_update", konsulent, [town.foraelder.pk]),
        ("plejefamilier:plejeforaelder_end", konsulent, [town.foraelder.pk]),
        ("plejefamilier:barn_create", konsulent, [town.familie.pk]),
        ("plejefamilier:barn_detail", konsulent, [town.barn.pk]),
        ("plejefamilier:barn_update", konsulent, [town.barn.pk]),
        ("plejefamilier:anbringelse_create", konsulent, [town.barn.pk]),
        ("plejefamilier:behov_list", leder, []),
        ("plejefamilier:tilsyn_list", town.people[Rolle.MYNDIGHEDSRAADGIVER], []),
        ("plejefamilier:behov_create", konsulent, [town.barn.pk]),
        ("plejefamilier:behov_update", konsulent, [town.fakta["behov"].pk]),
        ("plejefamilier:oenske_create", konsulent, [town.barn.pk]),
        ("plejefamilier:oenske_update", konsulent, [town.fakta["oenske"].pk]),
        ("plejefamilier:barneplan_update", konsulent, [town.barn.pk]),
        ("plejefamilier:barnemaal_create", konsulent, [town.barn.pk]),
        ("plejefamilier:barnemaal_update", konsulent, [town.fakta["barnemaal"].pk]),
        ("plejefamilier:barnsopfoelgning_create", konsulent, [town.barn.pk]),
        ("plejefamilier:aflastning_create", konsulent, [town.barn.pk]),
        ("plejefamilier:aflastning_update", konsulent, [town.fakta["aflastningsophold"].pk]),
        ("plejefamilier:tilsyn_create", konsulent, [town.barn.pk]),
        ("plejefamilier:tilsyn_withdraw", konsulent, [town.fakta["tilsynsbesoeg"].pk]),
        ("plejefamilier:foraelder_create", konsulent, [town.barn.pk]),
        ("plejefamilier:foraelder_update", konsulent, [town.fakta["foraeldreskab"].pk]),
        ("plejefamilier:foraelder_end", konsulent, [town.fakta["foraeldreskab"].pk]),
        ("plejefamilier:soeskende_create", konsulent, [town.barn.pk]),
        ("plejefamilier:soeskende_update", konsulent, [town.fakta["soeskende"].pk]),
        ("plejefamilier:anbringelse_end", konsulent, [town.anbringelse.pk]),
        ("plejefamilier:video_list", konsulent, [town.barn.pk]),
        ("plejefamilier:video_create", konsulent, [town.barn.pk]),
        ("plejefamilier:videosamtykke_create", konsulent, [town.barn.pk]),
        ("plejefamilier:videosamtykke_withdraw", konsulent, [town.fakta["videosamtykke"].pk]),
        ("plejefamilier:metode_create", konsulent, [town.barn.pk]),
        ("plejefamilier:metode_detail", konsulent, [town.fakta["metodeproeve"].pk]),
        ("plejefamilier:metode_end", konsulent, [town.fakta["metodeproeve"].pk]),
        ("plejefamilier:aftale_list", konsulent, []),
        ("plejefamilier:aftale_detail", konsulent, [town.fakta["aftale"].pk]),
        ("plejefamilier:aftale_update", konsulent, [town.fakta["aftale"].pk]),
        ("plejefamilier:aftale_drop", konsulent, [town.fakta["aftale"].pk]),
        ("plejefamilier:familie_aftale_create", konsulent, [town.familie.pk]),
        ("plejefamilier:barn_aftale_create", konsulent, [town.barn.pk]),
        ("plejefamilier:konsulent_assign", leder, [town.familie.pk]),
        ("plejefamilier:uden_konsulent", leder, []),
        ("plejefamilier:fravaer_list", leder, []),
        ("plejefamilier:fravaer_create", konsulent, []),
        ("plejefamilier:fravaer_remove", leder, [town.fravaer.pk]),
        ("plejefamilier:dataimport_list", administrator, []),
        ("plejefamilier:fordeling_list", leder, []),
        ("plejefamilier:fordeling_create", leder, [konsulent.pk]),
        *(
            ("plejefamilier:dataimport_detail", administrator, [row.pk])
            for row in town.indlaesninger
        ),
        ("plejefamilier:dataimport_undo", administrator, [town.indlaesninger[0].pk]),
        ("akuttelefon:opkald_list", leder, []),
        ("akuttelefon:opkald_create", vagt, []),
        ("akuttelefon:opkald_create", konsulent, []),
        ("akuttelefon:kladde_continue", konsulent, [town.kladde.pk]),
        ("akuttelefon:kladde_delete", konsulent, [town.kladde.pk]),
        ("akuttelefon:kladde_take_over", leder, [town.efterladt.pk]),
        ("akuttelefon:opkald_detail", konsulent, [town.opkald.pk]),
        ("akuttelefon:opkald_detail", konsulent, [town.lukket.pk]),
        ("akuttelefon:opkald_detail", leder, [town.ukendt.pk]),
        ("akuttelefon:opkald_detail", vagt, [town.opkald.pk]),
        ("akuttelefon:opkald_detail", town.people[Rolle.MYNDIGHEDSRAADGIVER], [town.vurderes.pk]),
        ("akuttelefon:opkald_detail", leder, [town.trukket.pk]),
        ("akuttelefon:opkald_withdraw", leder, [town.vurderes.pk]),
        ("akuttelefon:rettelse_create", konsulent, [town.opkald.pk]),
        ("akuttelefon:underretning_create", konsulent, [town.opkald.pk]),
        ("akuttelefon:underretning_assess", leder, [town.vurderes.underretning.pk]),
        ("akuttelefon:underretning_hand_over", leder, [town.vurderes.underretning.pk]),
        ("akuttelefon:opkald_link", leder, [town.ukendt.pk]),
        ("akuttelefon:opfoelgning_hand_over", konsulent, [town.opkald.opfoelgning.pk]),
        ("akuttelefon:frist_list", leder, []),
        ("akuttelefon:vagtplan", leder, []),
        ("akuttelefon:vagtplan", konsulent, []),
        ("akuttelefon:vagthul_list", leder, []),
        ("akuttelefon:vagt_create", leder, []),
        ("akuttelefon:vagt_update", leder, [town.min_vagt.pk]),
        ("akuttelefon:vagt_cancel", administrator, [town.min_vagt.pk]),
        ("akuttelefon:vagtserie_create", leder, []),
        ("akuttelefon:vagtserie_list", leder, []),
        ("akuttelefon:vagtserie_undo", leder, [town.serie.pk]),
        ("akuttelefon:vagt_mine", konsulent, []),
        ("akuttelefon:vagt_mine", leder, []),
        ("akuttelefon:vagt_offer", konsulent, [town.min_vagt.pk]),
        ("akuttelefon:vagttilbud_detail", konsulent, [town.tilbud.pk]),
        ("akuttelefon:vagttilbud_detail", vagt, [town.tilbud.pk]),
        ("akuttelefon:rapport", leder, []),
        ("akuttelefon:nummer", leder, []),
        ("akuttelefon:nummer", administrator, []),
        ("akuttelefon:nummer_familier", konsulent, []),
        ("akuttelefon:nummer_familier", leder, []),
        ("akuttelefon:lukning_list", konsulent, []),
        ("akuttelefon:lukning_list", leder, []),
        ("akuttelefon:henvendelse_create", konsulent, []),
        ("akuttelefon:henvendelse_update", konsulent, [town.henvendelse.pk]),
        ("akuttelefon:rapport", town.people[Rolle.PROJEKTLEDER], []),
        ("faelles:formkladde_delete", konsulent, [town.notatkladde.pk]),
        ("plejefamilier:kontakt_list", konsulent, []),
        ("plejefamilier:kontakt_list", town.people[Rolle.INSTITUTIONSMEDARBEJDER], []),
        ("plejefamilier:kontakt_vaelg", konsulent, []),
        ("plejefamilier:kontakt_detail", konsulent, [town.kontakt.pk]),
        (
            "plejefamilier:kontakt_detail",
            town.people[Rolle.INSTITUTIONSMEDARBEJDER],
            [town.kontakt.pk],
        ),
        ("plejefamilier:familie_kontakt_create", konsulent, [town.familie.pk]),
        ("plejefamilier:barn_kontakt_create", konsulent, [town.barn.pk]),
        (
            "plejefamilier:kreds_kontakt_create",
            town.people[Rolle.INSTITUTIONSMEDARBEJDER],
            [town.plads.pk],
        ),
        ("plejefamilier:samarbejde_list", town.people[Rolle.INSTITUTIONSMEDARBEJDER], []),
        ("plejefamilier:samarbejde_list", konsulent, []),
        (
            "plejefamilier:barn_samarbejde",
            town.people[Rolle.INSTITUTIONSMEDARBEJDER],
            [town.barn.pk],
        ),
        ("plejefamilier:barn_samarbejde", konsulent, [town.barn.pk]),
        ("plejefamilier:familie_samarbejde", konsulent, [town.familie.pk]),
        ("plejefamilier:barn_kredsrolle_create", konsulent, [town.barn.pk]),
        ("plejefamilier:familie_kredsrolle_create", leder, [town.familie.pk]),
        ("plejefamilier:kredsrolle_update", konsulent, [town.plads.pk]),
        ("plejefamilier:kredsrolle_end", konsulent, [town.plads.pk]),
        ("plejefamilier:barn_tovholder", konsulent, [town.barn.pk]),
        ("plejefamilier:familie_tovholder", leder, [town.familie.pk]),
        ("plejefamilier:barn_rolleaftale_create", konsulent, [town.barn.pk]),
        ("plejefamilier:familie_rolleaftale_create", konsulent, [town.familie.pk]),
        ("plejefamilier:rolleaftale_detail", konsulent, [town.roller.pk]),
        ("plejefamilier:samarbejdspunkt_update", konsulent, [town.barn.pk]),
        ("plejefamilier:raadgiverskift_create", konsulent, [town.barn.pk]),
        ("plejefamilier:samarbejdsaftale_list", leder, []),
        ("plejefamilier:samarbejdsaftale_create", leder, []),
        ("plejefamilier:samarbejdsaftale_detail", leder, [town.hus.pk]),
        ("plejefamilier:samarbejdsaftale_update", leder, [town.hus.pk]),
        ("plejefamilier:samarbejdsaftale_end", leder, [town.hus.pk]),
        ("plejefamilier:notatskabelon_list", konsulent, []),
        ("plejefamilier:notatskabelon_create", leder, []),
        ("plejefamilier:notatskabelon_update", konsulent, [town.skabelon.pk]),
        ("plejefamilier:kontaktrapport", konsulent, []),
        ("plejefamilier:kontaktrapport", leder, []),
        ("plejefamilier:overgang_list", konsulent, []),
        ("plejefamilier:overgang_create", raadgiver, []),
        ("plejefamilier:overgang_tal", leder, []),
        *(
            (f"plejefamilier:{name}", person, [town.overgang.pk])
            for person in (raadgiver, town.people[Rolle.INSTITUTIONSMEDARBEJDER])
            for name in ("overgang_detail", "udslusningsplan_detail", "overgangskontakt_create")
        ),
        *(
            (f"plejefamilier:{name}", raadgiver, [town.overgang.pk])
            for name in (
                "overgang_update",
                "overgang_flyt",
                "overgang_close",
                "overgang_stemme",
                "overgang_opstartsmoede",
                "overgang_samarbejdsmoeder",
                "udslusningsplan_update",
                "kendtvoksen_create",
            )
        ),
        ("plejefamilier:moede_list", konsulent, []),
        ("plejefamilier:moede_create", konsulent, []),
        *(
            (f"plejefamilier:{name}", konsulent, [town.moede.pk])
            for name in (
                "moede_detail",
                "moede_move",
                "moede_cancel",
                "moede_aftale_create",
                "deltager_update",
                "dagsorden_update",
            )
        ),
        ("plejefamilier:moede_detail", konsulent, [town.laast.pk]),
        ("plejefamilier:referat_update", konsulent, [town.skrives.pk]),
        ("plejefamilier:referatrettelse_create", konsulent, [town.laast.pk]),
        ("plejefamilier:moedeserie_detail", konsulent, [town.moedeserie.pk]),
        ("plejefamilier:moedeserie_end", konsulent, [town.moedeserie.pk]),
        ("plejefamilier:kendtvoksen_end", raadgiver, [town.kendtvoksen.pk]),
        ("plejefamilier:overgangskontakt_hold", konsulent, [town.overgangskontakt.pk]),
        ("plejefamilier:overgangskontakt_cancel", konsulent, [town.overgangskontakt.pk]),
        ("plejefamilier:indskrivning_list", konsulent, []),
        ("plejefamilier:indskrivning_create", konsulent, [town.familie.pk]),
        ("plejefamilier:indskrivning_create", leder, [town.uden.pk]),
        ("plejefamilier:informering_create", konsulent, [town.familie.pk]),
        ("plejefamilier:indskrivning_end", konsulent, [town.indskrivning.pk]),
        ("plejefamilier:anmodning_list", leder, []),
        ("plejefamilier:anmodning_create", konsulent, [town.familie.pk]),
        ("plejefamilier:anmodning_detail", konsulent, [town.anmodning.pk]),
        ("plejefamilier:rekruttering_tal", town.people[Rolle.PROJEKTLEDER], []),
        ("plejefamilier:kriterium_list", leder, []),
        ("plejefamilier:implementering", town.people[Rolle.PROJEKTLEDER], []),
        ("plejefamilier:implementering", konsulent, []),
        ("plejefamilier:punkt_update", town.people[Rolle.PROJEKTLEDER], ["samarbejde", "dele"]),
        ("plejefamilier:implementeringsstatus_create", leder, ["foraeldre"]),
        ("plejefamilier:implementeringssag_create", leder, []),
        ("plejefamilier:implementeringssag_solve", konsulent, [town.implementeringssag.pk]),
        ("plejefamilier:sparring_create", leder, []),
        ("plejefamilier:person_create", leder, []),
        ("plejefamilier:person_end", leder, [town.implementeringsperson.pk]),
        ("plejefamilier:tilbud_list", leder, []),
        ("plejefamilier:tilbud_create", leder, []),
        ("plejefamilier:tilbud_update", leder, [town.plejetilbud.pk]),
        ("plejefamilier:tilbud_end", leder, [town.plejetilbud.pk]),
        ("plejefamilier:retningslinje_list", town.people[Rolle.INSTITUTIONSBOOKER], []),
        (
            "plejefamilier:retningslinje_detail",
            town.people[Rolle.INSTITUTIONSMEDARBEJDER],
            [town.retningslinje.pk],
        ),
        ("plejefamilier:retningslinje_create", leder, []),
        ("plejefamilier:retningslinje_update", leder, [town.retningslinje.pk]),
        ("overblik:soeg", konsulent, []),
        *supervision_pages(town),
        *netvaerk_pages(town),
        *(("overblik:min_dag", person, []) for person in town.people.values()),
        ("account_change_password", konsulent, []),
        ("account_logout", konsulent, []),
        ("account_login", None, []),
        ("account_reset_password", None, []),
        ("account_reset_password_done", None, []),
    ]
    return [(name, person, reverse(name, args=args)) for name, person, args in found]


# Addresses that are no pages: pressed, fetched by a page, printed, or reached through a mail.
NO_PAGES = (
    {
        "plejefamilier:moede_pdf",
        "plejefamilier:moede_svar",
        "plejefamilier:referat_lock",
        "plejefamilier:kriterium_retire",
        "plejefamilier:sparring_retire",
        "plejefamilier:implementering_pdf",
        "plejefamilier:kredsrolle_undo",
        "plejefamilier:rolleaftale_pdf",
        "faelles:formkladde_continue",
        "faelles:formkladde_restore",
        "faelles:formkladde_save",
        "plejefamilier:kontakt_correct",
        "plejefamilier:kontakt_share",
        "plejefamilier:kontaktdeling_withdraw",
        "plejefamilier:kontaktrapport_excel",
        "plejefamilier:notatskabelon_remove",
        "plejefamilier:dataimport_template",
        "plejefamilier:dataimport_status",
        "plejefamilier:dataimport_errors",
        "plejefamilier:dataimport_start",
        "plejefamilier:dataimport_give_up",
        "faelles:besked_open",
        "faelles:besked_read_all",
        "faelles:bruger_activate",
        "faelles:bruger_link",
        "faelles:session_forlaeng",
        "plejefamilier:plejefamilie_adresse",
        "plejefamilier:barn_cpr",
        "plejefamilier:aflastning_cancel",
        "plejefamilier:aftale_reopen",
        "plejefamilier:video_fetch",
        "plejefamilier:video_delete",
        "plejefamilier:soeskende_remove",
        "plejefamilier:overgang_pdf",
        "plejefamilier:overgang_raadgivning",
        "akuttelefon:kladde_restore",
        "akuttelefon:kladde_save",
        "akuttelefon:opkald_familier",
        "akuttelefon:nummer_undo",
        "akuttelefon:nummer_udlever",
        "akuttelefon:lukning_stop",
        "akuttelefon:lukning_resume",
        "akuttelefon:henvendelse_slags",
        "akuttelefon:opkald_forloeb",
        "akuttelefon:opkald_pdf",
        "akuttelefon:rapport_excel",
        "akuttelefon:rapport_pdf",
        "akuttelefon:opkald_restore",
        "akuttelefon:underretning_take",
        "akuttelefon:opfoelgning_complete",
        "akuttelefon:linje_take",
        "akuttelefon:linje_release",
        "akuttelefon:vagttilbud_accept",
        "akuttelefon:vagttilbud_decline",
        "akuttelefon:vagttilbud_withdraw",
        "akuttelefon:vagtkalender_open",
        "akuttelefon:vagtkalender_close",
        "akuttelefon:vagtkalender_feed",
        "account_reset_password_from_key",
        "account_reset_password_from_key_done",
        "account_inactive",
        "account_signup",
        "account_reauthenticate",
        "account_set_password",
        "account_email",
        "account_confirm_email",
        "account_email_verification_sent",
    }
    | NO_PAGES_OF_SUPERVISION
    | NO_PAGES_OF_NETVAERK
)


def url_names(resolver=None, prefix=""):
    """The name of every address of the house, with its namespace."""
    resolver = resolver or get_resolver()
    names = set()
    for entry in resolver.url_patterns:
        if hasattr(entry, "url_patterns"):
            inner = f"{prefix}{entry.namespace}:" if entry.namespace else prefix
            names |= url_names(entry, inner)
        elif entry.name:
            names.add(f"{prefix}{entry.name}")
    return names
