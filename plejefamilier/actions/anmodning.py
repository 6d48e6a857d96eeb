"""Requests from families: taken in with a number, answered, and told of when late (C5, C12)."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db.models import Max
from django.urls import reverse
from django.utils import timezone

from faelles import audit, notices, regler
from faelles.action import action
from faelles.kalender import kalender_for
from faelles.models import Organisation
from plejefamilier.ansvar import ansvarlige_for, ledere_for
from plejefamilier.models import Anmodning, Barn

NY = "En familie beder om noget og venter på svar"
FOR_SENT = "En anmodning fra en familie har ikke fået svar til tiden"


@action
def receive_anmodning(
    *, by, plejefamilie, modtaget_paa, modtaget_af, emner, tekst, idempotency_key, barn=None
):
    """A family asks for something; it gets the municipality's next number and a last day (C12).

    The numbers of a municipality have no gaps: whoever takes one holds the municipality's row
    until it is saved. The same `idempotency_key` again answers with the first. Whoever has the
    family's duties is told (R6). Raises ValidationError (code "fremtid") for a day to come, and
    (code "barn") for a child that does not live with the family.
    """
    if modtaget_paa > timezone.localdate():
        raise ValidationError(
            {"modtaget_paa": ValidationError("Datoen ligger i fremtiden.", code="fremtid")}
        )
    if barn and not Barn.objects.living_with(plejefamilie).filter(pk=barn.pk).exists():
        raise ValidationError(
            {"barn": ValidationError("Barnet bor ikke hos familien.", code="barn")}
        )
    kommune = Organisation.objects.select_for_update(no_key=True).get(pk=plejefamilie.kommune_id)
    same = Anmodning.objects.filter(idempotency_key=idempotency_key).first()
    if same:
        return same
    rows = Anmodning.objects.filter(kommune=kommune)
    hverdage = regler.value("plejefamilier.anmodning_hverdage", kommune)
    row = Anmodning(
        kommune=kommune,
        nummer=(rows.aggregate(last=Max("nummer"))["last"] or 0) + 1,
        plejefamilie=plejefamilie,
        barn=barn,
        modtaget_paa=modtaget_paa,
        modtaget_af=modtaget_af,
        emner=emner,
        tekst=tekst.strip(),
        svarfrist=kalender_for(kommune).add_hverdage(modtaget_paa, hverdage),
        idempotency_key=idempotency_key,
    )
    row.full_clean(exclude=["besvaret_af"])
    row.save()
    audit.record("anmodning.modtaget", row, by=by, familie_id=plejefamilie.pk, nummer=row.nummer)
    for person in ansvarlige_for(plejefamilie, timezone.localdate()):
        if by is None or person.pk != by.pk:
            notices.notify(person, key=f"{_kilde(row)}ny", tekst=NY, url=_url(row))
    return row


@action
def answer_anmodning(*, by, anmodning, afgoerelse, svar):
    """Answer the family: yes, partly or no, with the reason. Only the first of two wins.

    Raises ValidationError (code "besvaret") that names who was first.
    """
    # lock first, read afterwards: a join made before the wait would show who answered as nobody
    rows = Anmodning.objects.filter(pk=anmodning.pk)
    rows.select_for_update().values_list("pk").get()
    row = rows.select_related("besvaret_af").get()
    if row.besvaret_at is not None:
        local = timezone.localtime(row.besvaret_at)
        raise ValidationError(
            f"{row.besvaret_af.fornavn} har allerede svaret {local:%d-%m-%Y} kl. {local:%H.%M}. "
            "Din tekst er ikke tabt.",
            code="besvaret",
        )
    row.afgoerelse, row.svar = afgoerelse, svar.strip()
    row.besvaret_at, row.besvaret_af = timezone.now(), by
    row.full_clean(exclude=["besvaret_af"])
    row.save()
    audit.record(
        "anmodning.besvaret",
        row,
        by=by,
        familie_id=row.plejefamilie_id,
        afgoerelse=row.afgoerelse,
        til_tiden=timezone.localdate() <= row.svarfrist,
    )
    notices.cancel_all(_kilde(row))
    notices.mark_read(_kilde(row))
    return row


@action
def escalate_anmodning(*, by, anmodning):
    """Tell the team's leaders of a request that was not answered in time; once.

    It happens at the hour of the rule on the first hverdag after the last day. Returns True when
    they were told now.
    """
    row = (
        Anmodning.objects.select_for_update(of=("self",))
        .select_related("plejefamilie", "kommune")
        .get(pk=anmodning.pk)
    )
    if row.besvaret_at is not None or row.eskaleret_at is not None:
        return False
    day = kalender_for(row.kommune).next_hverdag(row.svarfrist)
    hour = regler.value("plejefamilier.paamindelse_kl", row.kommune)
    now = timezone.now()
    if now < timezone.make_aware(datetime.combine(day, hour)):
        return False
    ledere = ledere_for(row.plejefamilie, timezone.localdate())
    if not ledere:
        return False
    for leder in ledere:
        notices.notify(leder, key=f"{_kilde(row)}sent", tekst=FOR_SENT, url=_url(row))
    row.eskaleret_at = now
    row.save(update_fields=["eskaleret_at"])
    audit.record("anmodning.eskaleret", row, by=by, familie_id=row.plejefamilie_id)
    return True


def _kilde(row):
    """What the keys of its notices begin with."""
    return f"anmodning-{row.pk}-"


def _url(row):
    return reverse("plejefamilier:anmodning_detail", args=[row.pk])
