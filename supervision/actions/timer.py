"""Agreements on hours with institutions, and supervision bought elsewhere (B14, E20)."""

from django.core.exceptions import ValidationError

from faelles import audit
from faelles.action import action
from faelles.versions import refuse_stale
from supervision.models import Eksternkoeb, Timeaftale

KOEB_FIELDS = ("dato", "leverandoer", "beloeb", "timer", "bemaerkning")


@action
def agree_timer(*, by, kommune, institution, timer_pr_maaned, fra, til=None, timepris=None):
    """An institution delivers so many hours a month from a day on, perhaps at a price (B14).

    Raises ValidationError with the sentence of a constraint: one agreement at a time; and (code
    "periode") for one that ends before it begins.
    """
    _refuse_backwards(fra, til)
    row = Timeaftale(
        kommune=kommune,
        institution=institution,
        timer_pr_maaned=timer_pr_maaned,
        timepris=timepris,
        fra=fra,
        til=til,
    )
    row.full_clean()
    row.save()
    audit.record("timeaftale.indgaaet", row, by=by, institution=institution.pk)
    return row


@action
def end_timeaftale(*, by, timeaftale, til):
    """The agreement holds until `til`; another may begin the day after. Raises as agree_timer."""
    row = Timeaftale.objects.select_for_update().get(pk=timeaftale.pk)
    _refuse_backwards(row.fra, til)
    row.til = til
    row.full_clean()
    row.save(update_fields=["til"])
    audit.record("timeaftale.afsluttet", row, by=by)
    return row


def _refuse_backwards(fra, til):
    if til and til < fra:
        text = "Slutdatoen ligger før startdatoen."
        raise ValidationError({"til": ValidationError(text, code="periode")})


@action
def record_koeb(*, by, kommune, **facts):
    """Supervision was bought from outside, in kroner (E20). `facts` are KOEB_FIELDS."""
    row = Eksternkoeb(kommune=kommune, by=by, **facts)
    row.full_clean()
    row.save()
    audit.record("eksternkoeb.noteret", row, by=by)
    return row


@action
def correct_koeb(*, by, koeb, udgave, **facts):
    """Correct a purchase; `udgave` is the fingerprint of what the form showed.

    Raises ValidationError (code "stale") when somebody saved in between.
    """
    row = Eksternkoeb.objects.select_for_update(of=("self",)).get(pk=koeb.pk)
    refuse_stale(row, KOEB_FIELDS, udgave)
    changed = [name for name, value in facts.items() if getattr(row, name) != value]
    if not changed:
        return row
    for name in changed:
        setattr(row, name, facts[name])
    row.full_clean()
    row.save(update_fields=changed)
    audit.record("eksternkoeb.rettet", row, by=by, felter=changed)
    return row
