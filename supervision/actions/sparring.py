"""Notes of faglig sparring: a term from a course used on something that happened (E15)."""

from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from faelles import audit, notices
from faelles.action import action
from faelles.kladder import hold
from plejefamilier.ansvar import ansvarlige_for
from plejefamilier.models import Plejefamilie
from supervision.models import Begreb, Fagligsparring
from supervision.sparring import familier_til_sparring

SKREVET = "Der er skrevet et notat om faglig sparring"


@action
def write_sparring(*, by, plejefamilie, dato, tekst, idempotency_key, begreber=(), barn=None):
    """Write down what happened, what was said about it, and the terms that were used.

    The family's konsulent is told without a word of it. A repeat with the same `idempotency_key`
    answers with the first note. Raises ValidationError for somebody who neither teaches, supervises
    nor is konsulent of the family (code "adgang"), a day to come ("fremtid"), no words ("tom"), a
    term of another municipality ("begreb"), and a key that somebody else has used ("key").
    """
    hold(idempotency_key)
    first = Fagligsparring.objects.filter(idempotency_key=idempotency_key).first()
    if first is not None:
        if first.by_id != by.pk:
            raise ValidationError("Åbn siden igen, og gem notatet derfra.", code="key")
        return first
    Plejefamilie.objects.select_for_update(no_key=True).get(pk=plejefamilie.pk)
    if not familier_til_sparring(by).filter(pk=plejefamilie.pk).exists():
        raise ValidationError("Du arbejder ikke med familien nu.", code="adgang")
    _check(plejefamilie, dato, tekst, begreber)
    row = Fagligsparring(
        kommune_id=plejefamilie.kommune_id,
        plejefamilie=plejefamilie,
        barn=barn,
        dato=dato,
        tekst=tekst.strip(),
        by=by,
        idempotency_key=idempotency_key,
    )
    row.full_clean()
    row.save()
    row.begreber.set(begreber)
    audit.record("fagligsparring.skrevet", row, by=by, familie_id=row.plejefamilie_id)
    for person in ansvarlige_for(plejefamilie, timezone.localdate()):
        may = Fagligsparring.objects.visible_to(person).filter(pk=row.pk).exists()
        if person.pk != by.pk and may:
            notices.notify(
                person,
                key=f"fagligsparring-{row.pk}",
                tekst=SKREVET,
                url=reverse("supervision:fagligsparring_detail", args=[row.pk]),
            )
    return row


def _check(plejefamilie, dato, tekst, begreber):
    if dato > timezone.localdate():
        raise ValidationError(
            {"dato": ValidationError("Datoen ligger i fremtiden.", code="fremtid")}
        )
    if not tekst.strip():
        raise ValidationError(
            {"tekst": ValidationError("Skriv, hvad der skete, og hvad I talte om.", code="tom")}
        )
    known = Begreb.objects.filter(kommune=plejefamilie.kommune_id)
    if known.filter(pk__in=[one.pk for one in begreber]).count() != len({*begreber}):
        raise ValidationError(
            {"begreber": ValidationError("Vælg kommunens egne begreber.", code="begreb")}
        )
