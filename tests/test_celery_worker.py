"""A real worker and a real beat on the real broker; and what happens without them."""

import datetime
import subprocess
import sys

import pytest
from django.conf import settings
from django.utils import timezone

from akuttelefon.models import Opfoelgning
from faelles.models import Besked, Puls
from tests.factories import log_opkald
from tests.processes import environment, mails, process, soon, udbring

pytestmark = pytest.mark.django_db(transaction=True)
DAY = datetime.timedelta(days=1)
SAVE_A_CALL = """
import time, uuid
import django; django.setup()
from django.utils import timezone
from akuttelefon import actions
from faelles.models import Bruger
from plejefamilier.models import Plejefamilie
vagt, familie = Bruger.objects.get(pk={vagt}), Plejefamilie.objects.get(pk={familie})
def save():
    begun = time.monotonic()
    actions.log_opkald(
        by=vagt, kommune=familie.kommune, plejefamilie=familie, start=timezone.now(),
        idempotency_key=uuid.uuid4(), opkalder="barn", situation="Prøve", alvor="fare",
        udfald="politi",
    )
    return time.monotonic() - begun
save()  # the first one of a process also loads it
print(save())
"""


def test_worker_and_beat_send_the_notice_and_tell_the_leader(
    akutvagt, familie, konsulent, teamleder, tmp_path
):
    # Given a call of two weeks ago that nobody has followed up
    start = timezone.now() - 14 * DAY
    opfoelgning = log_opkald(by=akutvagt, plejefamilie=familie, start=start).opfoelgning
    mail = {"EMAIL_URL": f"file://{tmp_path}"}

    # When a worker and beat run, and no sweeper
    app = ("-m", "celery", "-A", "tests.fast_beat")
    beat = ("beat", "-s", str(tmp_path / "schedule"))
    with process(*app, "worker", "-c", "1", **mail), process(*app, *beat, **mail):
        of_the_duty = Besked.objects.filter(key__startswith="opfoelgning-").exclude(done_at=None)
        soon(lambda: of_the_duty.count() >= 2)
        soon(lambda: Puls.objects.filter(navn="beat").exists())

    # Then konsulent and leader have been told, once each, without a word of the case
    opfoelgning.refresh_from_db()
    assert opfoelgning.escalated_at is not None
    told = of_the_duty.values_list("to", flat=True)
    assert sorted(told) == sorted([konsulent.pk, teamleder.pk])
    sent = mails(tmp_path)
    assert len(sent) == Besked.objects.exclude(done_at=None).count()
    assert not any(familie.kort_navn in mail or "sove" in mail for mail in sent)


def test_duty_stands_on_min_dag_whatever_celery_does(client, akutvagt, familie, konsulent):
    # Given that nothing but the web server and the database is there
    opkald = log_opkald(by=akutvagt, plejefamilie=familie)

    # When the konsulent opens Min dag
    client.force_login(konsulent)
    page = client.get("/")

    # Then the duty is there
    assert f"/akuttelefon/opkald/{opkald.pk}/" in page.content.decode()


def test_call_is_saved_at_once_and_told_while_the_broker_is_down(
    akutvagt, familie, konsulent, tmp_path
):
    # Given a broker that is gone
    gone = {"REDIS_URL": f"unix://{tmp_path}/nobody.sock", "EMAIL_URL": f"file://{tmp_path}"}

    # When a call is saved by a process of its own
    saved = subprocess.run(
        [sys.executable, "-c", SAVE_A_CALL.format(vagt=akutvagt.pk, familie=familie.pk)],
        env=environment(**gone),
        cwd=settings.BASE_DIR,
        capture_output=True,
        text=True,
        check=True,
    )

    # Then saving did not wait, and the sweeper tells the konsulent without the broker
    assert float(saved.stdout) < 1.5
    assert {row.ansvarlig for row in Opfoelgning.objects.all()} == {konsulent}
    Besked.objects.update(due_at=timezone.now())
    with udbring(**gone):
        soon(lambda: Besked.objects.filter(to=konsulent, done_at__isnull=False).count() == 2)
    assert len(mails(tmp_path)) == 2
