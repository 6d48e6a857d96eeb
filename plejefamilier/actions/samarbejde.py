"""The points of a cooperation, the wish for another rådgiver, and agreements with institutions."""

from datetime import timedelta

from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from faelles import audit, notices, regler
from faelles.access import Permission, Rolle
from faelles.action import action
from faelles.constraints import on_day
from faelles.models import Bruger, Organisation, Rolletildeling
from faelles.versions import save_changes
from plejefamilier.actions.aftale import create_aftale
from plejefamilier.actions.kreds import cooperating
from plejefamilier.actions.save import save_or_explain
from plejefamilier.models import Anbringelse, Barn, Samarbejdsaftale, Samarbejdspunkt


@action
def set_samarbejdspunkter(*, by, barn, datoer):
    """Note when each point was done (B9, B21, V4, V5); None takes a note back.

    `datoer` is {key of Samarbejdspunkt.Noegle: date or None}; keys left out stay as they are.
    Raises ValidationError at a key (code "fremtid") for a day that has not come.
    """
    today = timezone.localdate()
    late = {
        key: ValidationError("Datoen ligger i fremtiden.", code="fremtid")
        for key, day in datoer.items()
        if day and day > today
    }
    if late:
        raise ValidationError(late)
    Barn.objects.select_for_update(no_key=True).get(pk=barn.pk)
    rows = {row.noegle: row for row in barn.samarbejdspunkter.all()}
    for key, day in datoer.items():
        row = rows.get(key)
        if row and day is None:
            audit.record("samarbejdspunkt.fjernet", row, by=by, barn=str(barn.pk), punkt=key)
            row.delete()
        elif day and (row is None or row.dato != day):
            row = row or Samarbejdspunkt(barn=barn, noegle=key)
            row.dato, row.by, row.at = day, by, timezone.now()
            save_or_explain(row)
            audit.record("samarbejdspunkt.noteret", row, by=by, barn=str(barn.pk), punkt=key)


@action
def request_raadgiverskift(*, by, barn, begrundelse):
    """Ask the leader whether the child should have another rådgiver, and why (B27).

    Becomes an agreement that stands on the leader's Min dag until it is settled. Raises
    ValidationError (code "ingen_leder") when nobody leads the team of the child's home.
    """
    today = timezone.localdate()
    homes = Anbringelse.objects.filter(on_day(today), barn=barn)
    roles = Rolletildeling.objects.filter(
        on_day(today), rolle=Rolle.TEAMLEDER, team__in=homes.values("plejefamilie__team")
    )
    leder = Bruger.objects.filter(is_active=True, pk__in=roles.values("bruger")).order_by("pk")
    leder = leder.first()
    if leder is None:
        raise ValidationError(
            "Ingen leder det team, barnets plejefamilie hører til.", code="ingen_leder"
        )
    days = regler.value("samarbejde.raadgiverskift_dage", barn.kommune)
    aftale = create_aftale(
        by=by,
        kommune=barn.kommune,
        barn=barn,
        tekst=f"Tag stilling til, om barnet skal have en anden rådgiver. {begrundelse.strip()}",
        ansvarlig=leder,
        frist=today + timedelta(days=days),
    )
    audit.record("barn.raadgiverskift_oensket", barn, by=by, aftale=aftale.pk)
    return aftale


@action
def create_samarbejdsaftale(*, by, kommune, institution, **fields):
    """Agree with an institution on how to work together, until a day of review (D3).

    Raises ValidationError at `institution` (code "institution") when it does not work for the
    municipality or has an agreement already (code "findes"), and as update_samarbejdsaftale.
    """
    rows = Organisation.objects.select_for_update(no_key=True).filter(
        kommune=kommune, slags=Organisation.Slags.INSTITUTION
    )
    if not rows.filter(pk=institution.pk).exists():
        raise _at("institution", "Institutionen arbejder ikke for kommunen.", "institution")
    if Samarbejdsaftale.objects.filter(
        kommune=kommune, institution=institution, ophoert_paa=None
    ).exists():
        raise _at("institution", "Der er allerede en aftale. Ret den i stedet.", "findes")
    row = Samarbejdsaftale(kommune=kommune, institution=institution, **fields)
    _check(row)
    save_or_explain(row)
    audit.record("samarbejdsaftale.indgaaet", row, by=by, institution=institution.pk)
    _tell(row, by=by)
    return row


@action
def update_samarbejdsaftale(*, by, samarbejdsaftale, version, **changes):
    """Correct an agreement, or write down what its review gave and when the next one is.

    Raises ValidationError at `revideres_paa` (code "baglaens") for a review before the agreement,
    at `ansvarlig` or `lokal_tovholder` (code "ikke_her") for somebody without a role, and (code
    "stale") when a colleague saved in between.
    """
    row = Samarbejdsaftale.objects.select_for_update(of=("self",)).get(pk=samarbejdsaftale.pk)
    before = row.ansvarlig_id
    for name, value in changes.items():
        setattr(row, name, value)
    _check(row)
    row.refresh_from_db()
    changed = save_changes(row, version=version, **changes)
    if changed:
        audit.record("samarbejdsaftale.aendret", row, by=by, felter=changed)
    if row.ansvarlig_id != before:
        _tell(row, by=by)
    return row


@action
def end_samarbejdsaftale(*, by, samarbejdsaftale, dato):
    """The agreement does not hold after `dato`; nobody is asked to review it any more."""
    row = Samarbejdsaftale.objects.select_for_update(of=("self",)).get(pk=samarbejdsaftale.pk)
    if row.ophoert_paa:
        raise ValidationError("Aftalen er allerede ophørt.", code="ophoert")
    if dato < row.indgaaet_paa:
        raise _at("dato", "Dagen ligger før aftalen blev indgået.", "baglaens")
    row.ophoert_paa = dato
    row.version += 1
    row.save(update_fields=["ophoert_paa", "version"])
    audit.record("samarbejdsaftale.ophoert", row, by=by)
    return row


def _check(row):
    if row.revideres_paa <= row.indgaaet_paa:
        raise _at("revideres_paa", "Vælg en dag efter den, I indgik aftalen.", "baglaens")
    today = timezone.localdate()
    own = cooperating(row.kommune_id, today, Permission.EDIT_IMPLEMENTERING)
    if not own.filter(pk=row.ansvarlig_id).exists():
        raise _at("ansvarlig", "Vælg en leder eller projektleder i kommunen.", "ikke_her")
    theirs = cooperating(row.kommune_id, today).filter(organisation=row.institution_id)
    if row.lokal_tovholder_id and not theirs.filter(pk=row.lokal_tovholder_id).exists():
        raise _at("lokal_tovholder", "Vælg en, der arbejder på institutionen.", "ikke_her")


def _at(field, words, code):
    return ValidationError({field: ValidationError(words, code=code)})


def _tell(row, *, by):
    if row.ansvarlig_id != by.pk:
        notices.notify(
            row.ansvarlig,
            key=f"samarbejdsaftale:{row.pk}:{row.version}",
            tekst="Du er ansvarlig for en samarbejdsaftale",
            url=reverse("plejefamilier:samarbejdsaftale_detail", args=[row.pk]),
        )
