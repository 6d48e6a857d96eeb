from django.core.exceptions import ValidationError

from faelles import audit
from faelles.action import action
from faelles.versions import STALE, save_changes
from plejefamilier.models import Familieprofil, Plejefamilie

FIELDS = ("tidspunkter", "erfaring_aar", "erfaring", "kompetencer", "andre_indsatser")


@action
def update_familieprofil(*, by, plejefamilie, version, **changes):
    """Say when a family can meet (E8), what it has done (C10), can do, and takes part in (E17).

    `version` is 0 for a family without a profile. Raises ValidationError (code "stale") when
    somebody saved in between.
    """
    Plejefamilie.objects.select_for_update(no_key=True).get(pk=plejefamilie.pk)
    profil = Familieprofil.objects.filter(plejefamilie=plejefamilie).first()
    if (profil is None) != (version == 0):
        raise ValidationError(
            "En kollega har gemt ændringer, mens du skrev. Sammenlign og gem igen.", code=STALE
        )
    if profil is None:
        profil = Familieprofil(plejefamilie=plejefamilie, **changes)
        profil.full_clean()
        profil.save()
        changed = sorted(changes)
    else:
        changed = save_changes(profil, version=version, **changes)
    if changed:
        audit.record(
            "familieprofil.aendret", profil, by=by, familie_id=plejefamilie.pk, felter=changed
        )
    return profil
