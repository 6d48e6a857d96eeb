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
from faelles.models import Lukkedag, Organisation
from plejefamilier import actions as ground
from plejefamilier.models import Anbringelse
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
    return SimpleNamespace(
        henvendelse=henvendelse,
        kladde=kladde,
        efterladt=efterladt,
        kommune=kommune,
        people=people,
        familie=bruun,
        foraelder=bruun.plejeforaeldre.first(),
        barn=barn,
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
        ("plejefamilier:plejeforaelder_create", konsulent, [town.familie.pk]),
        ("plejefamilier:plejeforaelder_update", konsulent, [town.foraelder.pk]),
        ("plejefamilier:plejeforaelder_end", konsulent, [town.foraelder.pk]),
        ("plejefamilier:barn_create", konsulent, [town.familie.pk]),
        ("plejefamilier:barn_detail", konsulent, [town.barn.pk]),
        ("plejefamilier:barn_update", konsulent, [town.barn.pk]),
        ("plejefamilier:anbringelse_create", konsulent, [town.barn.pk]),
        ("plejefamilier:anbringelse_end", konsulent, [town.anbringelse.pk]),
        ("plejefamilier:konsulent_assign", leder, [town.familie.pk]),
        ("plejefamilier:uden_konsulent", leder, []),
        ("plejefamilier:fravaer_list", leder, []),
        ("plejefamilier:fravaer_create", konsulent, []),
        ("plejefamilier:fravaer_remove", leder, [town.fravaer.pk]),
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
        ("overblik:soeg", konsulent, []),
        *(("overblik:min_dag", person, []) for person in town.people.values()),
        ("account_change_password", konsulent, []),
        ("account_logout", konsulent, []),
        ("account_login", None, []),
        ("account_reset_password", None, []),
        ("account_reset_password_done", None, []),
    ]
    return [(name, person, reverse(name, args=args)) for name, person, args in found]


# Addresses that are no pages: pressed, fetched by a page, printed, or reached through a mail.
NO_PAGES = {
    "faelles:besked_open",
    "faelles:besked_read_all",
    "faelles:bruger_activate",
    "faelles:bruger_link",
    "faelles:session_forlaeng",
    "plejefamilier:plejefamilie_adresse",
    "plejefamilier:barn_cpr",
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
