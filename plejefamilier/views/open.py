"""Opening a row: only what the person may see, and never without a line in the log."""

from dataclasses import dataclass

from django.db.models import Model
from django.forms import ChoiceField

from faelles import audit
from faelles.access import visible_or_404
from plejefamilier.models import Barn, Plejefamilie
from plejefamilier.queries.barn import relation_to


def open_familie(request, pk, rows=None):
    """Return the family and why the user has to do with it; log the reading of a page.

    `rows` narrows to the families of an act (editable, assignable). Raises Http404.
    """
    rows = Plejefamilie.objects.all() if rows is None else rows
    rows = rows.select_related("team", "kommune").with_ties(request.user)
    familie = visible_or_404(rows, request.user, pk=pk)
    relation = familie.relation_to(request.user)
    if request.method in ("GET", "HEAD"):
        audit.reading(familie, by=request.user, formaal=relation, familie_id=familie.pk)
    return familie, relation


def open_barn(request, pk, rows=None):
    """Return the child and the family through which the user sees it; log the reading of a page."""
    rows = (Barn.objects if rows is None else rows).select_related("myndighedsraadgiver", "kommune")
    barn = visible_or_404(rows, request.user, pk=pk)
    relation, familie = relation_to(request.user, barn)
    if request.method in ("GET", "HEAD"):
        audit.reading(
            barn, by=request.user, formaal=relation, familie_id=familie.pk if familie else None
        )
    return barn, familie


@dataclass(frozen=True)
class Forskel:
    """One field that two people have written differently."""

    navn: str
    skrevet: str
    gemt: str


def differences(form, row, names, *, hide=()):
    """What was typed beside what a colleague has saved, for a stale save (409).

    Of fields in `hide` only what was typed is told, never what is kept.
    """
    found = []
    for name in names:
        typed, saved = form.cleaned_data[name], getattr(row, name)
        if name in hide:
            if typed:
                found.append(Forskel(form.fields[name].label, typed, "beskyttet, vises ikke her"))
        elif typed != saved:
            field = form.fields[name]
            found.append(Forskel(field.label, _words(field, typed), _words(field, saved)))
    return found


def renew(form, **hidden):
    """Give the hidden fields of a bound form new values; everything typed stays."""
    form.data = form.data.copy()
    for name, value in hidden.items():
        form.data[name] = value


def _words(field, value):
    if value in (None, ""):
        return "–"
    if isinstance(value, bool):
        return "ja" if value else "nej"
    if isinstance(value, Model):
        return str(value)
    if isinstance(value, list):
        return ", ".join(str(dict(field.choices)[one]) for one in value) or "–"
    if isinstance(field, ChoiceField):
        return dict(field.choices)[value]
    return str(field.widget.format_value(value))
