"""The municipality's table of drives: written down, changed, taken out."""

from django.core.exceptions import ValidationError

from faelles import audit
from faelles.action import action
from faelles.models import Organisation
from netvaerk.models import Koereafstand
from netvaerk.postnummer import in_order


@action
def save_koereafstande(*, by, kommune, afstande):
    """Write the drives `afstande`, {(postal number, postal number): km, or None to take it out}.

    Whatever order a pair comes in, it is kept once. Returns how many changed. Raises
    ValidationError for a pair of the same number twice (code "samme") and for what the table
    refuses: km from 1 to 400.
    """
    Organisation.objects.select_for_update(no_key=True).get(pk=kommune.pk)
    known = {(row.fra, row.til): row for row in Koereafstand.objects.filter(kommune=kommune)}
    changed = 0
    for (en, anden), km in afstande.items():
        if en == anden:
            raise ValidationError("Vælg to forskellige postnumre.", code="samme")
        fra, til = in_order(en, anden)
        row = known.get((fra, til))
        if row is not None and km is None:
            row.delete()
        elif row is None and km is not None:
            row = Koereafstand(kommune=kommune, fra=fra, til=til, km=km)
            row.full_clean()
            row.save()
        elif row is not None and row.km != km:
            row.km = km
            row.full_clean()
            row.save()
        else:
            continue
        changed += 1
    if changed:
        audit.record("koereafstand.aendret", kommune, by=by, antal=changed)
    return changed
