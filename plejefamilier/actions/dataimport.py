"""A workbook comes in, is read and checked, and is written all or nothing.

The row of Dataimport is the queue: whoever works on it holds an advisory lock of PostgreSQL, which
ends with the worker. A worker that dies leaves the row as it was, and the next one begins anew.
"""

import base64
import logging
from contextlib import closing, contextmanager
from datetime import date, datetime, timedelta
from functools import partial

from django.core.exceptions import ValidationError
from django.db import Error, IntegrityError, connection, transaction
from django.utils import timezone

from faelles import audit, vaek
from faelles.action import action
from faelles.models import Organisation
from plejefamilier.actions.dataimport_skriv import write_plan
from plejefamilier.indlaesning import fejl as errors
from plejefamilier.indlaesning.laes import as_json, from_json, read
from plejefamilier.indlaesning.projektmappe import refuse_file
from plejefamilier.indlaesning.sammenlign import compare
from plejefamilier.models import Dataimport

logger = logging.getLogger(__name__)
TASK = "plejefamilier.run_imports"
LOCK = 40_817  # the advisory locks of imports
Status = Dataimport.Status
I_GANG = "En anden indlæsning er i gang. Vent, til den er færdig."
PUT_OFF = timedelta(minutes=1)  # after something that should not happen
GIVE_UP = timedelta(hours=1)
GIK_GALT = "Arket kunne ikke indlæses, og intet er ændret. Bed driften se i loggen, og prøv igen."


@action
def receive_import(*, by, kommune, filnavn, indhold):
    """Take a workbook in to be read: its bytes are kept sealed until then. Returns the row.

    A workbook that waits to be confirmed is given up for the new one. Raises ValidationError for
    a file that cannot be one, and (code "i_gang") while another import of the municipality runs.
    """
    refuse_file(filnavn, indhold)
    Organisation.objects.select_for_update(no_key=True).get(pk=kommune.pk)
    here = Dataimport.objects.filter(kommune=kommune)
    if here.running().exists():
        raise ValidationError(I_GANG, code="i_gang")
    for waiting in here.filter(status=Status.KLAR):
        drop(by=by, row=waiting)
    row = Dataimport.objects.create(kommune=kommune, by=by)
    row.indhold = row.seal(base64.b64encode(indhold).decode())
    row.save(update_fields=["indhold"])
    audit.record("dataimport.modtaget", row, by=by, bytes=len(indhold))
    transaction.on_commit(partial(vaek.soon, TASK), robust=True)
    return row


@action
def start_import(*, by, dataimport, aftryk):
    """Have a checked workbook written. Pressed twice it starts once.

    `aftryk` is the fingerprint of the preview that was shown. Raises ValidationError (code
    "stale") when the preview is another by now or the workbook has been given up.
    """
    row = locked(dataimport)
    if row.status in (Status.INDLAESES, Status.INDLAEST):
        return row
    if row.status != Status.KLAR or row.plan["aftryk"] != aftryk:
        raise ValidationError(
            "Det, der skal ske, er ikke længere det, du så. Se det igennem igen.", code="stale"
        )
    refuse_running(row)
    row.status, row.by, row.naaet, row.claimed_until = Status.INDLAESES, by, 0, None
    row.plan["begyndt"] = timezone.now().isoformat()
    row.save(update_fields=["status", "by", "naaet", "plan", "claimed_until"])
    audit.record("dataimport.sat_i_gang", row, by=by)
    transaction.on_commit(partial(vaek.soon, TASK), robust=True)
    return row


@action
def give_up_import(*, by, dataimport):
    """Throw a workbook away that has not been written. Raises ValidationError when it is."""
    row = locked(dataimport)
    if row.status in (Status.INDLAESES, Status.INDLAEST, Status.FORTRUDT):
        raise ValidationError("Arket er allerede ved at blive indlæst.", code="indlaest")
    if row.status != Status.OPGIVET:
        drop(by=by, row=row)
    return row


def locked(dataimport):
    """The row as it is now, held until the transaction ends."""
    rows = Dataimport.objects.select_for_update(of=("self",), no_key=True)
    return rows.select_related("kommune").get(pk=dataimport.pk)


def refuse_running(row):
    """Raise ValidationError (code "i_gang") while another import of the municipality runs."""
    Organisation.objects.select_for_update(no_key=True).get(pk=row.kommune_id)
    if Dataimport.objects.filter(kommune=row.kommune_id).running().exists():
        raise ValidationError(I_GANG, code="i_gang")


@action
def drop(*, by, row):
    """Give a workbook up: what was read is thrown away."""
    row.status, row.indhold = Status.OPGIVET, None
    row.save(update_fields=["status", "indhold"])
    audit.record("dataimport.opgivet", row, by=by)


# --- the work, in a worker ----------------------------------------------------------------------


def work_off_imports():
    """Read and write every import that waits; return how many. Any number of workers may call."""
    done = 0
    for pk in Dataimport.objects.due(timezone.now()).order_by("pk").values_list("pk", flat=True):
        with _alone(pk) as ours:
            done += bool(ours) and _work(pk)
    return done


@contextmanager
def _alone(pk):
    """True when nobody else works on the row; the lock ends with the connection, if not before."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s, %s)", [LOCK, pk % 2**31])
        ours = cursor.fetchone()[0]
    try:
        yield ours
    finally:
        if ours and connection.connection is not None and not connection.connection.closed:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s, %s)", [LOCK, pk % 2**31])


def _work(pk):
    """One step of one import: read it, or write it. True when it got further."""
    row = (
        Dataimport.objects.due(timezone.now()).select_related("kommune", "by").filter(pk=pk).first()
    )
    if row is None:
        return False
    try:
        _read(row) if row.status == Status.LAESES else _write(row)
    except Exception as error:
        # the kind only: what a database or a workbook says may hold a name
        logger.warning("Dataimport %s not finished: %s", pk, type(error).__name__)
        _put_off(by=None, dataimport=row)
        return False
    return True


@action
def _put_off(*, by, dataimport):
    """Try again in a while; what never succeeds is given up, with a sentence."""
    row = locked(dataimport)
    if not row.running:
        return
    begun = row.plan.get("begyndt")
    begun = datetime.fromisoformat(begun) if begun else row.at
    if timezone.now() - begun > GIVE_UP:
        row.fejl = errors.in_order([errors.Fejl("", 0, 0, "galt", GIK_GALT)])
        row.status, row.indhold = Status.FEJL, None
    row.claimed_until = timezone.now() + PUT_OFF
    row.save(update_fields=["status", "indhold", "fejl", "claimed_until"])


class _Progress:
    """Tells how far a run has come, past the transaction that nobody else can see into."""

    def __init__(self, pk):
        self.pk, self.own = pk, connection.copy()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.own.close()

    def __call__(self, number):
        try:
            with closing(self.own.cursor()) as cursor:
                cursor.execute("SET lock_timeout = '500ms'")
                cursor.execute(
                    "UPDATE plejefamilier_dataimport SET naaet = %s WHERE id = %s",
                    [number, self.pk],
                )
        except Error as error:  # the page shows an older number
            logger.info("Dataimport %s: progress not told: %s", self.pk, type(error).__name__)


def _read(row):
    content = base64.b64decode(row.unseal(row.indhold))
    done = 0

    def tell():
        nonlocal done
        done += 500
        Dataimport.objects.filter(pk=row.pk, status=Status.LAESES).update(naaet=done)

    try:
        laest = read(content, tell=tell)
    except ValidationError as error:
        found = [errors.Fejl("", 0, 0, error.code or "fil", error.messages[0])]
        _keep_errors(by=row.by, dataimport=row, found=found, raekker=0)
        return
    skipped = [*laest.advarsler]  # sheets and columns that are not read: often why others are wrong
    plan = compare(laest, row.kommune)
    if laest.fejl:
        _keep_errors(
            by=row.by, dataimport=row, found=laest.fejl, raekker=laest.antal, advarsler=skipped
        )
    else:
        _keep_plan(by=row.by, dataimport=row, plan=plan, since=False)


@action
def _keep_errors(*, by, dataimport, found, raekker, advarsler=()):
    """The workbook has errors: they are kept, and what was not read at all; it is not."""
    row = locked(dataimport)
    if row.running:
        row.fejl, row.raekker = errors.in_order(found), raekker
        row.plan = {"advarsler": errors.in_order(advarsler)}
        row.status, row.indhold = Status.FEJL, None
        row.save(update_fields=["fejl", "raekker", "plan", "status", "indhold"])
        audit.record("dataimport.kontrolleret", row, by=by, fejl=len(row.fejl), raekker=raekker)


@action
def _keep_plan(*, by, dataimport, plan, since):
    """The workbook can be written: keep it, sealed, with what would happen.

    `since`: it was confirmed, but somebody has changed something in Samspil since the preview.
    """
    row = locked(dataimport)
    if not row.running:
        return
    row.indhold = row.seal({"laest": as_json(plan.laest), "vis": plan.as_rows()})
    row.raekker, row.naaet, row.status = plan.laest.antal, 0, Status.KLAR
    row.plan = {
        "antal": plan.antal,
        "aftryk": plan.aftryk,
        "advarsler": errors.in_order(plan.laest.advarsler),
        "eksempler": plan.laest.eksempler,
        "siden": since,
    }
    row.save(update_fields=["indhold", "raekker", "naaet", "status", "plan"])
    audit.record("dataimport.kontrolleret", row, by=by, fejl=0, raekker=row.raekker)


def _laest_of(row):
    laest = from_json(row.unseal(row.indhold)["laest"], date.fromisoformat)
    laest.advarsler = [errors.Fejl(**found) for found in row.plan["advarsler"] if found["ark"]]
    return laest


def _write(row):
    try:
        with _Progress(row.pk) as tell:
            written = _write_all(by=row.by, dataimport=row, tell=tell)
    except IntegrityError:
        written = False
    if not written:
        _look_again(row)


@action
def _write_all(*, by, dataimport, tell):
    """Everything in one transaction; False, and nothing written, when the plan is another now."""
    laest = _laest_of(dataimport)
    plan = compare(laest, dataimport.kommune, lock=True)
    if laest.fejl or plan.aftryk != dataimport.plan["aftryk"]:
        return False
    trace = write_plan(by=by, plan=plan, tell=tell)
    row = locked(dataimport)
    row.spor, row.indhold = row.seal(trace), None
    row.status, row.indlaest_at, row.naaet = Status.INDLAEST, timezone.now(), row.raekker
    row.save(update_fields=["spor", "indhold", "status", "indlaest_at", "naaet"])
    _forget_older(row)
    audit.record("dataimport.indlaest", row, by=by, antal=plan.antal)
    return True


def _forget_older(row):
    """Only the last import can be undone."""
    older = Dataimport.objects.filter(kommune=row.kommune_id).exclude(pk=row.pk)
    older.exclude(spor=None).update(spor=None)


def _look_again(row):
    """Somebody changed something between the preview and the writing: show it anew."""
    laest = _laest_of(row)
    laest.advarsler = []
    plan = compare(laest, row.kommune)
    if laest.fejl:
        _keep_errors(by=row.by, dataimport=row, found=laest.fejl, raekker=laest.antal)
    else:
        _keep_plan(by=row.by, dataimport=row, plan=plan, since=True)
