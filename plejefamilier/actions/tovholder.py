"""Who coordinates around a child or a family: chosen, and handed over with a reason (B24)."""

from datetime import timedelta

from django.core.exceptions import ValidationError
from django.db.models import Q

from faelles import notices
from faelles.action import action
from faelles.constraints import on_day
from faelles.versions import STALE
from plejefamilier.actions.kreds import close_tovholder, record, samarbejde_url
from plejefamilier.actions.save import save_or_explain
from plejefamilier.kreds import kredsen
from plejefamilier.models import Barn, Plejefamilie, Tovholder


def tovholdere_of(barn=None, plejefamilie=None):
    """Everybody who was chosen to coordinate a case, newest first."""
    about = Q(barn=barn) if barn is not None else Q(barn=None, plejefamilie=plejefamilie)
    return Tovholder.objects.filter(about).select_related("bruger").order_by("-fra", "-pk")


def tovholder_udgave(rows):
    """What the choice looks like now: a form sends it back to be compared."""
    newest = max(rows, key=lambda row: row.pk, default=None)
    return f"{newest.pk}-{newest.til}" if newest else "0"


@action
def choose_tovholder(*, by, bruger, fra, begrundelse, udgave=None, barn=None, plejefamilie=None):
    """`bruger` coordinates from `fra`, and why; the one before ends the day before (B12, B24).

    Raises ValidationError (code "stale") when a colleague chose somebody in between, (code
    "ikke_i_kredsen") when the person is not in the circle that day, (code "samme") when she is the
    tovholder already, and with the constraint's sentence when a later choice is in the way.
    """
    sag = {"barn": barn} if barn is not None else {"plejefamilie": plejefamilie}
    _lock(barn, plejefamilie)
    rows = tovholdere_of(**sag)
    if udgave is not None and udgave != tovholder_udgave(rows):
        raise ValidationError(
            "En kollega har netop valgt en tovholder. Se, hvem det er, og gem igen, hvis det skal "
            "være en anden.",
            code=STALE,
        )
    kreds = kredsen(None, barn=barn, familie=plejefamilie, dag=fra)
    if bruger.pk not in {plads.bruger for plads in kreds.nu if not plads.om}:
        raise ValidationError(
            {
                "bruger": ValidationError(
                    "Tovholderen skal være med i kredsen den dag.", code="ikke_i_kredsen"
                )
            }
        )
    before = rows.filter(on_day(fra)).first()
    if before and before.bruger_id == bruger.pk:
        raise ValidationError(f"{bruger.fornavn} er allerede tovholder den dag.", code="samme")
    if before:
        close_tovholder(before, fra - timedelta(days=1))
    row = Tovholder(
        kommune_id=(barn or plejefamilie).kommune_id,
        bruger=bruger,
        fra=fra,
        begrundelse=begrundelse.strip(),
        **sag,
    )
    save_or_explain(row)
    record("tovholder.valgt", row, by=by, person=bruger.pk)
    told = {bruger: "Du er blevet tovholder i et samarbejde"}
    if before and before.bruger.is_active:
        told[before.bruger] = "Et samarbejde har fået en anden tovholder end dig"
    for person, words in told.items():
        if person.pk != by.pk:
            key = f"tovholder:{row.pk}:{person.pk}"
            notices.notify(person, key=key, tekst=words, url=samarbejde_url(**sag))
    return row


def _lock(barn, plejefamilie):
    """One choice at a time for each case."""
    if barn is not None:
        return Barn.objects.select_for_update(no_key=True).get(pk=barn.pk)
    return Plejefamilie.objects.select_for_update(no_key=True).get(pk=plejefamilie.pk)
