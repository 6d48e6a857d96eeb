"""A leaving konsulent's families get others, all in one act (B5)."""

from django.core.exceptions import ValidationError
from django.urls import reverse

from faelles import audit, danish, notices
from faelles.action import action
from faelles.versions import STALE
from plejefamilier.actions.tilknytning import assign_konsulent
from plejefamilier.models import Plejefamilie


@action
def hand_over_familier(*, by, konsulent, fordeling, udgaver, fra, begrundelse):
    """Give each family of `fordeling`, [(family id, Bruger)], its new konsulent from the day `fra`.

    `udgaver` is {family id: Plejefamilie.konsulent_udgave when the page was made}. All or nothing:
    raises ValidationError (code "stale") when a colleague chose somebody for one of them in
    between, and as `assign_konsulent`, naming the family. Each receiver gets one notice, with
    numbers only. Returns the assignments.
    """
    pks = [pk for pk, _ in fordeling]
    held = Plejefamilie.objects.filter(pk__in=pks).select_for_update(no_key=True).order_by("pk")
    familier = {familie.pk: familie for familie in held}
    stale = [
        familie.navn
        for familie in familier.values()
        if familie.konsulent_udgave() != udgaver[familie.pk]
    ]
    if stale or len(familier) != len(pks):
        raise ValidationError(
            f"En kollega har netop valgt konsulent for {danish.opregning(stale)}. Ingen familier "
            "er fordelt. Se det igennem igen; dine valg står her endnu.",
            code=STALE,
        )
    made, numbers = [], {}
    for pk, person in fordeling:
        made.append(_assign(by, familier[pk], person, fra, begrundelse))
        numbers.setdefault(person, []).append(made[-1].pk)
    for person, tildelinger in numbers.items():
        more = danish.antal(len(tildelinger), "familie", "familier")
        notices.notify(
            person,
            key=f"fordeling-{max(tildelinger)}",
            tekst=f"Du er fast konsulent for {more} mere fra og med {danish.dato(fra)}",
            url=reverse("plejefamilier:plejefamilie_list"),
        )
    audit.record("konsulent.fordelt", konsulent, by=by, antal=len(made), modtagere=len(numbers))
    return made


def _assign(by, familie, person, fra, begrundelse):
    try:
        return assign_konsulent(
            by=by, plejefamilie=familie, konsulent=person, fra=fra, begrundelse=begrundelse
        )
    except ValidationError as error:
        text = f"{familie.kort_navn}: {' '.join(error.messages)}"
        raise ValidationError(text, code=getattr(error, "code", None) or "fordeling") from error
