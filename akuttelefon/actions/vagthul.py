"""Leaders hear of a stretch that nobody mans, once (K3)."""

from django.urls import reverse
from django.utils import timezone

from akuttelefon import bemanding
from faelles import notices
from faelles.access import Rolle
from faelles.action import action
from faelles.models import Besked, Bruger, Organisation

HUL = "Der er et hul i vagtplanen for akuttelefonen"


@action
def tell_of_gaps(*, by, kommune):
    """Tell the leaders of `kommune` of each gap inside akut.hul_varsel_dage; returns how many.

    Each leader is told once of each gap, whatever the number of runs. Neighbouring gaps with no
    shift between them are one: a roster that ends is one thing to hear of.
    """
    Organisation.objects.select_for_update(no_key=True).get(pk=kommune.pk)  # one run at a time
    now = timezone.now()
    grundlag = bemanding.grundlag_for(kommune)
    shifts = bemanding.shifts_between(kommune, *bemanding.window(grundlag, now))
    huller = bemanding.coming_runs(grundlag, shifts, now) if shifts else []
    keys = [f"vagthul-{kommune.pk}-{hul.start:%Y%m%dT%H%M}" for hul in huller]
    told = {*Besked.objects.filter(key__in=keys).values_list("to", "key")}
    day = timezone.localdate(now)
    wanted = [
        (leader, key)
        for leader in Bruger.objects.with_role(Rolle.TEAMLEDER, kommune=kommune, day=day)
        for key in keys
        if (leader.pk, key) not in told
    ]
    for leader, key in wanted:
        notices.notify(leader, key=key, tekst=HUL, url=reverse("akuttelefon:vagthul_list"))
    return len(wanted)
