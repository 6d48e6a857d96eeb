"""The agreement on what a konsulterende forløb aims at: written, and signed by both (G5)."""

from django.core.exceptions import ValidationError
from django.db.models import F
from django.urls import reverse
from django.utils import timezone

from faelles import audit, notices
from faelles.action import action
from faelles.versions import STALE, refuse_other_version
from plejefamilier.ansvar import ansvarlige_for
from plejefamilier.models import Barnemaal
from supervision.models import Forloeb, Forloebsaftale

SKRIV_UNDER = "En aftale om et konsulterende forløb venter på din underskrift"
USIGNERET = "usigneret"  # the code of »held before both have signed«
UDEN_UNDERSKRIFT = "Første møde holdt, før aftalen var underskrevet:"


@action
def save_forloebsaftale(*, by, forloeb, maal, indhold, version, barnemaal=None, trivsel_foer=None):
    """Write what the forløb aims at and holds; a change takes both signatures away (G5).

    `barnemaal` are goals of the child's plan; None leaves those that stand, for whoever may not see
    the plan. `trivsel_foer` is how the child is now, 1–10, and no part of the agreement (G7).
    Raises ValidationError: "afsluttet" for a forløb that has ended, "maal" for a goal of another
    child, STALE when somebody saved in between. Returns (agreement, True when changed).
    """
    opened = _open(forloeb)
    row, _ = Forloebsaftale.objects.select_for_update(of=("self",)).get_or_create(
        forloeb=forloeb, defaults={"maal": forloeb.maal, "indhold": forloeb.problem}
    )
    refuse_other_version(row, version)
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
    if opened.trivsel_foer != trivsel_foer:
        opened.trivsel_foer = trivsel_foer
        opened.full_clean(exclude=["afsluttet_af"])
        opened.save(update_fields=["trivsel_foer"])
        audit.record("forloeb.trivsel", opened, by=by, familie_id=opened.plejefamilie_id)
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


@action
def excuse_unsigned(*, by, forloeb, begrundelse):
    """Write why the first meeting is held before both have signed; it stands as a deviation (G5).

    Raises ValidationError for no reason (code "begrundelse").
    """
    row = _open(forloeb)
    if not begrundelse.strip():
        text = "Skriv, hvorfor mødet holdes, før aftalen er underskrevet."
        raise ValidationError({"begrundelse": ValidationError(text, code="begrundelse")})
    line = f"{UDEN_UNDERSKRIFT} {begrundelse.strip()}"
    if line not in row.afvigelse:
        row.afvigelse = f"{row.afvigelse}\n{line}".strip()
        row.save(update_fields=["afvigelse"])
        audit.record("forloeb.uden_underskrift", row, by=by, familie_id=row.plejefamilie_id)
    return row


def require_signed(forloeb):
    """Refuse to write down the first meeting without both signatures or a reason (G5).

    Raises ValidationError (code USIGNERET). Says nothing of other kinds of forløb.
    """
    if forloeb.slags != Forloeb.Slags.KONSULTERENDE or forloeb.sessioner.held().exists():
        return
    signed = Forloebsaftale.objects.filter(
        forloeb=forloeb, supervisor_at__isnull=False, konsulent_at__isnull=False
    )
    if UDEN_UNDERSKRIFT not in forloeb.afvigelse and not signed.exists():
        raise ValidationError(
            "Aftalen om forløbet mangler underskrift. Åbn aftalen fra forløbets side: skriv under, "
            "eller skriv, hvorfor mødet blev holdt uden. Din tekst er gemt som kladde.",
            code=USIGNERET,
        )


def _open(forloeb):
    """Lock the forløb; a closed one is not written in any more."""
    row = Forloeb.objects.select_for_update(no_key=True, of=("self",)).get(pk=forloeb.pk)
    if row.afsluttet_at is not None:
        raise ValidationError("Forløbet er sluttet.", code="afsluttet")
    return row


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
