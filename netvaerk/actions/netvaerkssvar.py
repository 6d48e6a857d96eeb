"""Write down what a family answers about networks and the emergency line, never which one."""

from django.core.exceptions import ValidationError
from django.utils import timezone

from faelles import audit
from faelles.access import Permission, kommune_with
from faelles.action import action
from faelles.kladder import hold
from netvaerk.models import Netvaerksgruppe, Netvaerkssvar

SPOERGSMAAL = ("mindre_alene", "kraevende", "tryghed")  # scales from 1 to 5 (I10, K9)


@action
def write_netvaerkssvar(
    *,
    by,
    om,
    dato,
    idempotency_key,
    gruppe_id=None,
    mindre_alene=None,
    kraevende=None,
    tryghed=None,
    har_ringet=None,
):
    """One family has answered on the day `dato`; a scale that it left open is None.

    `om` is what it is part of (Netvaerkssvar.Om); `gruppe_id` counts only with »gruppe«. A repeat
    with the same `idempotency_key` answers with the first row. Raises ValidationError for a day to
    come ("fremtid"), without an answer ("tom"), for a group of others ("gruppe"), and for a key
    that somebody else has used ("key").
    """
    hold(idempotency_key)
    first = Netvaerkssvar.objects.filter(idempotency_key=idempotency_key).first()
    if first is not None:
        if first.by_id != by.pk:
            raise ValidationError("Åbn siden igen, og gem svaret derfra.", code="key")
        return first
    if dato > timezone.localdate():
        raise ValidationError(
            {"dato": ValidationError("Datoen ligger i fremtiden.", code="fremtid")}
        )
    if all(svar is None for svar in (mindre_alene, kraevende, tryghed)):
        raise ValidationError("Sæt mindst ét svar.", code="tom")
    kommune = kommune_with(by, Permission.PLAN_NETVAERK)
    gruppe = None
    if gruppe_id and om == Netvaerkssvar.Om.GRUPPE:
        mine = Netvaerksgruppe.objects.visible_to(by).filter(kommune=kommune)
        gruppe = mine.filter(pk=gruppe_id).first()
        if gruppe is None:
            raise ValidationError(
                {"gruppe": ValidationError("Vælg en af grupperne.", code="gruppe")}
            )
    row = Netvaerkssvar(
        kommune=kommune,
        om=om,
        gruppe=gruppe,
        dato=dato,
        mindre_alene=mindre_alene,
        kraevende=kraevende,
        tryghed=tryghed,
        har_ringet=har_ringet,
        by=by,
        idempotency_key=idempotency_key,
    )
    row.full_clean()
    row.save()
    audit.record("netvaerkssvar.skrevet", row, by=by)
    return row


@action
def remove_netvaerkssvar(*, by, svar):
    """Take back an answer of one's own on the day it was written; it counts nowhere any more.

    Raises ValidationError for those of others or of an earlier day ("for_sent").
    """
    row = Netvaerkssvar.objects.removable_by(by).select_for_update().filter(pk=svar.pk).first()
    if row is None:
        raise ValidationError(
            "Et svar kan kun fjernes af den, der skrev det, og samme dag.", code="for_sent"
        )
    audit.record("netvaerkssvar.fjernet", row, by=by)
    row.delete()
