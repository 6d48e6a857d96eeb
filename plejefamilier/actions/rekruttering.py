"""Taking families into the effort: criteria, who told whom what, enrolment (C1–C11)."""

from django.core.exceptions import ValidationError
from django.utils import timezone

from faelles import audit
from faelles.action import action
from faelles.constraints import on_day
from plejefamilier.actions.save import refuse_backwards, save_or_explain
from plejefamilier.models import (
    Indskrivning,
    Informering,
    Plejefamilie,
    Rekrutteringskriterium,
)
from plejefamilier.rekruttering import erfaring_on


@action
def create_kriterium(*, by, kommune, tekst, forklaring="", skal=False):
    """Add a criterion of the municipality (C4, C8). Raises ValidationError when it has it."""
    row = save_or_explain(
        Rekrutteringskriterium(
            kommune=kommune, tekst=tekst.strip(), forklaring=forklaring.strip(), skal=skal
        )
    )
    audit.record("kriterium.oprettet", row, by=by)
    return row


@action
def retire_kriterium(*, by, kriterium):
    """A criterion is no longer used; enrolments keep it. A second press changes nothing."""
    row = Rekrutteringskriterium.objects.select_for_update().get(pk=kriterium.pk)
    if row.aktiv:
        row.aktiv = False
        row.save(update_fields=["aktiv"])
        audit.record("kriterium.udgaaet", row, by=by)
    return row


@action
def inform_familie(*, by, plejefamilie, dato, af, hvad, materiale="", svar=""):
    """Note who told the family what about the effort, when, and with which material (C9).

    Raises ValidationError (code "fremtid") for a day to come.
    """
    if dato > timezone.localdate():
        raise ValidationError(
            {"dato": ValidationError("Datoen ligger i fremtiden.", code="fremtid")}
        )
    row = Informering(
        plejefamilie=plejefamilie,
        dato=dato,
        af=af,
        hvad=hvad.strip(),
        materiale=materiale.strip(),
        svar=svar.strip(),
    )
    row.full_clean()
    row.save()
    audit.record("informering.noteret", row, by=by, familie_id=plejefamilie.pk)
    return row


@action
def enrol_familie(*, by, plejefamilie, intensitet, fra, kilde, kriterier=(), begrundelse=""):
    """The family takes part in the effort from `fra` with an intensity (C7).

    Its years of experience are kept as they are that day (C10). Raises ValidationError (code
    "ophoert") for a family that has stopped, (code "ingen_anbringelse") at `fra` when no child
    lives there day and night that day (C1), (code "kriterier") at `begrundelse` when a criterion
    that must be met is not and no reason is given, and with the constraint's sentence when the
    family takes part already.
    """
    familie = Plejefamilie.objects.select_for_update(no_key=True).get(pk=plejefamilie.pk)
    if familie.ophoert_paa:
        raise ValidationError("Familien er afsluttet.", code="ophoert")
    if not familie.anbringelser.doegn().filter(on_day(fra)).exists():
        raise ValidationError(
            {
                "fra": ValidationError(
                    "Der bor ikke et barn fast hos familien den dag. Kun familier med et barn i "
                    "pleje kan være med.",
                    code="ingen_anbringelse",
                )
            }
        )
    fulfilled = {row.pk for row in kriterier}
    active = Rekrutteringskriterium.objects.filter(kommune=familie.kommune_id, aktiv=True)
    missing = active.filter(skal=True).exclude(pk__in=fulfilled)
    if not begrundelse.strip() and missing.exists():
        raise ValidationError(
            {
                "begrundelse": ValidationError(
                    "Et kriterium, der skal være opfyldt, er det ikke. Skriv, hvorfor familien "
                    "alligevel er med.",
                    code="kriterier",
                )
            }
        )
    row = save_or_explain(
        Indskrivning(
            plejefamilie=familie,
            intensitet=intensitet,
            fra=fra,
            kilde=kilde,
            begrundelse=begrundelse.strip(),
            erfaring_aar=erfaring_on(familie, fra),
            by=by,
        )
    )
    row.kriterier.set(active.filter(pk__in=fulfilled))
    audit.record(
        "indskrivning.oprettet",
        row,
        by=by,
        familie_id=familie.pk,
        intensitet=row.intensitet,
        kriterier=sorted(fulfilled),
    )
    return row


@action
def end_indskrivning(*, by, indskrivning, til, slut_begrundelse):
    """The family is no longer part of the effort after `til`, and why.

    Raises ValidationError (code "slut") when it has ended already, and at `til` for a last day
    before the first.
    """
    row = Indskrivning.objects.select_for_update(of=("self",)).get(pk=indskrivning.pk)
    if row.til is not None:
        raise ValidationError("Indskrivningen er allerede afsluttet.", code="slut")
    refuse_backwards(row.fra, til)
    row.til, row.slut_begrundelse = til, slut_begrundelse.strip()
    row = save_or_explain(row)
    audit.record("indskrivning.afsluttet", row, by=by, familie_id=row.plejefamilie_id)
    return row
