"""Who holds the line now: on every page of the line."""

from dataclasses import dataclass
from datetime import datetime

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, OuterRef
from django.db.models.functions import JSONObject
from django.utils import timezone

from akuttelefon.frist import Aabningstid
from akuttelefon.models import Vagt
from faelles import danish, regler
from faelles.kalender import NOEGLER, kalender_of
from faelles.models import Lukkedag, Organisation

AABNINGSTID = ("akut.aabner", "akut.lukker")


@dataclass(frozen=True)
class Vagthavende:
    """Somebody on duty: `navn` is empty while the provider's name is still to come."""

    bruger_id: int | None
    navn: str
    udbyder: str
    telefon: str
    slut: datetime


@dataclass(frozen=True)
class PaaVagt:
    """Who is on duty; when nobody is, whether the line must be manned now."""

    hvem: list
    aabent_til: str = ""  # »kl. 15.00« inside opening hours with nobody on duty

    @property
    def ubemandet(self):
        """Nobody is on duty and the municipality is closed (K3)."""
        return not self.hvem and not self.aabent_til


def paa_vagt(kommune, now=None):
    """Who is on duty in `kommune` at the moment `now`: one query, two when nobody is (K3, R16)."""
    now = now or timezone.now()
    local = timezone.localtime(now)
    shifts = (
        Vagt.objects.at(now)
        .filter(kommune=OuterRef("pk"))
        .order_by("start", "pk")
        .values(
            data=JSONObject(
                bruger_id="bruger",
                navn="bruger__navn",
                telefon="bruger__telefon",
                udbyder="udbyder__navn",
                udbyder_telefon="udbyder__telefon",
                slut="slut",
            )
        )
    )
    closed = Lukkedag.objects.filter(
        kommune=OuterRef("pk"), fra__lte=local.date(), til__gte=local.date()
    )
    row = (
        Organisation.objects.filter(pk=kommune.pk)
        .annotate(vagter=ArraySubquery(shifts), lukkedag=Exists(closed))
        .values("vagter", "lukkedag")
        .get()
    )
    if row["vagter"]:
        return PaaVagt([_vagthavende(shift) for shift in row["vagter"]])
    values = regler.values((*NOEGLER, *AABNINGSTID), kommune)
    kalender = kalender_of(values, {local.date(): "Lukket"} if row["lukkedag"] else {})
    aabningstid = Aabningstid(values["akut.aabner"], values["akut.lukker"])
    aabent = aabningstid.holds(now, kalender)
    return PaaVagt([], danish.kl(aabningstid.lukker) if aabent else "")


def _vagthavende(shift):
    return Vagthavende(
        bruger_id=shift["bruger_id"],
        navn=shift["navn"] or "",
        udbyder=shift["udbyder"],
        telefon=shift["telefon"] or shift["udbyder_telefon"] or "",
        slut=datetime.fromisoformat(shift["slut"]),
    )
