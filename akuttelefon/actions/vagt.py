"""One shift on the line: make it, change it, call it off (K3, R16)."""

from contextlib import contextmanager

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import F
from django.urls import reverse
from django.utils import timezone

from akuttelefon import bemanding
from akuttelefon.actions.bortfald import lapse_tilbud
from akuttelefon.models import Vagt
from faelles import audit, danish, notices
from faelles.action import action
from faelles.versions import save_changes

FAAET = "Du har fået vagter på akuttelefonen"
AENDRET = "Dine vagter på akuttelefonen er ændret"
EN_AD_GANGEN = "vagt_one_place"


@action
def create_vagt(*, by, kommune, udbyder, bruger, start, slut, anledning=Vagt.Anledning.PLANLAGT):
    """Put one shift into the roster: for a provider, or for a person whose employer has it then.

    `start` and `slut` are moments, half-open (R16). Raises ValidationError at "bruger" when the
    person may not be on duty that day (code "role"), or is on duty already (code "overlap"), and
    at "slut" when the shift is over or does not end after it begins.
    """
    vagt = Vagt(kommune=kommune, udbyder=udbyder, start=start, slut=slut, anledning=anledning)
    _check_times(start, slut)
    vagt.bruger, vagt.udbyder = bruger, check_holder(kommune, udbyder, bruger, start)
    _refuse_overlap(vagt)
    with one_place(bruger):
        vagt.save()
    audit.record("vagt.oprettet", vagt, by=by, paa_vagt=vagt.bruger_id, udbyder=vagt.udbyder_id)
    tell([vagt.bruger], key=f"vagt-{vagt.pk}-1", tekst=FAAET, but=by)
    return vagt


@action
def update_vagt(*, by, vagt, version, udbyder, bruger, start, slut):
    """Give a shift other hours or to somebody else; both people are told.

    Raises what `create_vagt` raises, and ValidationError (code "stale") when somebody saved it in
    between, "aflyst" when it was called off, "past" when it is over.
    """
    row = locked(vagt)
    refuse_closed(row)
    before = row.bruger
    _check_times(start, slut)
    udbyder = check_holder(row.kommune, udbyder, bruger, start)
    changes = {"udbyder": udbyder, "bruger": bruger, "start": start, "slut": slut}
    if version == row.version:
        _refuse_overlap(Vagt(pk=row.pk, **changes))
    with one_place(bruger):
        # the constraint's own condition is asked of the row: aflyst_at goes along, unchanged
        changed = save_changes(row, version=version, aflyst_at=None, **changes)
    if changed:
        lapse_tilbud(by=by, vagter=[row.pk])
        audit.record(
            "vagt.aendret",
            row,
            by=by,
            felter=sorted(changed),
            fra=before and before.pk,
            paa_vagt=row.bruger_id,
        )
        key = f"vagt-{row.pk}-{row.version}"
        if before == bruger:
            tell([bruger], key=key, tekst=AENDRET, but=by)
        else:
            tell([before], key=key, tekst=AENDRET, but=by)
            tell([bruger], key=key, tekst=FAAET, but=by)
    return row


@action
def cancel_vagt(*, by, vagt, version):
    """Call a shift off; the row stays. Its hours are a gap again. A repeat changes nothing.

    Raises ValidationError (code "stale") when somebody saved it in between, "past" when it is over.
    """
    row = locked(vagt)
    if row.aflyst_at is not None:
        return row
    refuse_closed(row)
    now = timezone.now()
    save_changes(row, version=version, aflyst_at=now, aflyst_by=by)
    lapse_tilbud(by=by, vagter=[row.pk])
    audit.record("vagt.aflyst", row, by=by, paa_vagt=row.bruger_id)
    tell([row.bruger], key=f"vagt-{row.pk}-{row.version}", tekst=AENDRET, but=by)
    return row


def locked(vagt):
    """The shift as it is now, held against everybody else until the transaction ends."""
    Vagt.objects.filter(pk=vagt.pk).select_for_update().values_list("pk").get()
    return Vagt.objects.select_related("kommune", "udbyder", "bruger").get(pk=vagt.pk)


def refuse_closed(vagt):
    """Raise ValidationError for a shift that is called off or over."""
    if vagt.aflyst_at is not None:
        raise ValidationError("Vagten er aflyst i mellemtiden.", code="aflyst")
    if vagt.slut <= timezone.now():
        raise ValidationError("Vagten er slut og kan ikke ændres.", code="past")


def check_holder(kommune, udbyder, bruger, start):
    """The provider of a shift that begins at `start`: the employer of the person, if there is one.

    Raises ValidationError when she holds no role there that day, or the provider is no provider of
    `kommune`.
    """
    if bruger is None:
        if not bemanding.providers(kommune).filter(pk=udbyder.pk).exists():
            raise ValidationError(
                {"bruger": ValidationError("Vælg en af kommunens egne udbydere.", code="udbyder")}
            )
        return udbyder
    day = timezone.localdate(start)
    if not bemanding.may_hold(kommune, day).filter(pk=bruger.pk).exists():
        text = f"{bruger.navn} har ingen rolle på akuttelefonen {danish.dato(day)}."
        raise ValidationError({"bruger": ValidationError(text, code="role")})
    return bruger.organisation


@contextmanager
def one_place(bruger):
    """A savepoint in which the constraint vagt_one_place answers in Danish (R16)."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        if EN_AD_GANGEN not in str(error):
            raise
        raise _overlap(bruger) from None


def _overlap(bruger, other=None):
    who = bruger.navn if bruger else "Personen"
    when = f": {span_in_words(other.start, other.slut)}" if other else " i det tidsrum"
    return ValidationError(
        {"bruger": ValidationError(f"{who} har allerede en vagt{when}.", code="overlap")}
    )


def _refuse_overlap(vagt):
    if vagt.bruger is None:
        return
    mine = Vagt.objects.between(vagt.start, vagt.slut).filter(bruger=vagt.bruger)
    if other := mine.exclude(pk=vagt.pk).in_order().first():
        raise _overlap(vagt.bruger, other)


def _check_times(start, slut):
    if slut <= start:
        raise ValidationError(
            {"slut": ValidationError("Vagten skal slutte, efter at den begynder.", code="period")}
        )
    if slut - start > bemanding.LONGEST:
        raise ValidationError(
            {"slut": ValidationError("En vagt kan højst vare 31 dage.", code="longest")}
        )
    if slut <= timezone.now():
        raise ValidationError({"slut": ValidationError("Vagten er allerede slut.", code="past")})


def span_in_words(start, slut):
    """»24. december 2026 kl. 15.00 til 25. december 2026 kl. 08.00«, the second day if another."""
    first, last = timezone.localtime(start), timezone.localtime(slut)
    begins = f"{danish.dato(first.date())} {danish.kl(first)}"
    if first.date() == last.date():
        return f"{begins} til {danish.kl(last)}"
    return f"{begins} til {danish.dato(last.date())} {danish.kl(last)}"


def tell(people, *, key, tekst, but):
    """One notice to each, but not to whoever did it herself. Nothing of the shifts is in it."""
    for person in {person for person in people if person is not None and person != but}:
        notices.notify(person, key=key, tekst=tekst, url=reverse("akuttelefon:vagt_mine"))


def call_off(vagter, bruger):
    """Let `bruger` call off these standing shifts in one statement; returns how many."""
    lapse_tilbud(by=bruger, vagter=vagter)
    return vagter.update(aflyst_at=timezone.now(), aflyst_by=bruger, version=F("version") + 1)
