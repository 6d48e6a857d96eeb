"""The word to the families before a long closing (K7): planned, followed, sent, told, stopped."""

from datetime import timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse_lazy
from django.utils import timezone

from akuttelefon.ansvar import ansvar_for
from akuttelefon.lukkemail import lukkemail
from akuttelefon.lukning import Lukning, besked_at, lange_lukninger
from akuttelefon.models import Lukkebesked
from akuttelefon.nummer import number_on
from faelles import audit, notices, regler, udbringning
from faelles.access import Rolle
from faelles.action import action
from faelles.kalender import kalender_for
from faelles.mail import send_words
from faelles.models import Bruger, Organisation
from plejefamilier.models import Konsulenttildeling, Plejefamilie, Plejeforaelder

PLAN_AHEAD = timedelta(days=30)  # who is told is known so long before the word goes out
LOOK_AHEAD = timedelta(days=400)  # further ahead no closing is looked for
MOST = 50  # mails of one round
SIDE = reverse_lazy("akuttelefon:lukning_list")
MANGLER_NUMMER = "Sæt akuttelefonens nummer, så familierne kan få besked før en lukning"
SNART = "Familierne får snart besked om en lukning. Se teksten, og hvem der får den"
SIG_DET = "Nogle af dine familier skal have besked af dig, før kommunen lukker"
Kanal = Lukkebesked.Kanal


def lukninger_for(kommune, today):
    """The long closings of the coming year with their moment of telling: [(Lukning, moment)]."""
    kalender = kalender_for(kommune)
    tal = regler.values(["akut.lang_lukning_dage", "akut.lukkebesked_dage"], kommune)
    return [
        (lukning, besked_at(lukning, kalender, tal["akut.lukkebesked_dage"]))
        for lukning in lange_lukninger(
            kalender, today, today + LOOK_AHEAD, tal["akut.lang_lukning_dage"]
        )
    ]


@action
def plan_lukkebeskeder(*, by, kommune):
    """Make the rows of every closing that is near, and let waiting ones follow the calendar.

    One row for each foster parent with a mail address, and one for a family that has none. Rows of
    a closing that is no longer in the calendar are called off: what was said of it holds no more.
    Returns how many rows were made. Running it again, or many at once, makes none.
    """
    Organisation.objects.select_for_update(no_key=True).get(pk=kommune.pk)
    now, today = timezone.now(), timezone.localdate()
    coming = lukninger_for(kommune, today)
    _call_off_others(kommune, [lukning for lukning, _ in coming], today, by=by)
    made = 0
    for lukning, moment in coming:
        if lukning.fra > today and moment <= now + PLAN_AHEAD:
            made += _plan(kommune, lukning, moment, by=by)
    _tell_konsulenter(kommune, now)
    return made


def _plan(kommune, lukning, moment, *, by):
    rows = _rows(kommune, lukning)
    if rows.exclude(cancelled_by=None).exists():  # a leader has stopped this one
        return 0
    now = timezone.now()
    due_at = max(moment, now)
    wanted = _receivers(kommune)
    standing = rows.filter(cancelled_at=None)
    here = {(row.plejefamilie_id, row.plejeforaelder_id): row for row in standing}
    gone = [row.pk for key, row in here.items() if key not in wanted and row.done_at is None]
    standing.waiting().filter(pk__in=gone).update(cancelled_at=now)
    told_aloud = {family for (family, parent), row in here.items() if not parent and row.done_at}
    new = [
        Lukkebesked(
            plejefamilie_id=family,
            plejeforaelder_id=parent,
            fra=lukning.fra,
            til=lukning.til,
            kanal=Kanal.MAIL if parent else Kanal.KONSULENT,
            due_at=due_at,
        )
        for family, parent in sorted(wanted, key=lambda key: (key[0], key[1] or 0))
        if (family, parent) not in here and family not in told_aloud
    ]
    Lukkebesked.objects.bulk_create(new)
    # the day of telling follows the calendar and the rules; what is late already stays due
    waiting = standing.waiting().filter(due_at__gt=now)
    waiting.exclude(due_at=due_at).update(due_at=due_at)
    if new:
        period = {"fra": lukning.fra.isoformat(), "til": lukning.til.isoformat()}
        audit.record("lukkebesked.planlagt", kommune, by=by, antal=len(new), **period)
    _tell_leaders(kommune, lukning)
    return len(new)


def _receivers(kommune):
    """Who is told now, as {(family id, parent id)}; parent None when nobody there has a mail.

    Two grown-ups who share an address get one mail.
    """
    familier = Plejefamilie.objects.active().filter(kommune=kommune)
    found = {(pk, None) for pk in familier.values_list("pk", flat=True)}
    addresses = set()
    parents = Plejeforaelder.objects.filter(plejefamilie__in=familier, fratraadt_paa=None)
    for pk, family, email in (
        parents.exclude(email="").order_by("pk").values_list("pk", "plejefamilie", "email")
    ):
        found.discard((family, None))
        if (family, email.lower()) not in addresses:
            addresses.add((family, email.lower()))
            found.add((family, pk))
    return found


def _rows(kommune, lukning):
    return Lukkebesked.objects.filter(
        plejefamilie__kommune=kommune, fra=lukning.fra, til=lukning.til
    )


def _call_off_others(kommune, lukninger, today, *, by):
    """Call off the rows, sent or not, of closings to come that the calendar no longer holds."""
    rows = Lukkebesked.objects.filter(
        plejefamilie__kommune=kommune, til__gte=today, cancelled_at=None
    )
    known = {(lukning.fra, lukning.til) for lukning in lukninger}
    for fra, til in rows.order_by("fra", "til").values_list("fra", "til").distinct():
        if (fra, til) not in known:
            count = rows.filter(fra=fra, til=til).update(cancelled_at=timezone.now())
            period = {"fra": fra.isoformat(), "til": til.isoformat()}
            audit.record("lukkebesked.bortfaldet", kommune, by=by, antal=count, **period)
            notices.cancel_all(_key(kommune, Lukning(fra, til)))


def _key(kommune, lukning):
    return f"lukning-{kommune.pk}-{lukning.fra.isoformat()}-{lukning.til.isoformat()}-"


def _tell_leaders(kommune, lukning):
    """The leaders hear that a word goes out soon, and that it cannot without a number."""
    number = number_on(kommune.pk, lukning.fra)
    today = timezone.localdate()
    leaders = [*Bruger.objects.with_role(Rolle.TEAMLEDER, kommune=kommune, day=today)]
    key = _key(kommune, lukning)
    for leader in leaders or Bruger.objects.with_role(
        Rolle.ADMINISTRATOR, kommune=kommune, day=today
    ):
        if number is None:
            notices.notify(
                leader,
                key=f"{key}nummer",
                tekst=MANGLER_NUMMER,
                url=str(reverse_lazy("akuttelefon:nummer")),
            )
        notices.notify(leader, key=f"{key}snart", tekst=SNART, url=str(SIDE))


def _tell_konsulenter(kommune, now):
    """Whoever has a family that a person must tell hears it once for each closing (R6)."""
    today = timezone.localdate(now)
    rows = Lukkebesked.objects.filter(plejefamilie__kommune=kommune).to_tell(now)
    waiting = [*rows.select_related("plejefamilie").order_by("fra", "plejefamilie")]
    if not waiting:
        return
    holding = dict(
        Konsulenttildeling.objects.holding(today)
        .filter(plejefamilie__in=[row.plejefamilie_id for row in waiting])
        .values_list("plejefamilie", "konsulent")
    )
    who = {}  # the same answer for every family of one konsulent in one team
    for row in waiting:
        family = row.plejefamilie
        asked = (holding.get(family.pk), family.team_id)
        if asked not in who:
            who[asked] = ansvar_for(family, kommune, today).bruger
        if who[asked] is not None:
            lukning = Lukning(row.fra, row.til)
            notices.notify(
                who[asked], key=f"{_key(kommune, lukning)}sig", tekst=SIG_DET, url=str(SIDE)
            )


@action
def stop_lukkebesked(*, by, kommune, lukning):
    """Stop the word about one closing before it leaves; what has left stays told. Twice is once.

    Raises ValidationError (code "late") when everybody has been told or the closing has passed.
    """
    Organisation.objects.select_for_update(no_key=True).get(pk=kommune.pk)
    if lukning not in [one for one, _ in lukninger_for(kommune, timezone.localdate())]:
        raise ValidationError("Kommunen holder ikke lukket i den periode.", code="unknown")
    rows = _rows(kommune, lukning)
    if rows.exclude(cancelled_by=None).exists():
        return 0
    if not rows.filter(cancelled_at=None).exists():
        _plan(kommune, lukning, timezone.now() + LOOK_AHEAD, by=by)
    stopped = rows.waiting().update(cancelled_at=timezone.now(), cancelled_by=by)
    if not stopped:
        raise ValidationError("Alle har allerede fået besked.", code="late")
    notices.cancel_all(_key(kommune, lukning))
    _record(kommune, lukning, "lukkebesked.stoppet", stopped, by)
    return stopped


@action
def resume_lukkebesked(*, by, kommune, lukning):
    """Let a stopped word go out after all, as soon as it is due. Twice is once.

    Raises ValidationError (code "late") when the closing has begun.
    """
    Organisation.objects.select_for_update(no_key=True).get(pk=kommune.pk)
    today = timezone.localdate()
    if lukning.fra <= today:
        raise ValidationError("Lukningen er begyndt. Ring til familierne.", code="late")
    rows = _rows(kommune, lukning).exclude(cancelled_by=None)
    if not rows.exists():
        return 0
    count = rows.update(cancelled_at=None, cancelled_by=None)
    for one, moment in lukninger_for(kommune, today):
        if one == lukning:
            _plan(kommune, lukning, moment, by=by)
    _record(kommune, lukning, "lukkebesked.genoptaget", count, by)
    return count


def _record(kommune, lukning, event, count, by):
    period = {"fra": lukning.fra.isoformat(), "til": lukning.til.isoformat()}
    audit.record(event, kommune, by=by, antal=count, **period)


@action
def tell_lukkebesked(*, by, lukkebeskeder):
    """Note that a person has told these families (a QuerySet); how many. A repeat adds nothing."""
    told = 0
    rows = lukkebeskeder.select_for_update(of=("self",)).select_related("plejefamilie")
    for row in rows.order_by("pk"):
        if row.done_at is None and row.cancelled_at is None:
            row.done_at, row.done_by = timezone.now(), by
            row.save(update_fields=["done_at", "done_by"])
            audit.record("lukkebesked.givet", row, by=by, familie_id=row.plejefamilie_id)
            told += 1
    return told


# --- mails ------------------------------------------------------------------------------------


def deliver_lukkebeskeder():
    """Mail the words that are due; return how many. Any number of processes may run this."""
    return udbringning.deliver(MAILS, MOST)


def _send(row):
    lukning = Lukning(row.fra, row.til)
    told_other = Lukkebesked.objects.filter(
        plejeforaelder=row.plejeforaelder_id, fra__lte=row.til, til__gte=row.fra
    ).exclude(done_at=None)
    mail = lukkemail(
        row.plejefamilie.kommune, lukning, nye_datoer=told_other.exclude(pk=row.pk).exists()
    )
    send_words(row.plejeforaelder.email, mail.emne, mail.tekst, key=f"lukkebesked-{row.pk}")


@transaction.atomic
def _done(row):
    mine = Lukkebesked.objects.filter(pk=row.pk, done_at=None)
    if mine.update(done_at=timezone.now(), claimed_until=None):
        audit.record("lukkebesked.sendt", row, by=None, familie_id=row.plejefamilie_id)


def _refused(row):
    """The address does not exist: the konsulent tells this foster parent instead."""
    mine = Lukkebesked.objects.waiting().filter(pk=row.pk)
    mine.update(kanal=Kanal.KONSULENT, claimed_until=None)


MAILS = udbringning.Post(
    "Lukkebesked",
    due=lambda now: Lukkebesked.objects.to_mail(now).select_related(
        "plejefamilie__kommune", "plejeforaelder"
    ),
    undelivered=lambda: Lukkebesked.objects.waiting(),
    send=_send,
    done=_done,
    refused=_refused,
)
