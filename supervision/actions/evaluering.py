"""What participants thought of a course or a forløb, written down by whoever they told (E11)."""

from django.core.exceptions import ValidationError
from django.utils import timezone

from faelles import audit
from faelles.action import action
from faelles.versions import fingerprint, refuse_stale
from supervision.models import Evaluering, Forloeb, Kursusdeltager

SKALAER = ("formidling", "brugbarhed", "aendring", "perspektiver", "mindre_alene")
FIELDS = (*SKALAER, "kommentar")


def seen_of(row):
    """What a form was made from: the answers as they are, '' while there are none."""
    return fingerprint(row, FIELDS) if row else ""


@action
def evaluate_kursus(*, by, deltager, seen, **svar):
    """A participant of a course has answered; once for each, and it can be corrected.

    `svar` are the scales 1–5 (None is not answered) and `kommentar`; `seen` is seen_of the row that
    the form showed. Raises ValidationError before the last time of the course (code "for_tidligt"),
    without an answer ("tom"), and when somebody changed it since ("stale").
    """
    deltager = (
        Kursusdeltager.objects.select_for_update(of=("self",))
        .select_related("tilmelding__kursus")
        .get(pk=deltager.pk)
    )
    kursus = deltager.tilmelding.kursus
    if kursus.slut_paa is None or kursus.slut_paa > timezone.localdate():
        raise ValidationError("Kurset kan evalueres, når sidste gang er holdt.", code="for_tidligt")
    row = Evaluering.objects.filter(deltager=deltager).first()
    return _save(row or Evaluering(deltager=deltager), seen, svar, by=by)


@action
def evaluate_forloeb(*, by, forloeb, plejefamilie_id, seen, **svar):
    """A family (its id) has answered about a forløb; as evaluate_kursus.

    Raises ValidationError (code "for_tidligt") before the forløb has begun.
    """
    forloeb = Forloeb.objects.select_for_update(no_key=True).get(pk=forloeb.pk)
    if forloeb.aktiveret_at is None:
        raise ValidationError("Forløbet er ikke begyndt endnu.", code="for_tidligt")
    row = Evaluering.objects.filter(forloeb=forloeb, plejefamilie=plejefamilie_id).first()
    row = row or Evaluering(forloeb=forloeb, plejefamilie_id=plejefamilie_id)
    return _save(row, seen, svar, by=by)


def _save(row, seen, svar, *, by):
    svar = {**svar, "kommentar": svar.get("kommentar", "").strip()}
    if not any(svar.get(name) for name in SKALAER):
        raise ValidationError("Sæt mindst ét svar.", code="tom")
    if row.pk and all(getattr(row, name) == value for name, value in svar.items()):
        return row
    if row.pk:
        refuse_stale(row, FIELDS, seen)
    for name, value in svar.items():
        setattr(row, name, value)
    row.by, row.at = by, timezone.now()
    row.full_clean()
    row.save()
    audit.record("evaluering.noteret", row, by=by, familie_id=row.plejefamilie_id)
    return row
