"""Templates for notes that recur: the municipality's, and one's own."""

from faelles import audit
from faelles.action import action
from plejefamilier.models import Notatskabelon


@action
def create_notatskabelon(*, by, kommune, navn, slags, tekst, faelles=False):
    """A new template: `faelles` is the municipality's, else it is her own."""
    row = Notatskabelon(
        kommune=kommune, bruger=None if faelles else by, navn=navn, slags=slags, tekst=tekst
    )
    row.full_clean()
    row.save()
    audit.record("notatskabelon.oprettet", row, by=by)
    return row


@action
def update_notatskabelon(*, by, skabelon, navn, slags, tekst):
    """Change a template; notes written with it stay as they are."""
    row = Notatskabelon.objects.select_for_update().get(pk=skabelon.pk)
    row.navn, row.slags, row.tekst = navn, slags, tekst
    row.full_clean()
    row.save()
    audit.record("notatskabelon.aendret", row, by=by)
    return row


@action
def remove_notatskabelon(*, by, skabelon):
    """Take a template out of use; twice is once."""
    row = Notatskabelon.objects.select_for_update().get(pk=skabelon.pk)
    if row.aktiv:
        row.aktiv = False
        row.save(update_fields=["aktiv"])
        audit.record("notatskabelon.fjernet", row, by=by)
    return row
