"""Offers of shifts that have begun lapse by themselves."""

from celery import shared_task
from django.utils import timezone

from akuttelefon.actions.bortfald import lapse_tilbud
from akuttelefon.models import Vagt, Vagttilbud


@shared_task(name="akuttelefon.lapse_tilbud")
def lapse_begun():
    """Let offers lapse whose shift has begun (R16). Twice, or twice at once, adds nothing."""
    now = timezone.now()
    pairs = Vagttilbud.objects.open().begun(now).select_related("vagt", "modvagt")
    vagter = {vagt.pk for row in pairs for vagt in (row.vagt, row.modvagt) if vagt}
    return lapse_tilbud(by=None, vagter=Vagt.objects.filter(pk__in=vagter, start__lte=now))
