"""»Jeg har telefonen nu«: somebody holds the line outside the roster, and the leader is told."""

from django.db.models import F
from django.urls import reverse
from django.utils import timezone

from akuttelefon import bemanding
from akuttelefon.actions.bortfald import lapse_tilbud
from akuttelefon.actions.vagt import create_vagt, locked
from akuttelefon.models import Vagt
from akuttelefon.vagtplan import DAY, local_day
from faelles import audit, notices
from faelles.access import Rolle
from faelles.action import action
from faelles.models import Bruger

TAGET = "En kollega har taget akuttelefonen uden for vagtplanen"
SLUPPET = "Ingen står på vagt på akuttelefonen lige nu"


@action
def take_line(*, by, kommune):
    """Give `by` the line from now until the duty would change (K3, K4).

    The next opening, the change of a closed day (akut.vagtskifte), or her own next shift ends it.
    Whoever holds the line already keeps the shift she has, so pressing twice changes nothing. The
    leaders are told. Raises ValidationError (code "role", "overlap") when she may not or cannot.
    """
    Bruger.objects.select_for_update(no_key=True).get(pk=by.pk)
    now = timezone.now()
    mine = Vagt.objects.planned().filter(bruger=by, slut__gt=now).in_order()
    if held := mine.filter(kommune=kommune, start__lte=now).first():
        return held
    slut = _change_after(now, kommune)
    if soon := mine.filter(start__gt=now, start__lt=slut).first():
        slut = soon.start
    vagt = create_vagt(
        by=by,
        kommune=kommune,
        udbyder=by.organisation,
        bruger=by,
        start=now,
        slut=slut,
        anledning=Vagt.Anledning.OVERTAGET,
    )
    audit.record("vagt.overtaget", vagt, by=by, slut=slut.isoformat())
    _tell_leaders(vagt, by, word="overtaget", tekst=TAGET)
    return vagt


@action
def release_line(*, by):
    """End a shift that `by` took outside the roster; leaders hear when nobody is left (K3).

    Returns the shift, or None when she has none: pressing twice changes nothing.
    """
    now = timezone.now()
    taken = Vagt.objects.at(now).filter(bruger=by, anledning=Vagt.Anledning.OVERTAGET).first()
    if taken is None:
        return None
    row = locked(taken)
    if row.aflyst_at is not None or row.slut <= now or row.bruger_id != by.pk:
        return None
    ended = {"slut": now} if row.start < now else {"aflyst_at": now, "aflyst_by": by}
    Vagt.objects.filter(pk=row.pk).update(version=F("version") + 1, **ended)
    lapse_tilbud(by=by, vagter=[row.pk])
    audit.record("vagt.sluppet", row, by=by)
    if not Vagt.objects.at(now).filter(kommune=row.kommune).exists() and _must_be_manned(row, now):
        _tell_leaders(row, by, word="sluppet", tekst=SLUPPET)
    return row


def _change_after(now, kommune):
    """The end of the duty that holds `now`, or of the next one inside opening hours."""
    today = local_day(now)
    pieces = bemanding.grundlag_for(kommune).pieces(today - DAY, today + DAY)
    return next((piece.slut for piece in pieces if piece.slut > now), now + DAY)


def _must_be_manned(vagt, now):
    needed = bemanding.grundlag_for(vagt.kommune).required(now - DAY, now + DAY)
    return any(span.start <= now < span.slut for span in needed)


def _tell_leaders(vagt, by, *, word, tekst):
    day = timezone.localdate()
    for leader in Bruger.objects.with_role(Rolle.TEAMLEDER, kommune=vagt.kommune, day=day):
        if leader != by:
            notices.notify(
                leader,
                key=f"vagt-{vagt.pk}-{word}",
                tekst=tekst,
                url=reverse("akuttelefon:vagtplan"),
            )
