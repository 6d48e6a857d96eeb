"""Supervisor and konsulent talk (B9, G8); and what the family lets its konsulent read (A9)."""

from django.core.exceptions import ValidationError
from django.utils import timezone

from faelles.action import action
from plejefamilier.actions.save import refusal
from supervision.actions.forloeb import people_of, record, tell
from supervision.forloebsregler import OM_EN_FAMILIE
from supervision.models import Forloeb, Forloebskontakt

DELES = "En familie har ændret, hvad der må læses i et forløb"


@action
def note_kontakt(*, by, forloeb, hvornaar, dato, tekst=""):
    """Supervisor and konsulent have talked before, during or after a forløb (B9).

    The same words of the same day again answer with the first. Raises ValidationError at `dato`
    (code "fremtid"), and at `hvornaar` for a talk »after« a forløb that has not begun ("kladde").
    """
    row = _locked(forloeb)
    if dato > timezone.localdate():
        raise refusal("dato", "Datoen ligger i fremtiden.", "fremtid")
    if hvornaar == Forloebskontakt.Hvornaar.EFTER and row.aktiveret_at is None:
        raise refusal("hvornaar", "Forløbet er ikke begyndt endnu.", "kladde")
    said = {"hvornaar": hvornaar, "dato": dato, "tekst": tekst.strip(), "by": by}
    same = row.kontakter.filter(**said).first()
    if same is not None:
        return same
    kontakt = Forloebskontakt(forloeb=row, **said)
    kontakt.full_clean()
    kontakt.save()
    record("forloeb.kontakt", row, by=by, hvornaar=hvornaar)
    return kontakt


@action
def share_with_konsulent(*, by, forloeb, fra):
    """The family says that its konsulent may read the closed notes of sessions from `fra` on (A9).

    `fra` is today or a day that has been: what was said before is only read when the family says
    so. Raises ValidationError when nobody's notes are closed (code "slags"), and at `fra`
    ("fremtid").
    """
    row = _locked(forloeb)
    if row.slags not in OM_EN_FAMILIE:
        raise ValidationError("En gruppe har ingen fortrolige notater at dele.", code="slags")
    if fra > timezone.localdate():
        raise refusal("fra", "Datoen ligger i fremtiden.", "fremtid")
    if row.familien_deler_paa != fra:
        row.familien_deler_paa = fra
        row.version += 1
        row.save(update_fields=["familien_deler_paa", "version"])
        record("forloeb.deles", row, by=by, fra=str(fra))
        tell(row, f"deles-{row.version}", people_of(row), DELES, by=by)
    return row


@action
def unshare(*, by, forloeb):
    """The family takes it back: from this moment its konsulent reads no closed note (A9)."""
    row = _locked(forloeb)
    if row.familien_deler_paa is not None:
        row.familien_deler_paa = None
        row.version += 1
        row.save(update_fields=["familien_deler_paa", "version"])
        record("forloeb.deles_ikke", row, by=by)
        tell(row, f"deles-{row.version}", people_of(row), DELES, by=by)
    return row


def _locked(forloeb):
    related = ("plejefamilie", "supervisor", "koordinator")
    rows = Forloeb.objects.select_for_update(of=("self",)).select_related(*related)
    return rows.get(pk=forloeb.pk)
