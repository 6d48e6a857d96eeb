from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from akuttelefon.actions.kladde import close_kladde, hold
from akuttelefon.actions.opfoelgning import (
    NYT_OPKALD,
    UKENDT,
    hand_to_ansvarlig,
    locked,
    reassign_open,
    show_familie,
)
from akuttelefon.actions.underretning import open_underretning, reassign_underretninger
from akuttelefon.models import Opfoelgning, Opkald
from akuttelefon.plan import plan_opfoelgning
from faelles import audit
from faelles.action import action
from plejefamilier.models import Plejefamilie


@action
def log_opkald(
    *,
    by,
    kommune,
    plejefamilie,
    start,
    idempotency_key,
    boern=(),
    underretning_begrundelse="",
    **fields,
):
    """Write down an emergency call and give somebody the duty to follow up (K5, K6).

    The call, the duty, the log line and the notice are saved together or not at all, and the draft
    it was written on is closed with them. With the answer `underretningssvar="ja"` somebody also
    gets the duty to assess it (3.2); blank means that nobody asked. A repeat with the same
    `idempotency_key` changes nothing and answers with the first call. Raises ValidationError for a
    call in the future, a family or child that is not of `kommune`, or a key that somebody else has
    used (code "key").
    """
    hold(idempotency_key)
    if start > timezone.now():
        raise ValidationError({"starttid": "Opkaldet kan ikke ligge i fremtiden."}, code="future")
    if plejefamilie is not None and plejefamilie.kommune_id != kommune.pk:
        raise ValidationError("Familien hører til en anden kommune.", code="kommune")
    if any(barn.kommune_id != kommune.pk for barn in boern):
        raise ValidationError("Barnet hører til en anden kommune.", code="kommune")
    if plejefamilie is not None:
        # whoever changes the konsulent meanwhile comes before or after this, never in between (R6)
        familie = Plejefamilie.objects.filter(pk=plejefamilie.pk)
        familie.select_for_update(no_key=True).values_list("pk").get()
    forloeb = plan_opfoelgning(kommune=kommune, plejefamilie=plejefamilie, start=start)
    opkald = Opkald(
        kommune=kommune,
        plejefamilie=plejefamilie,
        start=start,
        i_aabningstid=forloeb.i_aabningstid,
        udbyder=by.organisation,
        logged_by=by,
        idempotency_key=idempotency_key,
        **fields,
    )
    opkald.full_clean(exclude=["idempotency_key"], validate_unique=False)
    try:
        with transaction.atomic():
            opkald.save()
    except IntegrityError:
        first = Opkald.objects.filter(idempotency_key=idempotency_key, logged_by=by).first()
        if first is None:
            raise ValidationError("Åbn siden igen, og gem opkaldet derfra.", code="key") from None
        return first
    opkald.boern.set(boern)
    opfoelgning = Opfoelgning.objects.create(
        opkald=opkald,
        ansvarlig=forloeb.ansvar.bruger,
        grund=forloeb.ansvar.grund,
        frist=forloeb.frist,
        oversprungne=forloeb.oversprungne,
        notify_at=forloeb.notify_at,
    )
    audit.record(
        "opkald.skrevet",
        opkald,
        by=by,
        familie_id=opkald.plejefamilie_id,
        frist=opfoelgning.frist.isoformat(),
        ansvarlig=opfoelgning.ansvarlig_id,
    )
    hand_to_ansvarlig(by=by, opfoelgning=opfoelgning, tekst=NYT_OPKALD if plejefamilie else UKENDT)
    if opkald.underretningssvar == Opkald.Underretningssvar.JA:
        open_underretning(by=by, opkald=opkald, begrundelse=underretning_begrundelse)
    close_kladde(by=by, noegle=idempotency_key)
    return opkald


@action
def link_opkald(*, by, opkald, plejefamilie, boern=()):
    """Say which family an unknown caller was; the duty goes to its konsulent (R6).

    Raises ValidationError when somebody has linked the call already (code "linked"), or the family
    or a child is not of the call's municipality (code "kommune").
    """
    row = Opkald.objects.select_for_update(of=("self",)).get(pk=opkald.pk)
    if row.plejefamilie_id is not None:
        raise ValidationError("Opkaldet er allerede knyttet til en familie.", code="linked")
    if any(one.kommune_id != row.kommune_id for one in (plejefamilie, *boern)):
        raise ValidationError("Familien hører til en anden kommune.", code="kommune")
    row.plejefamilie = plejefamilie
    row.save(update_fields=["plejefamilie"])
    row.boern.set(boern)
    audit.record("opkald.knyttet", row, by=by, familie_id=plejefamilie.pk)
    familier = Plejefamilie.objects.filter(pk=plejefamilie.pk)
    reassign_open(by=by, familier=familier)
    reassign_underretninger(by=by, familier=familier)
    opfoelgning = locked(row.opfoelgning)
    if opfoelgning.completed_at is None:
        show_familie(by=by, opfoelgning=opfoelgning)
    return row
