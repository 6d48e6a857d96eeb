"""A family says yes to being a mentor, or takes it back (J3, J4, R15)."""

from django.core.exceptions import ValidationError
from django.utils import timezone

from faelles import audit
from faelles.action import action
from faelles.versions import refuse_other_version, save_changes
from netvaerk.models import Mentorprofil, Mentorspoergsmaal
from netvaerk.queries.mentorfakta import egnethed_of, facts_of, in_use, krav_for
from plejefamilier.actions.save import refusal
from plejefamilier.models import Plejefamilie

SLAAET_FRA = "Kommunen bruger ikke mentorfamilier."


def refuse_unused(kommune):
    """Raise ValidationError (code "fra") when the municipality does without mentors (I12)."""
    if not in_use(kommune):
        raise ValidationError(SLAAET_FRA, code="fra")


@action
def save_mentorprofil(*, by, plejefamilie, version, ja_paa, kompetencer, om, hoejst):
    """What a family offers as a mentor; with `ja_paa` the konsulenter see its name (J3, J4).

    `ja_paa` None: it has not said yes, or has taken it back. `version` is 0 when the form was made
    from no profile. Raises ValidationError when the municipality does without mentors (code "fra"),
    the family has stopped ("ophoert"), at `ja_paa` for a day to come ("fremtid") and a family that
    is not eligible ("egnet", R15), when it takes its yes back while it is asked ("spurgt"), and
    (code "stale") when a colleague saved in between.
    """
    refuse_unused(plejefamilie.kommune_id)
    familie = Plejefamilie.objects.select_for_update(no_key=True).get(pk=plejefamilie.pk)
    if familie.ophoert_paa:
        raise ValidationError("Familien er ophørt.", code="ophoert")
    rows = Mentorprofil.objects.select_for_update(no_key=True)
    row = rows.filter(plejefamilie=familie).first()
    before = row.ja_paa if row else None
    refuse_other_version(row, version)
    if ja_paa is not None and ja_paa > timezone.localdate():
        raise refusal("ja_paa", "Datoen ligger i fremtiden.", "fremtid")
    if ja_paa is not None and before is None:
        told = egnethed_of(facts_of(familie), krav_for(familie.kommune_id))
        if not told.kan:
            raise refusal("ja_paa", told.tekst, "egnet")
    asked = Mentorspoergsmaal.objects.open().filter(mentor=familie)
    if ja_paa is None and before is not None and asked.exists():
        raise refusal("ja_paa", "Familien er spurgt nu. Skriv først dens svar.", "spurgt")
    facts = {"ja_paa": ja_paa, "kompetencer": kompetencer, "om": om.strip(), "hoejst": hoejst}
    if row is None:
        row = Mentorprofil(plejefamilie=familie, **facts)
        row.full_clean()
        row.save()
    else:
        save_changes(row, version=version, **facts)
    audit.record(
        "mentorprofil.gemt", row, by=by, familie_id=familie.pk, sagt_ja=row.ja_paa is not None
    )
    return row
