from datetime import timedelta

from django.core.exceptions import ValidationError
from django.utils import timezone

from faelles import audit, danish
from faelles.action import action
from faelles.versions import refuse_stale
from plejefamilier.actions.save import save_or_explain
from plejefamilier.models import Godkendelse, Plejefamilie

FIELDS = ("familietype", "antal_boern", "myndighed", "vilkaar", "fra")


def current_godkendelse(plejefamilie):
    """The newest approval of a family; of one without any, what its own columns say (unsaved)."""
    newest = plejefamilie.godkendelser.order_by("-fra", "-pk").first()
    return newest or of_columns(plejefamilie)


def of_columns(plejefamilie):
    """An approval, not saved, of what the family's own columns say."""
    return Godkendelse(
        plejefamilie=plejefamilie,
        familietype=plejefamilie.familietype,
        antal_boern=plejefamilie.godkendt_til_boern,
        myndighed=plejefamilie.godkendt_af,
        fra=plejefamilie.godkendt_fra,
    )


def first_godkendelse(plejefamilie, *, vilkaar=""):
    """Begin the history of a family with what its own columns say; returns the row."""
    row = of_columns(plejefamilie)
    row.vilkaar = vilkaar
    return save_or_explain(row)


@action
def approve_familie(
    *, by, plejefamilie, familietype, antal_boern, myndighed, fra, begrundelse, vilkaar=""
):
    """A family is approved anew from `fra`; the approval before ends the day before (3.2).

    The family's own columns then say the same. The very same approval sent twice is one row. Raises
    ValidationError for a day in the future (code "fremtid"), for a family that has stopped (code
    "ophoert"), and (code "for_tidligt") for a day not after the beginning of the one before.
    """
    familie = _locked(plejefamilie)
    before = familie.godkendelser.order_by("-fra").first() or first_godkendelse(familie)
    facts = {
        "familietype": familietype,
        "antal_boern": antal_boern,
        "myndighed": myndighed,
        "vilkaar": vilkaar.strip(),
        "fra": fra,
    }
    if all(getattr(before, name) == value for name, value in facts.items()):
        return before
    _refuse_future(fra)
    if fra <= before.fra:
        raise ValidationError(
            {
                "fra": "Den nye godkendelse skal begynde efter den, der gælder nu "
                f"(fra {danish.dato(before.fra)}). Er den forkert, så ret den."
            },
            code="for_tidligt",
        )
    before.til = fra - timedelta(days=1)
    before.save(update_fields=["til"])
    row = Godkendelse(plejefamilie=familie, begrundelse=begrundelse.strip(), **facts)
    save_or_explain(row)
    _keep_columns(familie, row)
    audit.record("godkendelse.oprettet", row, by=by, familie_id=familie.pk)
    return row


@action
def correct_godkendelse(*, by, plejefamilie, udgave, rettet_fordi, **facts):
    """The approval that holds was written down wrongly; `facts` are all of FIELDS.

    `udgave` is the fingerprint of what the form was made from. The history keeps what stood there.
    Raises ValidationError (code "stale") when somebody corrected it since, (code "fordi") without
    a reason, and for a day in the future or before the approval that came before.
    """
    familie = _locked(plejefamilie)
    row = current_godkendelse(familie)
    refuse_stale(row, FIELDS, udgave)
    if not rettet_fordi.strip():
        raise ValidationError({"rettet_fordi": "Skriv, hvorfor du retter."}, code="fordi")
    _refuse_future(facts["fra"])
    earlier = familie.godkendelser.exclude(pk=row.pk).order_by("-fra").first()
    if earlier and facts["fra"] <= earlier.fra:
        raise ValidationError(
            {"fra": f"Den forrige godkendelse begyndte {danish.dato(earlier.fra)}."},
            code="for_tidligt",
        )
    ends = facts["fra"] - timedelta(days=1)
    if earlier and earlier.til > ends:
        _end(earlier, ends)
    for name in FIELDS:
        setattr(row, name, facts[name])
    row.vilkaar, row.rettet_fordi = row.vilkaar.strip(), rettet_fordi.strip()
    save_or_explain(row)
    if earlier and earlier.til < ends:
        _end(earlier, ends)
    if earlier is None:
        familie.godkendt_fra = row.fra
    _keep_columns(familie, row)
    audit.record("godkendelse.rettet", row, by=by, familie_id=familie.pk)
    return row


def _locked(plejefamilie):
    familie = Plejefamilie.objects.select_for_update(no_key=True).get(pk=plejefamilie.pk)
    if familie.ophoert_paa:
        raise ValidationError("Familien er afsluttet.", code="ophoert")
    return familie


def _refuse_future(fra):
    if fra > timezone.localdate():
        raise ValidationError(
            {"fra": "Skriv godkendelsen, når den gælder. Datoen ligger i fremtiden."},
            code="fremtid",
        )


def _end(row, til):
    row.til = til
    row.save(update_fields=["til"])


def _keep_columns(familie, row):
    """The family's own columns say what the newest approval says."""
    familie.familietype = row.familietype
    familie.godkendt_til_boern = row.antal_boern
    familie.godkendt_af = row.myndighed
    names = ["familietype", "godkendt_til_boern", "godkendt_af", "godkendt_fra"]
    familie.full_clean()
    familie.save(update_fields=names)
