from django.core.exceptions import ValidationError
from django.utils import timezone

from faelles import audit
from faelles.action import action
from plejefamilier.actions.save import refusal
from plejefamilier.models import Kompetenceforloeb, Plejefamilie

BY_HAND = "haand-"  # how `kilde` begins for what was typed here: a course held before or elsewhere


@action
def record_kompetenceforloeb(*, by, plejefamilie, titel, gennemfoert_paa, kilde):
    """A family has completed a course of training and supervision on a day (R15, J6).

    `kilde` names where it comes from: noting it again changes the same row, and changes nothing
    when nothing is new. Raises ValidationError for a day in the future (code "fremtid"), and for a
    `kilde` that another family's row has (code "kilde").
    """
    if gennemfoert_paa > timezone.localdate():
        raise refusal("gennemfoert_paa", "Datoen ligger i fremtiden.", "fremtid")
    Plejefamilie.objects.select_for_update(no_key=True).get(pk=plejefamilie.pk)
    row = Kompetenceforloeb.objects.filter(kilde=kilde).first() or Kompetenceforloeb(kilde=kilde)
    if row.pk and row.plejefamilie_id != plejefamilie.pk:
        raise ValidationError("Åbn siden igen, og gem forløbet derfra.", code="kilde")
    facts = {
        "plejefamilie": plejefamilie,
        "titel": titel.strip(),
        "gennemfoert_paa": gennemfoert_paa,
    }
    if row.pk and all(getattr(row, name) == value for name, value in facts.items()):
        return row
    for name, value in facts.items():
        setattr(row, name, value)
    row.by = by
    row.full_clean()
    row.save()
    audit.record("kompetenceforloeb.noteret", row, by=by, familie_id=row.plejefamilie_id)
    return row


@action
def remove_kompetenceforloeb(*, by, kilde):
    """The course that `kilde` names was not completed; the row's history stays. Twice is once."""
    row = Kompetenceforloeb.objects.select_for_update().filter(kilde=kilde).first()
    if row is not None:
        audit.record("kompetenceforloeb.slettet", row, by=by, familie_id=row.plejefamilie_id)
        row.delete()
