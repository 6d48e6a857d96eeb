"""Words about an enrolment: to foster parents by mail, to professionals in the inbox (R17, W5).

A mail says how things stand when it leaves. Its key holds the stamp of the course's times, so that
everybody is told once of each state, and nobody of a change that she never knew it before.
"""

from datetime import datetime

from django.db.models import Prefetch, Q, prefetch_related_objects
from django.urls import reverse
from django.utils import timezone

from faelles import notices, regler
from faelles.kalender import NOEGLER, kalender_for
from plejefamilier.ansvar import ansvarlige_for
from plejefamilier.rytme import reminder_days
from supervision.actions.besked import FOERST, KLOKKEN, SIDST
from supervision.models import Familiebesked, Kursusdeltager, Kursusgang, Tilmelding

Slags = Familiebesked.Slags
Status = Tilmelding.Status
SNART = "Du skal snart på kursus"
TILBUDT = "Der er en ledig plads på et kursus. Svar, før den går videre"
UDLOEBET = "En tilbudt plads på et kursus er gået videre, fordi ingen svarede"
FRAMELDT = "Nogen er meldt fra et kursus efter fristen"
ORD = {Status.PLADS: Slags.TILMELDT, Status.TILBUDT: Slags.PLADS, Status.VENTER: Slags.VENTELISTE}


def tell_standing(tilmelding, gange, now):
    """Tell the family how it stands now with its enrolment: a seat, or one that is offered.

    What has not left about the enrolment is taken back first: the newest word is the only one that
    leaves. Else as tell_first.
    """
    _take_back(tilmelding, now)
    tell_first(tilmelding, gange, now)


def tell_first(tilmelding, gange, now):
    """Tell the family of its seat or its place in line; with a seat come the reminders.

    `gange` are the meetings of the course.
    """
    people = Kursusdeltager.objects.select_related("plejeforaelder")
    prefetch_related_objects([tilmelding], Prefetch("deltagere", people))
    slags = ORD[Status(tilmelding.status)]
    rows = _mails([tilmelding], slags, _stamp(gange), now)
    if tilmelding.status == Status.PLADS:
        rows += _reminders([tilmelding], gange, now)
    Familiebesked.objects.bulk_create(rows, ignore_conflicts=True)


def tell_off(tilmelding, now):
    """The enrolment is over: no reminders, and a word to whoever was told of it before."""
    _take_back(tilmelding, now)
    told = Familiebesked.objects.filter(tilmelding=tilmelding, cancelled_at=None)
    known = {*told.values_list("plejeforaelder", flat=True)}
    rows = [
        _mail(tilmelding, voksen, Slags.AFLYST, f"{_prefix(tilmelding)}slut-{voksen.pk}", now)
        for voksen in _voksne(tilmelding)
        if voksen.pk in known
    ]
    Familiebesked.objects.bulk_create(rows, ignore_conflicts=True)


def tell_of_change(kursus):
    """Tell everybody on a course what holds now: its times or places have changed, or it is off.

    To be called in the action that changes the course, with `udgave` of each changed meeting
    raised. Reminders move along (R17). Calling it again, or without a change, tells nothing.
    """
    now = timezone.now()
    gange = [*kursus.gange.all()]
    people = Tilmelding.objects.active().filter(kursus=kursus).select_related("bruger")
    rows = [*people.prefetch_related("deltagere__plejeforaelder")]
    for tilmelding in rows:
        tilmelding.kursus = kursus
    if kursus.aflyst_at or all(gang.aflyst_at for gang in gange):
        for tilmelding in rows:
            offer_is_over(tilmelding)
            tell_off(tilmelding, now)
        return
    seated = [row for row in rows if row.status == Status.PLADS]
    wanted = _reminders(seated, gange, now)
    _keep_only(kursus, wanted, now)
    if any(gang.aflyst_at is None and gang.slut > now for gang in gange):
        wanted += _changed(seated, gange, now)
    Familiebesked.objects.bulk_create(wanted, ignore_conflicts=True)


def tell_of_offer(tilmelding, now):
    """Somebody in the line is offered a seat: whoever may answer for her has a notice."""
    for person in _answerers(tilmelding):
        notices.notify(person, key=offer_key(tilmelding), tekst=TILBUDT, url=url(tilmelding))


def offer_is_over(tilmelding):
    """Nobody needs to answer any more."""
    notices.cancel_all(offer_key(tilmelding))
    notices.mark_read(offer_key(tilmelding))


def tell_of_lapse(tilmelding):
    """The seat has gone on, because nobody answered in time."""
    for person in _answerers(tilmelding):
        key = f"kursustilbud-udloebet-{tilmelding.pk}"
        notices.notify(person, key=key, tekst=UDLOEBET, url=url(tilmelding))


def tell_responsible(tilmelding, by):
    """Somebody left after the deadline: whoever is responsible for the course is told."""
    ansvarlig = tilmelding.kursus.ansvarlig
    if ansvarlig != by:
        there = reverse("supervision:tilmelding_list", args=[tilmelding.kursus_id])
        key = f"kursusframeldt-{tilmelding.pk}"
        notices.notify(ansvarlig, key=key, tekst=FRAMELDT, url=there)


def offer_key(tilmelding):
    return f"kursustilbud-svar-{tilmelding.pk}-"


def url(tilmelding):
    return reverse("supervision:tilmelding_detail", args=[tilmelding.pk])


# --- parts ------------------------------------------------------------------------------------


def _answerers(tilmelding):
    """Those who have the family's duties, the professional herself, and whoever signed up."""
    familie, by = tilmelding.plejefamilie, tilmelding.by
    people = ansvarlige_for(familie, timezone.localdate()) if familie else [tilmelding.bruger]
    if Tilmelding.objects.editable_by(by).filter(pk=tilmelding.pk).exists():
        people = [*people, by]  # while the family is still hers
    return [*{person.pk: person for person in people if person.is_active}.values()]


def _prefix(tilmelding):
    return f"tilmelding-{tilmelding.pk}-"


def _voksne(tilmelding):
    """The foster parents on the enrolment who can be reached by mail."""
    people = (row.plejeforaelder for row in tilmelding.deltagere.all())
    return [one for one in people if one and one.email]


def _stamp(gange):
    """A number that grows whenever a meeting is moved, added or cancelled."""
    return sum(1 + gang.udgave + (gang.aflyst_at is not None) for gang in gange)


def _mail(tilmelding, voksen, slags, noegle, due_at, gang=None):
    return Familiebesked(
        plejeforaelder=voksen,
        slags=slags,
        noegle=noegle,
        due_at=due_at,
        tilmelding=tilmelding,
        gang=gang,
    )


def _mails(tilmeldinger, slags, stamp, now):
    """A mail to each adult of each enrolment; one who knows this state gets none.

    Being told of a seat and being told of a change share a key: the first of them is enough.
    """
    kind = "" if slags in (Slags.TILMELDT, Slags.AENDRET) else f"{slags}-"
    return [
        _mail(row, voksen, slags, f"{_prefix(row)}{kind}{stamp}-{voksen.pk}", now)
        for row in tilmeldinger
        for voksen in _voksne(row)
    ]


def _changed(tilmeldinger, gange, now):
    """Mails about a new state of the course; an older word that has not left is taken back."""
    mails = _mails(tilmeldinger, Slags.AENDRET, _stamp(gange), now)
    sent = Familiebesked.objects.filter(
        tilmelding__in=tilmeldinger, slags__in=[Slags.TILMELDT, Slags.AENDRET]
    )
    older = sent.waiting().filter(claimed_until=None)
    older.exclude(noegle__in=[row.noegle for row in mails]).update(cancelled_at=now)
    known = {*sent.filter(cancelled_at=None).values_list("tilmelding", "plejeforaelder")}
    for row in mails:
        if (row.tilmelding_id, row.plejeforaelder_id) not in known:
            row.slags = Slags.TILMELDT  # she has not heard of it before
    return mails


def _reminders(tilmeldinger, gange, now):
    """Mails to remind of the coming meetings, and notices to professionals (R17).

    14 and 2 days before the first meeting of the course, only the last of them before later ones.
    """
    moments = _moments(gange, now, tilmeldinger[0].kursus.kommune_id) if tilmeldinger else []
    found = []
    for gang, dage, moment in moments:
        for row in tilmeldinger:
            kilde = f"kursusgang-{gang.pk}-{gang.udgave}-{row.pk}-paamindelse"
            found += [
                _mail(row, voksen, Slags.PAAMINDELSE, f"{kilde}-{voksen.pk}-{dage}", moment, gang)
                for voksen in _voksne(row)
            ]
            if row.bruger_id:
                key = f"{_prefix(row)}{gang.pk}-{gang.udgave}-{dage}"
                there = row.kursus.get_absolute_url()
                notices.notify(row.bruger, key=key, tekst=SNART, url=there, due_at=moment)
    return found


def _moments(gange, now, kommune):
    """[(meeting, days before it, aware moment)] of everything to be reminded of."""
    planned = sorted((one for one in gange if one.aflyst_at is None), key=lambda one: one.start)
    tal = regler.values((*NOEGLER, FOERST, SIDST, KLOKKEN), kommune)
    kalender, today = kalender_for(kommune, values=tal), timezone.localdate(now)
    found = []
    for number, gang in enumerate(planned):
        event_day = timezone.localdate(gang.start)
        offsets = {tal[SIDST]} if number else {tal[FOERST], tal[SIDST]}
        for day in reminder_days(event_day, offsets, kalender, today):
            moment = timezone.make_aware(datetime.combine(day, tal[KLOKKEN]))
            if now < moment < gang.start:
                found.append((gang, (event_day - day).days, moment))
    return found


def _take_back(tilmelding, now):
    """Nothing leaves that was left about the enrolment and is not on its way."""
    rows = Familiebesked.objects.waiting().filter(tilmelding=tilmelding, claimed_until=None)
    rows.update(cancelled_at=now)
    if tilmelding.bruger_id:
        notices.cancel_all(_prefix(tilmelding))


def _keep_only(kursus, wanted, now):
    """Of the reminders of a course those in `wanted` stand; the others are taken back."""
    keys = [row.noegle for row in wanted]
    rows = Familiebesked.objects.filter(
        tilmelding__kursus=kursus, slags=Slags.PAAMINDELSE, done_at=None
    )
    rows.filter(cancelled_at=None).exclude(noegle__in=keys).update(cancelled_at=now)
    rows.filter(~Q(cancelled_at=None), noegle__in=keys, fejl="").update(cancelled_at=None)
    professionals = Tilmelding.objects.active().filter(kursus=kursus, bruger__isnull=False)
    gange = {gang.pk: gang.udgave for gang in Kursusgang.objects.filter(kursus=kursus).planned()}
    for row in professionals:
        prefix = _prefix(row)
        for old in {*kursus.gange.values_list("pk", flat=True)} - gange.keys():
            notices.cancel_all(f"{prefix}{old}-")
        for pk, udgave in gange.items():
            for past in range(udgave):
                notices.cancel_all(f"{prefix}{pk}-{past}-")
