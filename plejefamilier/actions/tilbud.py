"""The municipality's offers to foster families (A12, A13, A16)."""

from django.core.exceptions import ValidationError

from faelles import audit
from faelles.action import action
from faelles.versions import refuse_stale
from plejefamilier.actions.save import refuse_backwards, save_or_explain
from plejefamilier.models import Tilbud

TILBUD_FIELDS = ("navn", "tema", "aflastning", "leverandoer_id", "beskrivelse", "saadan", "fra")


@action
def create_tilbud(*, by, kommune, **fields):
    """Add an offer under one of the three themes (A12)."""
    row = save_or_explain(Tilbud(kommune=kommune, **fields))
    audit.record("tilbud.oprettet", row, by=by)
    return row


@action
def update_tilbud(*, by, tilbud, udgave, **changes):
    """Change an offer. `udgave` is the fingerprint of TILBUD_FIELDS that the form was made from.

    Raises ValidationError (code "stale") when somebody has changed it since.
    """
    row = Tilbud.objects.select_for_update(of=("self",)).get(pk=tilbud.pk)
    refuse_stale(row, TILBUD_FIELDS, udgave)
    changed = [name for name, value in changes.items() if getattr(row, name) != value]
    for name in changed:
        setattr(row, name, changes[name])
    row = save_or_explain(row)
    audit.record("tilbud.aendret", row, by=by, felter=changed)
    return row


@action
def end_tilbud(*, by, tilbud, til):
    """The offer can be had until `til`. Raises ValidationError (code "slut") when it has ended."""
    row = Tilbud.objects.select_for_update(of=("self",)).get(pk=tilbud.pk)
    if row.til is not None:
        raise ValidationError("Tilbuddet er allerede afsluttet.", code="slut")
    refuse_backwards(row.fra, til)
    row.til = til
    row.save(update_fields=["til"])
    audit.record("tilbud.afsluttet", row, by=by)
    return row
