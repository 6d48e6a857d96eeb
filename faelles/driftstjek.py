"""What Driftsstatus looks after in the cellar: the processes, the broker and the mails."""

import time
from datetime import timedelta

from celery import current_app
from celery.schedules import maybe_schedule
from django.db import connection
from django.db.models import Count, Max, Min
from django.urls import reverse
from django.utils import timezone

from faelles import danish, puls
from faelles.drift import Grad, Tilstand, godt
from faelles.mail import REFUSED
from faelles.models import Besked, Bruger, Puls

SLOW_DATABASE = 0.5  # seconds for the simplest question
MAIL_LATE = timedelta(minutes=2)
MAIL_WRONG = timedelta(minutes=15)
TASK_LATE = timedelta(minutes=10)  # beyond the time at which beat should have come round
MOST_NAMES = 3
EFTER = "Intet er tabt. Det, der venter, kommer af sig selv bagefter."


def database(bruger, now):
    begun = time.monotonic()
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    if time.monotonic() - begun < SLOW_DATABASE:
        return [godt("PostgreSQL", "Svarer.")]
    return [
        Tilstand(
            "PostgreSQL",
            Grad.ADVARSEL,
            "Databasen svarer langsomt",
            betyder="Siderne er langsomme, men det, der gemmes, er gemt.",
            goer="Bed driften se på belastning og diskplads hos »postgres«.",
        )
    ]


def processer(bruger, now):
    """The sweeper, the broker, beat and the worker: which of them does not come round."""
    seen = dict(Puls.objects.values_list("navn", "at"))
    broker = puls.broker()
    return [
        _udbring(seen.get(puls.UDBRING), now),
        _koe(broker, seen.get(puls.BEAT), now),
        *_beat_and_worker(broker, seen, now),
    ]


def _fresh(at, now):
    return at is not None and now - at < puls.TOO_OLD


def _udbring(at, now):
    if _fresh(at, now):
        return godt("Udbringeren", f"Kom rundt {_sidst(at)}.")
    return Tilstand(
        "Udbringeren",
        Grad.GALT,
        "Udbringeren står stille" if at else "Udbringeren har aldrig kørt",
        siden=at,
        betyder="Mails kommer senere eller slet ikke. Beskederne kan læses i Samspil imens.",
        goer=f"Bed driften genstarte »udbring«. {EFTER}",
    )


def _koe(broker, beat_at, now):
    if broker.answers:
        return godt("Køen", f"Svarer. {danish.antal(broker.waiting, 'opgave', 'opgaver')} venter.")
    return Tilstand(
        "Køen",
        Grad.GALT,
        "Køen (Valkey) svarer ikke",
        siden=None if _fresh(beat_at, now) else beat_at,
        betyder="Opkald og frister gemmes som altid. Udbringeren sender mails. Påmindelser og "
        "besked til lederen om overskredne frister venter, til køen er tilbage.",
        goer=f"Bed driften genstarte »valkey«. {EFTER}",
    )


def _beat_and_worker(broker, seen, now):
    """Both are seen by the tasks that are done; the queue tells which of them has stopped."""
    beat_at = seen.get(puls.BEAT)
    worker_at = max((at for navn, at in seen.items() if at and navn != puls.UDBRING), default=None)
    if _fresh(beat_at, now):
        return [
            godt("Beat", f"Kom rundt {_sidst(beat_at)}."),
            godt("Worker", f"Løste en opgave {_sidst(worker_at)}."),
        ]
    if not broker.answers:
        return []  # nobody can be seen through a broker that is away: that is what is wrong
    betyder = (
        "Påmindelser og besked til lederen om overskredne frister går ikke ud. Fristerne passer, "
        "og opgaverne står på Min dag. Udbringeren sender fortsat mails."
    )
    if broker.waiting:
        return [
            Tilstand(
                "Worker",
                Grad.GALT,
                f"Worker står stille. {danish.antal(broker.waiting, 'opgave', 'opgaver')} venter",
                siden=worker_at,
                betyder=betyder,
                goer=f"Bed driften genstarte »worker«. {EFTER}",
            )
        ]
    return [
        Tilstand(
            "Beat",
            Grad.GALT,
            "Beat står stille" if beat_at else "Beat har aldrig kørt",
            siden=beat_at,
            betyder=betyder,
            goer=f"Bed driften genstarte »beat«. {EFTER}",
        )
    ]


def opgaver(bruger, now):
    """Tasks that fail, and tasks that beat should have woken long ago while it is alive."""
    seen = {row.navn: row for row in Puls.objects.all()}
    schedule = current_app.conf.beat_schedule
    wrong = [
        Tilstand(
            "Opgaver",
            Grad.GALT,
            f"Opgaven »{row.navn}« fejler",
            siden=row.fejl_siden,
            betyder="Det, den skulle gøre, bliver ikke gjort. Den prøver igen af sig selv.",
            goer="Bed driften se i loggen for »worker«, og sig navnet på opgaven.",
            detalje=f"Sidste fejl: {row.fejl}",
        )
        for row in seen.values()
        if row.fejl_siden
    ]
    beat = seen.get(puls.BEAT)
    if beat is None or not _fresh(beat.at, now):
        return wrong
    for task in sorted({entry["task"] for entry in schedule.values()}):
        row = seen.get(task)
        if row is None or row.at is None or row.fejl_siden:
            continue
        waits = min(
            maybe_schedule(entry["schedule"], app=current_app).remaining_estimate(row.at)
            for entry in schedule.values()
            if entry["task"] == task
        )
        if waits < -TASK_LATE:
            wrong.append(
                Tilstand(
                    "Opgaver",
                    Grad.ADVARSEL,
                    f"Opgaven »{task}« er forsinket",
                    siden=row.at,
                    betyder="Den burde være kørt igen, og beat kører. Måske venter den i køen.",
                    goer="Bed driften se i loggen for »worker«, om den hænger.",
                )
            )
    return wrong or [godt("Opgaver", "Ingen fejler, og ingen er forsinket.")]


def mails(bruger, now):
    """Notices that are due and not mailed: how many, since when, and why."""
    late = Besked.objects.undelivered().filter(due_at__lte=now - MAIL_LATE)
    told = late.aggregate(
        antal=Count("pk"), siden=Min("due_at"), forsoeg=Max("attempts"), fejl=Max("fejl")
    )
    if not told["antal"]:
        return [godt("Mails", "Ingen venter.")]
    refused = Bruger.objects.visible_to(bruger).filter(
        beskeder__in=late.filter(fejl__regex=REFUSED)
    )
    names = [*refused.distinct().order_by("navn").values_list("navn", flat=True)[:MOST_NAMES]]
    goer = f"Bed driften se, om mailserveren svarer, og om »udbring« kører. {EFTER}"
    if names:
        goer = (
            f"Mailserveren afviser adressen på {danish.opregning(names)}. Ret den under Brugere, "
            "eller bed driften spørge mailserverens ejer."
        )
    return [
        Tilstand(
            "Mails",
            Grad.GALT if now - told["siden"] > MAIL_WRONG else Grad.ADVARSEL,
            f"{danish.antal(told['antal'], 'mail', 'mails')} er ikke kommet af sted",
            siden=told["siden"],
            betyder="Modtagerne ser beskederne i Samspil, men får ingen mail om dem.",
            goer=goer,
            detalje=(
                f"Sidste fejl: {told['fejl']}. Højst "
                f"{danish.antal(told['forsoeg'], 'forsøg', 'forsøg')}."
                if told["fejl"]
                else "Ingen har prøvet at sende dem."
                if not told["forsoeg"]
                else ""
            ),
            url=reverse("faelles:bruger_list") if names else "",
            url_tekst="Brugere",
        )
    ]


def _sidst(at):
    return danish.kl(timezone.localtime(at))
