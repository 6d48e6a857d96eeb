"""Konsulterende forløb: asked for, decided, given to a supervisor (G1–G10, A11)."""

from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from faelles import audit, notices, regler
from faelles.action import action
from faelles.constraints import on_day
from plejefamilier.ansvar import ansvarlige_for, ledere_for
from plejefamilier.models import Barn, Plejefamilie
from supervision import konsulterende
from supervision.actions import forloeb as forloeb_actions
from supervision.models import Forloeb, Forloebsaftale, Konsulterendeudbyder, Visitation
from supervision.queries.konsulterende import supervisors_of

VISITATION = "supervision.visitation"
NY = "Der er bedt om et konsulterende forløb"
AFGJORT = "Der er svar på et konsulterende forløb"
UDEN_VISITATION = "Kommunen kræver ikke visitation."


@action
def request_visitation(
    *,
    by,
    plejefamilie,
    emne,
    hvorfor,
    kanal,
    anmodet_paa,
    idempotency_key,
    barn=None,
    tema=None,
    oensket_udbyder=None,
    anmodning=None,
    forlaenger=None,
):
    """Ask for a konsulterende forløb for a family (G4, G10); its leaders are told.

    `forlaenger` is the konsulterende forløb that this one goes on from (G9). Where the municipality
    does without visitation (a rule) it is granted at once, to `oensket_udbyder`. The same
    `idempotency_key` again answers with the first. Raises ValidationError, codes "fremtid", "barn",
    "udbyder", "forlaenger" or "forlaenget".
    """
    [*Plejefamilie.objects.select_for_update(no_key=True).filter(pk=plejefamilie.pk)]
    same = Visitation.objects.filter(idempotency_key=idempotency_key).first()
    if same:
        return same
    today = timezone.localdate()
    if anmodet_paa > today:
        raise _error("anmodet_paa", "Datoen ligger i fremtiden.", "fremtid")
    if barn and not Barn.objects.living_with(plejefamilie).filter(pk=barn.pk).exists():
        raise _error("barn", "Barnet bor ikke hos familien.", "barn")
    if oensket_udbyder:
        _check_udbyder(plejefamilie.kommune_id, oensket_udbyder, today, "oensket_udbyder")
    if forlaenger:
        _check_extends(plejefamilie, forlaenger)
    row = Visitation(
        kommune_id=plejefamilie.kommune_id,
        plejefamilie=plejefamilie,
        barn=barn,
        emne=emne.strip(),
        hvorfor=hvorfor.strip(),
        kanal=kanal,
        tema=tema,
        oensket_udbyder=oensket_udbyder,
        anmodning=anmodning,
        forlaenger=forlaenger,
        anmodet_paa=anmodet_paa,
        anmodet_af=by,
        idempotency_key=idempotency_key,
    )
    needs = regler.value(VISITATION, plejefamilie.kommune)
    if not needs:
        if oensket_udbyder is None:
            raise _error("oensket_udbyder", "Vælg, hvem der giver forløbet.", "udbyder")
        row.afgoerelse, row.udbyder = Visitation.Afgoerelse.JA, oensket_udbyder
        row.begrundelse, row.afgjort_paa = UDEN_VISITATION, today
        row.afgjort_at, row.afgjort_af = timezone.now(), by
    row.full_clean(exclude=["afgjort_af"])
    row.save()
    audit.record("visitation.anmodet", row, by=by, familie_id=plejefamilie.pk)
    if needs:
        for leder in ledere_for(plejefamilie, today):
            if leder.pk != by.pk:
                notices.notify(leder, key=f"{_kilde(row)}ny", tekst=NY, url=_url(row))
    return row


@action
def decide_visitation(*, by, visitation, afgoerelse, begrundelse, afgjort_paa, udbyder=None):
    """Grant or refuse, with the reason; whoever asked and the family's konsulent are told (G4).

    `udbyder` must be one of the institutions the municipality has chosen on the day of the decision
    (G3). Only the first of two wins. Raises ValidationError, codes "afgjort", "dato", "udbyder".
    """
    rows = Visitation.objects.filter(pk=visitation.pk)
    rows.select_for_update(no_key=True).values_list("pk").get()
    row = rows.select_related("afgjort_af", "plejefamilie", "anmodet_af").get()
    if row.afgjort_at is not None:
        local = timezone.localtime(row.afgjort_at)
        raise ValidationError(
            f"{row.afgjort_af.fornavn} har allerede svaret {local:%d-%m-%Y} kl. {local:%H.%M}. "
            "Din tekst er ikke tabt.",
            code="afgjort",
        )
    today = timezone.localdate()
    if not row.anmodet_paa <= afgjort_paa <= today:
        raise _error("afgjort_paa", "Vælg en dag fra anmodningen og til i dag.", "dato")
    granted = afgoerelse == Visitation.Afgoerelse.JA
    if granted:
        _check_udbyder(row.kommune_id, udbyder, afgjort_paa, "udbyder")
    row.afgoerelse, row.begrundelse = afgoerelse, begrundelse.strip()
    row.udbyder, row.afgjort_paa = (udbyder if granted else None), afgjort_paa
    row.afgjort_at, row.afgjort_af = timezone.now(), by
    row.full_clean(exclude=["afgjort_af"])
    row.save()
    audit.record(
        "visitation.afgjort", row, by=by, familie_id=row.plejefamilie_id, afgoerelse=row.afgoerelse
    )
    notices.cancel_all(_kilde(row))
    notices.mark_read(_kilde(row))
    told = {one.pk: one for one in (row.anmodet_af, *ansvarlige_for(row.plejefamilie, today))}
    told.pop(by.pk, None)
    for person in told.values():
        notices.notify(person, key=f"visitationssvar-{row.pk}", tekst=AFGJORT, url=_url(row))
    return row


@action
def open_konsulterende(*, by, visitation, supervisor, fra, problem, maal, sted, hjemme_oensket_paa):
    """Give a granted request to a supervisor of the chosen institution: the forløb begins (G3, G6).

    The agreement (G5) is laid beside it, unsigned. `sted` home needs the day of the family's wish
    (F4). A request that has its forløb answers with it. Raises ValidationError, codes
    "ikke_bevilget" and "supervisor", and as open_forloeb and activate_forloeb do.
    """
    rows = Visitation.objects.filter(pk=visitation.pk)
    rows.select_for_update(no_key=True).values_list("pk").get()
    related = ("plejefamilie", "forloeb", "udbyder", "kommune", "barn", "tema", "forlaenger")
    row = rows.select_related(*related).get()
    if row.forloeb:
        return row.forloeb
    if row.afgoerelse != Visitation.Afgoerelse.JA:
        raise ValidationError("Forløbet er ikke bevilget.", code="ikke_bevilget")
    if not supervisors_of(row.udbyder, row.kommune).filter(pk=supervisor.pk).exists():
        raise _error("supervisor", "Vælg en, der er ansat hos institutionen.", "supervisor")
    forloeb = forloeb_actions.open_forloeb(
        by=by,
        kommune=row.kommune,
        slags=Forloeb.Slags.KONSULTERENDE,
        plejefamilie=row.plejefamilie,
        anmodning=row.anmodning,
        forlaenger=row.forlaenger,
        barn=row.barn,
        tema=row.tema,
        problem=problem,
        maal=maal,
        minutter=konsulterende.tal_for(row.kommune).minutter,
        sted=sted,
        hjemme_oensket_paa=hjemme_oensket_paa,
        supervisor=supervisor,
        fra=fra,
    )
    Forloebsaftale.objects.get_or_create(
        forloeb=forloeb, defaults={"maal": forloeb.maal, "indhold": forloeb.problem}
    )
    row.forloeb = forloeb
    row.save(update_fields=["forloeb"])
    audit.record(
        "visitation.forloeb", row, by=by, familie_id=row.plejefamilie_id, forloeb=forloeb.pk
    )
    return forloeb_actions.activate_forloeb(by=by, forloeb=forloeb)


@action
def choose_udbyder(*, by, kommune, institution, fra):
    """The municipality chooses an institution to give konsulterende forløb (G3)."""
    row = Konsulterendeudbyder(kommune=kommune, institution=institution, fra=fra)
    row.full_clean()
    row.save()
    audit.record("konsulterendeudbyder.valgt", row, by=by, institution=institution.pk)
    return row


@action
def end_udbyder(*, by, udbyder, til):
    """From the day after `til` no new forløb is given to it; those that run go on.

    Raises ValidationError (code "periode") for a day before it began.
    """
    row = Konsulterendeudbyder.objects.select_for_update().get(pk=udbyder.pk)
    if til < row.fra:
        raise _error("til", "Slutdatoen ligger før startdatoen.", "periode")
    row.til = til
    row.full_clean()
    row.save(update_fields=["til"])
    audit.record("konsulterendeudbyder.afsluttet", row, by=by)
    return row


def _check_udbyder(kommune_id, institution, day, felt):
    chosen = Konsulterendeudbyder.objects.filter(on_day(day), kommune=kommune_id)
    if institution is None or not chosen.filter(institution=institution).exists():
        raise _error(felt, "Vælg en af de institutioner, kommunen har valgt.", "udbyder")


def _check_extends(plejefamilie, forloeb):
    if forloeb.plejefamilie_id != plejefamilie.pk or (forloeb.slags != Forloeb.Slags.KONSULTERENDE):
        raise ValidationError("Vælg familiens eget forløb.", code="forlaenger")
    asked = Visitation.objects.filter(forlaenger=forloeb)
    if asked.exclude(afgoerelse=Visitation.Afgoerelse.NEJ).exists():
        raise ValidationError("Der er allerede bedt om at fortsætte forløbet.", code="forlaenget")


def _error(felt, text, code):
    return ValidationError({felt: ValidationError(text, code=code)})


def _kilde(row):
    """What the keys of its notices begin with."""
    return f"visitation-{row.pk}-"


def _url(row):
    return reverse("supervision:visitation_detail", args=[row.pk])
