from django.utils import timezone

from faelles import audit
from faelles.action import action
from faelles.models import Besked


@action
def open_besked(*, by, besked):
    """Mark one of her own notices read; opening it again changes nothing."""
    if Besked.objects.visible_to(by).unread().filter(pk=besked.pk).update(read_at=timezone.now()):
        audit.record("besked.aabnet", besked, by=by)


@action
def read_all_beskeder(*, by):
    """Mark every notice that is due read; return how many there were."""
    antal = Besked.objects.visible_to(by).unread().update(read_at=timezone.now())
    if antal:
        audit.record("besked.alle_laest", None, by=by, antal=antal)
    return antal
