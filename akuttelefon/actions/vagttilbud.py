"""A shift goes to a colleague, or is swapped for hers, when she agrees (K3, R16)."""

from django.core.exceptions import ValidationError
from django.db.models import Case, F, Value, When
from django.urls import reverse
from django.utils import timezone

from akuttelefon import bytte
from akuttelefon.actions.bortfald import answer, key_of, lapse_tilbud
from akuttelefon.actions.vagt import check_holder, one_place
from akuttelefon.models import Vagt, Vagttilbud
from faelles import audit, notices
from faelles.action import action

NYT = "En kollega spørger, om du vil tage en vagt"
JA_FRA = "Din kollega har sagt ja: vagten er ikke din længere"
JA_TIL = "Vagten fra din kollega er nu din"
NEJ = "Din kollega har sagt nej til at tage vagten"
TRUKKET = "Et tilbud om en vagt er trukket tilbage"


@action
def offer_vagt(*, by, vagt, til, modvagt=None, tekst=""):
    """Ask `til` to take the shift, perhaps for `modvagt` of hers; it stays `by`'s until she agrees.

    A repeat answers with the first offer. Raises ValidationError when the shift is not `by`'s
    (code "holder"), has begun ("begun") or is called off ("aflyst"), when it is offered to somebody
    already, or when either of the two may not or cannot be on duty then ("role", "busy").
    """
    rows = _locked_vagter(vagt, modvagt)
    row, other = rows[vagt.pk], rows.get(modvagt and modvagt.pk)
    same = Vagttilbud.objects.open().filter(vagt=row, modvagt=other, fra=by, til=til).first()
    if same is not None:
        return same
    _check_move(row, other, by, til)
    tilbud = Vagttilbud(vagt=row, modvagt=other, fra=by, til=til, tekst=tekst.strip())
    tilbud.full_clean()
    tilbud.save()
    audit.record(
        "vagttilbud.sendt", row, by=by, tilbud=tilbud.pk, til=til.pk, mod=other and other.pk
    )
    notices.notify(
        til,
        key=f"{key_of(tilbud)}-nyt",
        tekst=NYT,
        url=reverse("akuttelefon:vagttilbud_detail", args=[tilbud.pk]),
    )
    return tilbud


@action
def accept_tilbud(*, by, tilbud):
    """Say yes: the shift, or both shifts, change hands in one statement, provider and all.

    Only the person asked may (code "person"). A repeat changes nothing. Raises ValidationError
    (code "answered") when it was withdrawn or has lapsed, and what `offer_vagt` raises when
    something has come in the way since.
    """
    row = _locked_tilbud(tilbud)
    if _is_settled(row, by, row.til_id, Vagttilbud.Svar.JA):
        return row
    _check_move(row.vagt, row.modvagt, row.fra, row.til)
    answer(row, Vagttilbud.Svar.JA)
    moves = {row.vagt_id: row.til}
    if row.modvagt is not None:
        moves[row.modvagt_id] = row.fra
    with one_place(by):
        Vagt.objects.filter(pk__in=moves).update(
            bruger=_for_each(moves, lambda person: person.pk),
            udbyder=_for_each(moves, lambda person: person.organisation_id),
            version=F("version") + 1,
        )
    for vagt_id, person in moves.items():
        vagt = row.vagt if vagt_id == row.vagt_id else row.modvagt
        audit.record("vagt.skiftet", vagt, by=by, tilbud=row.pk, fra=vagt.bruger_id, til=person.pk)
    lapse_tilbud(by=by, vagter=[*moves])
    _tell(row, row.fra, "ja", JA_FRA)
    _tell(row, row.til, "ja", JA_TIL)
    return row


@action
def decline_tilbud(*, by, tilbud):
    """Say no: the shift stays where it is, and the colleague who asked is told.

    Raises ValidationError (code "person", "answered") like `accept_tilbud`.
    """
    row = _locked_tilbud(tilbud)
    if not _is_settled(row, by, row.til_id, Vagttilbud.Svar.NEJ):
        answer(row, Vagttilbud.Svar.NEJ)
        audit.record("vagttilbud.afslaaet", row.vagt, by=by, tilbud=row.pk)
        _tell(row, row.fra, "nej", NEJ)
    return row


@action
def withdraw_tilbud(*, by, tilbud):
    """Take an offer back before it is answered; only the one who made it may.

    Raises ValidationError (code "person", "answered") like `accept_tilbud`.
    """
    row = _locked_tilbud(tilbud)
    if not _is_settled(row, by, row.fra_id, Vagttilbud.Svar.TRUKKET):
        answer(row, Vagttilbud.Svar.TRUKKET)
        audit.record("vagttilbud.trukket", row.vagt, by=by, tilbud=row.pk)
        _tell(row, row.til, "trukket", TRUKKET)
    return row


def _locked_vagter(*vagter):
    """The shifts as they are now, locked in the order of their ids, as {id: Vagt}."""
    ids = sorted(vagt.pk for vagt in vagter if vagt is not None)
    rows = Vagt.objects.filter(pk__in=ids).order_by("pk")
    [*rows.select_for_update().values_list("pk")]
    return rows.select_related("kommune", "udbyder", "bruger").in_bulk(ids)


def _locked_tilbud(tilbud):
    """The offer and its shifts as they are now: shifts first, as whoever changes a shift does."""
    rows = Vagttilbud.objects.filter(pk=tilbud.pk)
    first = rows.select_related("vagt", "modvagt").get()
    vagter = _locked_vagter(first.vagt, first.modvagt)
    rows.select_for_update().values_list("pk").get()
    row = rows.select_related("fra__organisation", "til__organisation").get()
    row.vagt, row.modvagt = vagter[row.vagt_id], vagter.get(row.modvagt_id)
    return row


def _is_settled(row, by, person, svar):
    """True when this very answer stands already; raises when another does, or `by` may not."""
    if by.pk != person:
        raise ValidationError("Kun den, tilbuddet står hos, kan svare.", code="person")
    if row.svar == svar:
        return True
    if row.svar:
        raise ValidationError(_answered(row), code="answered")
    return False


def _answered(row):
    return {
        Vagttilbud.Svar.JA: f"{row.til.fornavn} har allerede sagt ja.",
        Vagttilbud.Svar.NEJ: f"{row.til.fornavn} har allerede sagt nej.",
        Vagttilbud.Svar.TRUKKET: f"{row.fra.fornavn} har trukket tilbuddet tilbage.",
        Vagttilbud.Svar.BORTFALDET: "Tilbuddet gælder ikke længere.",
    }[row.svar]


def _check_move(vagt, modvagt, fra, til):
    """Raise ValidationError unless `vagt` can go from `fra` to `til`, and `modvagt` back."""
    now = timezone.now()
    for row, holder, taker in ((vagt, fra, til), (modvagt, til, fra)):
        if row is None:
            continue
        if row.aflyst_at is not None:
            raise ValidationError("Vagten er aflyst i mellemtiden.", code="aflyst")
        if row.start <= now:
            raise ValidationError("Vagten er begyndt og kan ikke flyttes.", code="begun")
        if row.bruger_id != holder.pk or row.kommune_id != vagt.kommune_id:
            raise ValidationError(f"Vagten er ikke hos {holder.fornavn} længere.", code="holder")
        check_holder(row.kommune, taker.organisation, taker, row.start)
        both = {one.pk for one in (vagt, modvagt) if one is not None}
        if why := bytte.reasons([taker.pk], [row], uden=both).get((taker.pk, row.pk)):
            raise ValidationError(f"{taker.navn} {why} i det tidsrum.", code="busy")


def _for_each(moves, value):
    return Case(*(When(pk=pk, then=Value(value(person))) for pk, person in moves.items()))


def _tell(row, person, word, tekst):
    notices.notify(
        person,
        key=f"{key_of(row)}-{word}",
        tekst=tekst,
        url=reverse("akuttelefon:vagt_mine"),
    )
