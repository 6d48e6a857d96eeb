"""What Driftsstatus looks after on the emergency line. Numbers only: no family, no text."""

from datetime import timedelta

from django.db.models import Count, Min
from django.urls import reverse
from django.utils import timezone

from akuttelefon import bemanding, vagtplan
from akuttelefon import frist as rules
from akuttelefon.models import Lukkebesked, Opfoelgning, Opkaldskladde, Underretning
from faelles import danish, regler
from faelles.access import Permission
from faelles.drift import Grad, Tilstand, godt
from faelles.kalender import kalender_for
from faelles.models import Organisation

AHEAD = timedelta(days=1)
GRACE = timedelta(minutes=5)  # beat comes round every minute
LUKKEBESKED_LATE = timedelta(minutes=15)


def _kommuner(bruger):
    return Organisation.objects.filter(pk__in=bruger.kommuner_med(Permission.SEE_DRIFT))


def eskaleringer(bruger, now):
    """Overdue duties whose leader should have been told by now and has not."""
    antal, siden = 0, None
    for kommune in _kommuner(bruger):
        kalender = kalender_for(kommune)
        klokken = regler.value("akut.eskalering_kl", kommune)
        overdue = Opfoelgning.objects.overdue(timezone.localdate(now)).filter(
            opkald__kommune=kommune, escalated_at=None
        )
        for row in overdue.order_by().values("frist").annotate(antal=Count("pk")):
            moment = rules.escalate_at(row["frist"], kalender, klokken)
            if moment + GRACE < now:
                antal += row["antal"]
                siden = min(siden or moment, moment)
    if not antal:
        return [godt("Opfølgninger", "Lederen har fået besked om alle, der er over fristen.")]
    return [
        Tilstand(
            "Opfølgninger",
            Grad.GALT,
            f"Lederen mangler besked om {danish.antal(antal, 'opfølgning', 'opfølgninger')} "
            "over fristen",
            siden=siden,
            betyder="Opgaven står på Min dag hos den, der har den, men ingen leder er kaldt til.",
            goer="Står beat eller worker stille, så ret det først. Ellers har kommunen ingen "
            "teamleder i dag: giv en bruger rollen.",
            url=reverse("faelles:bruger_list"),
            url_tekst="Brugere",
        )
    ]


def uden_ansvarlig(bruger, now):
    """Open duties that belong to nobody, because the municipality has no leader."""
    kommuner = _kommuner(bruger)
    opgaver = Opfoelgning.objects.open().filter(opkald__kommune__in=kommuner, ansvarlig=None)
    vurderinger = Underretning.objects.open().filter(opkald__kommune__in=kommuner, ansvarlig=None)
    ene = opgaver.aggregate(antal=Count("pk"), siden=Min("opkald__registered_at"))
    anden = vurderinger.aggregate(antal=Count("pk"), siden=Min("oprettet_at"))
    antal = ene["antal"] + anden["antal"]
    if not antal:
        return [godt("Ansvarlige", "Alle opgaver har en ansvarlig.")]
    return [
        Tilstand(
            "Ansvarlige",
            Grad.GALT,
            f"{danish.antal(antal, 'opgave', 'opgaver')} har ingen ansvarlig",
            siden=min(at for at in (ene["siden"], anden["siden"]) if at),
            betyder="Ingen er bedt om at følge op. Opgaven står kun på listen over frister.",
            goer="Giv en bruger rollen teamleder. Inden for fem minutter får lederen opgaverne.",
            url=reverse("faelles:bruger_list"),
            url_tekst="Brugere",
        )
    ]


def underretninger(bruger, now):
    """Notifications of concern that nobody has assessed within their hours."""
    late = Underretning.objects.open().filter(opkald__kommune__in=_kommuner(bruger), frist__lte=now)
    told = late.aggregate(antal=Count("pk"), siden=Min("frist"))
    if not told["antal"]:
        return [godt("Underretninger", "Ingen er over fristen.")]
    return [
        Tilstand(
            "Underretninger",
            Grad.GALT,
            f"{danish.antal(told['antal'], 'underretning', 'underretninger')} er ikke vurderet "
            "til tiden",
            siden=told["siden"],
            betyder="Et barn kan være i fare. Loven giver 24 timer.",
            goer="Ring til teamlederen nu. Opgaven står øverst på hendes Min dag.",
        )
    ]


def kladder(bruger, now):
    """Calls that somebody began to write and has not saved within the hours of the rule."""
    antal, siden = 0, None
    for kommune in _kommuner(bruger):
        hours = timedelta(hours=regler.value("akut.kladde_leder_timer", kommune))
        told = (
            Opkaldskladde.objects.open()
            .filter(kommune=kommune, updated_at__lt=now - hours)
            .aggregate(antal=Count("pk"), siden=Min("updated_at"))
        )
        antal += told["antal"]
        siden = min((at for at in (siden, told["siden"]) if at), default=None)
    if not antal:
        return [godt("Kladder", "Ingen opkald har ligget for længe uden at være gemt.")]
    return [
        Tilstand(
            "Kladder",
            Grad.ADVARSEL,
            f"{danish.antal(antal, 'opkald', 'opkald')} er begyndt og ikke gemt",
            siden=siden,
            betyder="Der er ingen opfølgning på et opkald, før det er gemt.",
            goer="Bed teamlederen tale med den, der skrev. Kladden står på begges Min dag.",
        )
    ]


def lukkebeskeder(bruger, now):
    """Mails to families about a long closing that should have left a quarter of an hour ago."""
    late = Lukkebesked.objects.waiting().filter(
        kanal=Lukkebesked.Kanal.MAIL,
        plejefamilie__kommune__in=_kommuner(bruger),
        due_at__lt=now - LUKKEBESKED_LATE,
        til__gte=timezone.localdate(now),
    )
    told = late.aggregate(antal=Count("pk"), siden=Min("due_at"))
    if not told["antal"]:
        return [godt("Besked før lukning", "Ingen mails til familierne er forsinket.")]
    return [
        Tilstand(
            "Besked før lukning",
            Grad.ADVARSEL,
            f"{danish.antal(told['antal'], 'mail', 'mails')} til familierne er ikke gået ud",
            siden=told["siden"],
            betyder="Familierne får ikke akuttelefonens nummer, før kommunen lukker.",
            goer="Se, om akuttelefonens nummer er sat, og om mailserveren svarer.",
        )
    ]


def vagtplan_huller(bruger, now):
    """Stretches of the next 24 hours, outside opening hours, in which nobody is on duty (K3)."""
    huller = [
        hul
        for kommune in _kommuner(bruger)
        for hul in vagtplan.gaps(
            bemanding.grundlag_for(kommune).required(now, now + AHEAD),
            bemanding.shifts_between(kommune, now, now + AHEAD),
        )
    ]
    if not huller:
        return [godt("Vagtplan", "Linjen er bemandet det næste døgn.")]
    first = min(huller).start
    if begun := first <= now + GRACE:
        tekst = "Ingen har akuttelefonen nu"
    else:
        start = timezone.localtime(first)
        day = danish.naer_dag(start.date(), timezone.localdate(now))
        tekst = f"Ingen har akuttelefonen fra {day} {danish.kl(start)}"
    return [
        Tilstand(
            "Vagtplan",
            Grad.GALT if begun else Grad.ADVARSEL,
            tekst,
            betyder="Ringer en familie i det tidsrum, er det ikke aftalt, hvem der svarer.",
            goer="Sæt en person på vagten, eller aftal den med den, der besvarer akuttelefonen.",
            detalje=(
                f"{danish.antal(len(huller), 'hul', 'huller')} i alt det næste døgn."
                if len(huller) > 1
                else ""
            ),
            url=reverse("akuttelefon:vagthul_list"),
            url_tekst="Huller i vagtplanen",
        )
    ]
