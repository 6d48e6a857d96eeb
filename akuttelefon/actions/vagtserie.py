"""A run of the generator: lay a roster by a pattern, and take it back (K3)."""

from datetime import timedelta

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from akuttelefon import bemanding, vagtplan
from akuttelefon.actions.vagt import AENDRET, EN_AD_GANGEN, FAAET, call_off, tell
from akuttelefon.models import Vagt, Vagtserie
from faelles import audit
from faelles.action import action
from faelles.models import Bruger, Organisation

LONGEST = timedelta(days=800)  # so far ahead a roster can be laid in one run


def plan_vagter(*, kommune, fra, til, moenster):
    """What `generate_vagter` would make now, without making it: a vagtplan.Plan.

    Raises ValidationError when the period has passed, is turned round or too long, or a person or
    provider of the pattern is not the municipality's.
    """
    _check(kommune, fra, til, moenster)
    grundlag = bemanding.grundlag_for(kommune)
    now = timezone.now()
    pieces = grundlag.pieces_from(fra, til, natskift=moenster.natskift)
    pieces = [piece for piece in pieces if piece.slut > now]
    if not pieces:
        return vagtplan.Plan()
    start, slut = pieces[0].start, pieces[-1].slut
    people = {pk for hold in (*moenster.uger, *moenster.helligdage) for pk in hold.personer}
    return vagtplan.lay_plan(
        pieces,
        moenster,
        grundlag.kalender,
        fra=fra,
        covered=bemanding.shifts_between(kommune, start, slut),
        busy=bemanding.busy_spans(kommune, people, start, slut),
    )


@action
def generate_vagter(*, by, kommune, fra, til, moenster):
    """Fill what is not covered from `fra` to `til` (days) by the pattern, in one insert.

    Shifts that stand are left alone, so a repeat makes nothing. Returns the Vagtserie, or None when
    nothing was missing. Raises ValidationError as `plan_vagter`, and (code "overlap") when somebody
    got another shift in the same moment: then nothing is made.
    """
    Organisation.objects.select_for_update(no_key=True).get(pk=kommune.pk)  # one run at a time
    plan = plan_vagter(kommune=kommune, fra=fra, til=til, moenster=moenster)
    if not plan.vagter:
        return None
    serie = Vagtserie.objects.create(
        kommune=kommune, fra=fra, til=til, moenster=as_json(moenster), by=by
    )
    try:
        with transaction.atomic():
            Vagt.objects.bulk_create(
                Vagt(
                    kommune=kommune,
                    udbyder_id=one.udbyder,
                    bruger_id=one.bruger,
                    start=one.start,
                    slut=one.slut,
                    serie=serie,
                )
                for one in plan.vagter
            )
    except IntegrityError as error:
        if EN_AD_GANGEN not in str(error):
            raise
        raise ValidationError(
            "En af personerne fik en anden vagt i samme øjeblik. Vis planen igen.", code="overlap"
        ) from None
    audit.record("vagtserie.lagt", serie, by=by, antal=len(plan.vagter), fra=f"{fra}", til=f"{til}")
    people = {one.bruger for one in plan.vagter} - {None}
    tell(Bruger.objects.filter(pk__in=people), key=f"vagtserie-{serie.pk}", tekst=FAAET, but=by)
    return serie


@action
def undo_vagtserie(*, by, serie):
    """Call off the shifts of a run that have not begun and that nobody has changed since.

    Returns how many. A repeat changes nothing.
    """
    row = Vagtserie.objects.select_for_update().get(pk=serie.pk)
    if row.fortrudt_at is not None:
        return 0
    rows = untouched(row).select_for_update()
    vagter = [*rows]
    number = call_off(Vagt.objects.filter(pk__in=[vagt.pk for vagt in vagter]), by)
    row.fortrudt_at, row.fortrudt_by = timezone.now(), by
    row.save(update_fields=["fortrudt_at", "fortrudt_by"])
    audit.record("vagtserie.fortrudt", row, by=by, antal=number)
    people = {vagt.bruger_id for vagt in vagter} - {None}
    tell(
        Bruger.objects.filter(pk__in=people),
        key=f"vagtserie-{row.pk}-fortrudt",
        tekst=AENDRET,
        but=by,
    )
    return number


def untouched(serie):
    """The shifts of a run that undoing it calls off."""
    return Vagt.objects.planned().filter(serie=serie, version=1, start__gt=timezone.now())


def as_json(moenster):
    """The pattern as it is kept with the run: ids and times only."""

    def hold(one):
        return {"udbyder": one.udbyder, "personer": [*one.personer], "ugevis": one.ugevis}

    return {
        "uger": [hold(one) for one in moenster.uger],
        "helligdage": [hold(one) for one in moenster.helligdage],
        "natskift": f"{moenster.natskift:%H:%M}" if moenster.natskift else "",
    }


def _check(kommune, fra, til, moenster):
    if til < fra:
        raise ValidationError(
            {"til": ValidationError("Slutdatoen ligger før startdatoen.", code="period")}
        )
    if til < timezone.localdate():
        raise ValidationError({"til": ValidationError("Perioden er forbi.", code="past")})
    if til - fra > LONGEST:
        raise ValidationError(
            {"til": ValidationError("Læg højst to år ad gangen.", code="longest")}
        )
    if not moenster.uger:
        raise ValidationError(
            {"uge_1": ValidationError("Vælg, hvem der har vagten den første uge.", code="uger")}
        )
    holds = (*moenster.uger, *moenster.helligdage)
    wanted = {hold.udbyder for hold in holds}
    if wanted - {*bemanding.providers(kommune).values_list("pk", flat=True)}:
        raise ValidationError("Vælg blandt kommunens egne udbydere.", code="udbyder")
    people = {(pk, hold.udbyder) for hold in holds for pk in hold.personer}
    ours = Bruger.objects.filter(pk__in={pk for pk, _ in people}, is_active=True)
    if people - {*ours.values_list("pk", "organisation")}:
        raise ValidationError("Vælg kun personer, der er ansat hos udbyderen.", code="person")
