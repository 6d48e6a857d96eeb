"""The agreement on what a konsulterende forløb aims at: written, and signed by both (G5)."""

from django.core.exceptions import ValidationError
from django.db.models import F
from django.urls import reverse
from django.utils import timezone

from faelles import audit, notices
from faelles.action import action
from faelles.versions import STALE
from plejefamilier.ansvar import ansvarlige_for
from plejefamilier.models import Barnemaal
from supervision.models import Forloeb, Forloebsaftale

SKRIV_UNDER = "En aftale om et konsulterende forløb venter på din underskrift"
USIGNERET = "usigneret"  # the code of »held before both have signed«


@action
def save_forloebsaftale(*, by, forloeb, maal, indhold, version, barnemaal=None):
    """Write what the forløb aims at and holds; a change takes both signatures away (G5).

    `barnemaal` are goals of the child's plan; None leaves those that stand, for whoever may not see
    the plan. Raises ValidationError: "afsluttet" for a forløb that has ended, "maal" for a goal of
    another child, STALE when somebody saved in between. Returns (agreement, True when changed).
    """
    _open(forloeb)
    row, _ = Forloebsaftale.objects.select_for_update(of=("self",)).get_or_create(
        forloeb=forloeb, defaults={"maal": forloeb.maal, "indhold": forloeb.problem}
    )
    if row.version != version:
        raise ValidationError(
            "En kollega har gemt ændringer, mens du skrev. Sammenlign og gem igen.", code=STALE
        )
    kept = {*row.barnemaal.values_list("pk", flat=True)}
    wanted = kept if barnemaal is None else {one.pk for one in barnemaal}
    foreign = Barnemaal.objects.filter(pk__in=wanted - kept).exclude(barn=forloeb.barn_id)
    if foreign.exists():
        raise ValidationError(
            {"barnemaal": ValidationError("Vælg mål for barnet selv.", code="maal")}
        )
    new = {"maal": maal.strip(), "indhold": indhold.strip()}
    changed = [name for name, value in new.items() if getattr(row, name) != value]
    if wanted != kept:
        changed.append("barnemaal")
    if not changed:
        return row, False
    row.maal, row.indhold = new["maal"], new["indhold"]
    row.supervisor_at = row.supervisor_af = row.konsulent_at = row.konsulent_af = None
    row.version = F("version") + 1
    row.full_clean(exclude=["forloeb", "supervisor_af", "konsulent_af", "version"])
    row.save()
    row.barnemaal.set(wanted)
    row.refresh_from_db()
    audit.record(
        "forloebsaftale.skrevet", row, by=by, familie_id=forloeb.plejefamilie_id, felter=changed
    )
    _ask(row, forloeb, by=by)
    return row, True


@action
def sign_forloebsaftale(*, by, forloeb, version):
    """Sign for oneself: the supervisor as such, the family's konsulent of today as such (G5, R6).

    The other is told. Signing twice changes nothing. Raises ValidationError: "afsluttet",
    "ikke_din" for anybody else, STALE when the text is no longer the one that was read.
    """
    _open(forloeb)
    row = Forloebsaftale.objects.select_for_update(of=("self",)).get(forloeb=forloeb)
    if row.version != version:
        raise ValidationError(
            "Aftalen er ændret, siden du læste den. Læs den igen, før du skriver under.", code=STALE
        )
    sides = [side for side in sides_of(by, forloeb) if getattr(row, f"{side}_at") is None]
    if not sides:
        if sides_of(by, forloeb):
            return row
        raise ValidationError(
            "Aftalen skrives under af supervisor og familiens konsulent.", code="ikke_din"
        )
    for side in sides[:1]:
        setattr(row, f"{side}_at", timezone.now())
        setattr(row, f"{side}_af", by)
        row.save(update_fields=[f"{side}_at", f"{side}_af"])
        audit.record(
            "forloebsaftale.underskrevet",
            row,
            by=by,
            familie_id=forloeb.plejefamilie_id,
            side=side,
        )
    _ask(row, forloeb, by=by)
    return row


def sides_of(bruger, forloeb):
    """For which sides `bruger` may sign: »supervisor«, »konsulent«, or none."""
    sides = ["supervisor"] if forloeb.supervisor_id == bruger.pk else []
    konsulenter = ansvarlige_for(forloeb.plejefamilie, timezone.localdate())
    return sides + (["konsulent"] if bruger.pk in {one.pk for one in konsulenter} else [])


def require_signed(forloeb, begrundelse=""):
    """Refuse the first meeting held without both signatures, unless there is a reason (G5).

    Returns the sentence that is kept as the forløb's afvigelse, or "" when nothing deviates. Raises
    ValidationError (code USIGNERET).
    """
    if forloeb.slags != Forloeb.Slags.KONSULTERENDE:
        return ""
    signed = Forloebsaftale.objects.filter(
        forloeb=forloeb, supervisor_at__isnull=False, konsulent_at__isnull=False
    )
    if signed.exists():
        return ""
    if not begrundelse.strip():
        raise ValidationError(
            "Aftalen om forløbet mangler underskrift. Skriv under først, eller skriv, hvorfor "
            "mødet blev holdt uden.",
            code=USIGNERET,
        )
    return f"Første møde blev holdt, før aftalen var underskrevet: {begrundelse.strip()}"


def _open(forloeb):
    """Lock the forløb; a closed one is not written in any more."""
    row = Forloeb.objects.select_for_update(no_key=True, of=("self",)).get(pk=forloeb.pk)
    if row.afsluttet_at is not None:
        raise ValidationError("Forløbet er sluttet.", code="afsluttet")


def _ask(row, forloeb, *, by):
    """Tell those who have not signed this text; take back what was said about an earlier one."""
    kilde = f"forloebsaftale-{row.pk}-"
    if row.supervisor_at and row.konsulent_at:
        notices.cancel_all(kilde)
        notices.mark_read(kilde)
        return
    missing = [] if row.supervisor_at else [forloeb.supervisor]
    if not row.konsulent_at:
        missing += ansvarlige_for(forloeb.plejefamilie, timezone.localdate())
    url = reverse("supervision:forloebsaftale_detail", args=[forloeb.pk])
    for person in {one.pk: one for one in missing if one.pk != by.pk}.values():
        notices.notify(person, key=f"{kilde}{row.version}", tekst=SKRIV_UNDER, url=url)
