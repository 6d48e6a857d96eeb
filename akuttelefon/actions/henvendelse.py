"""Urgent contacts beside the line: written down, and corrected by who wrote them (K8, K15)."""

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from akuttelefon.models import Henvendelse
from faelles import audit
from faelles.action import action
from faelles.versions import save_changes


@action
def log_henvendelse(*, by, plejefamilie, slags, start, minutter, tekst, idempotency_key):
    """Write down that a family reached its konsulent urgently; nobody is given a duty by it.

    A repeat with the same `idempotency_key` answers with the first. Raises ValidationError for a
    moment to come (code "future"), no words, or a key that somebody else has used (code "key").
    """
    _refuse_future(start)
    row = Henvendelse(
        plejefamilie=plejefamilie,
        modtaget_af=by,
        slags=slags,
        start=start,
        minutter=minutter,
        tekst=tekst.strip(),
        idempotency_key=idempotency_key,
    )
    row.full_clean(exclude=["idempotency_key"], validate_unique=False)
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError:
        first = Henvendelse.objects.filter(
            idempotency_key=idempotency_key, modtaget_af=by, plejefamilie=plejefamilie
        ).first()
        if first is None:
            message = "Åbn siden igen, og gem henvendelsen derfra."
            raise ValidationError(message, code="key") from None
        return first
    audit.record(
        "henvendelse.skrevet", row, by=by, familie_id=plejefamilie.pk, art=Henvendelse.Slags(slags)
    )
    return row


@action
def update_henvendelse(*, by, henvendelse, version, **changes):
    """Correct what one wrote: slags, start, minutter, tekst.

    Raises ValidationError; its code is "stale" when it was saved elsewhere in between, and
    "others" when `by` is not who wrote it.
    """
    if henvendelse.modtaget_af_id != by.pk:
        raise ValidationError("Kun den, der skrev henvendelsen, kan rette den.", code="others")
    _refuse_future(changes["start"])
    changed = save_changes(henvendelse, version=version, **changes)
    if changed:
        audit.record(
            "henvendelse.aendret",
            henvendelse,
            by=by,
            familie_id=henvendelse.plejefamilie_id,
            felter=changed,
        )
    return henvendelse


def _refuse_future(start):
    if start > timezone.now():
        message = "Henvendelsen kan ikke ligge i fremtiden."
        raise ValidationError({"tid": ValidationError(message, code="future")})
