"""Taking the time of people and rooms: refused when it is taken already (R16)."""

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from faelles import danish
from faelles.models import Bruger
from plejefamilier.models import Lokale, Lokalebooking, Optaget

OPTAGET = "optaget"  # the code of both errors


def take_people(kilde, people, start, slut, *, felt="start"):
    """`people` (Bruger) are busy with `kilde` in [start, slut), and nobody else is.

    What `kilde` held before is given free. Raises ValidationError (code OPTAGET) at `felt`, naming
    who is busy; the database refuses a second booking that comes at the same moment.
    """
    wanted = {person.pk: person for person in people}
    [*Bruger.objects.select_for_update(no_key=True).filter(pk__in=wanted).order_by("pk")]
    Optaget.objects.filter(kilde=kilde).delete()
    rows = [Optaget(bruger_id=pk, start=start, slut=slut, kilde=kilde) for pk in sorted(wanted)]
    try:
        with transaction.atomic():
            Optaget.objects.bulk_create(rows)
    except IntegrityError:
        busy = Optaget.objects.filter(bruger__in=wanted).between(start, slut)
        names = [*busy.order_by("bruger__navn").values_list("bruger__navn", flat=True).distinct()]
        who = danish.opregning(names) or "En af de valgte"
        raise _refusal(felt, f"{who} er optaget", start, slut) from None


def take_room(kilde, lokale, start, slut, *, felt="lokale"):
    """`lokale` (None for none) is taken by `kilde` in [start, slut). As take_people."""
    Lokalebooking.objects.filter(kilde=kilde).delete()
    if lokale is None:
        return
    Lokale.objects.select_for_update(no_key=True).get(pk=lokale.pk)
    try:
        with transaction.atomic():
            Lokalebooking.objects.create(lokale=lokale, start=start, slut=slut, kilde=kilde)
    except IntegrityError:
        raise _refusal(felt, f"{lokale.navn} er optaget", start, slut) from None


def give_free(kilde):
    """People and room that `kilde` held are free again."""
    Optaget.objects.filter(kilde=kilde).delete()
    Lokalebooking.objects.filter(kilde=kilde).delete()


def _refusal(felt, who, start, slut):
    begins, ends = timezone.localtime(start), timezone.localtime(slut)
    day = danish.ugedag(begins.date(), timezone.localdate())
    text = f"{who} {day} {danish.kl(begins)}–{danish.ur(ends)}. Vælg et andet tidspunkt."
    return ValidationError({felt: ValidationError(text, code=OPTAGET)})
