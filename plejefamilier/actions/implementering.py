"""Getting the effort into operation: answers, statuses, obstacles, people, who to ask (L1–L12)."""

from collections import Counter
from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from faelles import audit, notices, regler
from faelles.access import Rolle
from faelles.action import action
from faelles.kalender import kalender_for
from faelles.models import Bruger, Organisation
from faelles.versions import save_changes
from plejefamilier.actions.save import refuse_backwards, save_or_explain
from plejefamilier.implementering import antal_punkter, punkt_of
from plejefamilier.models import (
    Implementeringsperson,
    Implementeringspunkt,
    Implementeringssag,
    Implementeringsstatus,
    Sparringskontakt,
)
from plejefamilier.rytme import MAANEDER, rolled

SNART = "Det er snart tid til at skrive status på implementeringen"
HINDRING = "Du skal løse en hindring i implementeringen"
Status = Implementeringspunkt.Status
DONE = (Status.AFKLARET, Status.IKKE_RELEVANT)


@action
def save_punkt(*, by, kommune, skabelon, kode, version, **changes):
    """Change status, ansvarlig, dato or svar of a question; its row is made when first touched.

    `version` is what the form showed; a question nobody has touched is version 1. Raises
    ValidationError (code "stale") when a colleague saved in between, (code "svar") at `svar` for a
    settled question without an answer, and (code "ukendt") for a question that does not exist.
    """
    if punkt_of(skabelon, kode) is None:
        raise ValidationError("Spørgsmålet findes ikke.", code="ukendt")
    if changes["status"] == Status.AFKLARET and not changes["svar"].strip():
        raise ValidationError(
            {"svar": ValidationError("Skriv, hvad I har besluttet.", code="svar")}
        )
    row, _ = Implementeringspunkt.objects.get_or_create(
        kommune=kommune, skabelon=skabelon, kode=kode
    )
    changed = save_changes(row, version=version, **changes)
    audit.record("implementeringspunkt.aendret", row, by=by, felter=changed)
    return row


@action
def write_status(*, by, kommune, skabelon, tekst, dato=None):
    """Write how it goes, with the numbers of today, and set the day of the next one (L7).

    The next day is the first one after `dato` (default today) of the rhythm that begins with the
    first status, rolled to a hverdag (R12). Raises ValidationError when one was written
    that day.
    """
    Organisation.objects.select_for_update(no_key=True).get(pk=kommune.pk)
    dato = dato or timezone.localdate()
    earlier = Implementeringsstatus.objects.filter(kommune=kommune, skabelon=skabelon)
    first = earlier.order_by("dato").values_list("dato", flat=True).first() or dato
    months = regler.value("plejefamilier.status_maaneder", kommune)
    series = rolled(first, months, MAANEDER, kalender_for(kommune))
    row = save_or_explain(
        Implementeringsstatus(
            kommune=kommune,
            skabelon=skabelon,
            dato=dato,
            naeste=next(day for nominal, day in series if nominal > dato),
            tekst=tekst.strip(),
            taelling=count(kommune, skabelon),
            by=by,
        )
    )
    audit.record("implementeringsstatus.skrevet", row, by=by)
    for before in earlier.exclude(pk=row.pk):
        notices.cancel_all(_kilde(before))
        notices.mark_read(_kilde(before))
    return row


def count(kommune, skabelon):
    """How many questions stand in each status, as {status: number}."""
    rows = Implementeringspunkt.objects.filter(kommune=kommune, skabelon=skabelon)
    found = Counter(rows.values_list("status", flat=True))
    found[Status.IKKE_BEGYNDT.value] += antal_punkter(skabelon) - sum(found.values())
    return {status: found[status] for status in Status.values}


@action
def remind_status(*, by, status):
    """Tell the project leaders, some days before, that the next status is due; each once (R17).

    Returns how many are told now or were told before.
    """
    kommune = status.kommune
    days = regler.value("plejefamilier.implementering_dage", kommune)
    day = kalender_for(kommune).roll_back(status.naeste - timedelta(days=days))
    hour = regler.value("plejefamilier.paamindelse_kl", kommune)
    today = timezone.localdate()
    if timezone.now() < timezone.make_aware(datetime.combine(day, hour)):
        return 0
    people = Bruger.objects.with_role(Rolle.PROJEKTLEDER, kommune=kommune, day=today)
    url = f"{reverse('plejefamilier:implementering')}?skabelon={status.skabelon}"
    for person in people:
        notices.notify(person, key=f"{_kilde(status)}snart", tekst=SNART, url=url)
    return len(people)


def _kilde(status):
    return f"implementeringsstatus-{status.pk}-"


@action
def raise_sag(*, by, kommune, tekst, ansvarlig, frist):
    """Something stands in the way; somebody owns it and has a day (L10).

    Raises ValidationError (code "frist") for a day that has passed.
    """
    if frist < timezone.localdate():
        raise ValidationError({"frist": ValidationError("Datoen er forbi.", code="frist")})
    row = Implementeringssag(
        kommune=kommune, tekst=tekst.strip(), ansvarlig=ansvarlig, frist=frist, by=by
    )
    row.full_clean()
    row.save()
    audit.record("implementeringssag.oprettet", row, by=by, person=ansvarlig.pk)
    if by is None or ansvarlig.pk != by.pk:
        notices.notify(
            ansvarlig,
            key=f"implementeringssag-{row.pk}-",
            tekst=HINDRING,
            url=reverse("plejefamilier:implementering"),
        )
    return row


@action
def solve_sag(*, by, sag, loesning):
    """It is out of the way, and how. Raises ValidationError (code "loest") when it was already."""
    row = Implementeringssag.objects.select_for_update(of=("self",)).get(pk=sag.pk)
    if row.loest_at is not None:
        raise ValidationError("Hindringen er allerede løst.", code="loest")
    row.loest_at, row.loesning = timezone.now(), loesning.strip()
    row.full_clean()
    row.save()
    audit.record("implementeringssag.loest", row, by=by)
    notices.mark_read(f"implementeringssag-{row.pk}-")
    return row


@action
def add_sparring(*, by, kommune, hvem, kontakt, om):
    """An experienced municipality that can be asked (L8)."""
    row = Sparringskontakt(
        kommune=kommune, hvem=hvem.strip(), kontakt=kontakt.strip(), om=om.strip()
    )
    row.full_clean()
    row.save()
    audit.record("sparringskontakt.oprettet", row, by=by)
    return row


@action
def retire_sparring(*, by, sparring):
    """It is no longer asked. A second press changes nothing."""
    row = Sparringskontakt.objects.select_for_update().get(pk=sparring.pk)
    if row.aktiv:
        row.aktiv = False
        row.save(update_fields=["aktiv"])
        audit.record("sparringskontakt.fjernet", row, by=by)
    return row


@action
def add_person(*, by, kommune, rolle, bruger=None, navn="", fag="", til_stede="", fra=None):
    """Somebody joins: as project leader, or in the implementation group (B11, B25).

    Raises ValidationError (code "hvem") when nobody is named.
    """
    if bruger is None and not navn.strip():
        raise ValidationError(
            {"navn": ValidationError("Vælg en person, eller skriv et navn.", code="hvem")}
        )
    row = Implementeringsperson(
        kommune=kommune,
        rolle=rolle,
        bruger=bruger,
        navn=navn.strip(),
        fag=fag.strip(),
        til_stede=til_stede.strip(),
        fra=fra or timezone.localdate(),
    )
    row.full_clean()
    row.save()
    audit.record("implementeringsperson.tilfoejet", row, by=by, rolle=row.rolle)
    return row


@action
def end_person(*, by, person, til):
    """She is part of it until `til`. Raises ValidationError (code "slut") when it has ended."""
    row = Implementeringsperson.objects.select_for_update(of=("self",)).get(pk=person.pk)
    if row.til is not None:
        raise ValidationError("Personen er allerede ude.", code="slut")
    refuse_backwards(row.fra, til)
    row.til = til
    row.save(update_fields=["til"])
    audit.record("implementeringsperson.slut", row, by=by, rolle=row.rolle)
    return row
