"""Video of a child: consent first, sealed while it is kept, deleted when its time is up (D9)."""

from django.core.exceptions import ValidationError
from django.db.models import Exists, OuterRef
from django.utils import timezone

from faelles import audit, regler
from faelles.action import action
from faelles.crypto import seal_bytes, unseal_bytes
from plejefamilier.actions.save import refusal
from plejefamilier.models import (
    Barn,
    Foraeldreskab,
    Optagelse,
    Optagelsesbid,
    Videosamtykke,
)
from plejefamilier.rytme import months_after

PIECE = 1_000_000  # bytes
MB = 1_000_000
FORMATER = {"mp4": "video/mp4", "m4v": "video/mp4", "mov": "video/quicktime", "webm": "video/webm"}
FTYP, EBML = b"ftyp", bytes.fromhex("1a45dfa3")  # how a film begins


@action
def give_videosamtykke(*, by, barn, foraelder, givet_paa):
    """A custody holder agrees that the child is filmed; a repeat changes nothing.

    Raises ValidationError for a day in the future (code "fremtid") and for somebody who does not
    hold custody of the child (code "foraelder").
    """
    if givet_paa > timezone.localdate():
        raise refusal("givet_paa", "Datoen ligger i fremtiden.", "fremtid")
    _locked(barn)
    if not custody_holders(barn).filter(foraelder=foraelder).exists():
        raise refusal("foraelder", "Forælderen har ikke forældremyndighed.", "foraelder")
    row = Videosamtykke.objects.filter(barn=barn, foraelder=foraelder, trukket_at=None).first()
    if row is None:
        row = Videosamtykke.objects.create(
            barn=barn, foraelder=foraelder, givet_paa=givet_paa, by=by
        )
        audit.record("videosamtykke.givet", row, by=by, barn=str(barn.pk))
    return row


@action
def withdraw_videosamtykke(*, by, videosamtykke):
    """The consent is withdrawn: nothing more is filmed, and what there is is deleted at once."""
    row = Videosamtykke.objects.select_related("barn").get(pk=videosamtykke.pk)
    barn = _locked(row.barn)
    row = Videosamtykke.objects.select_for_update(of=("self",)).get(pk=row.pk)
    if row.trukket_at is not None:
        return row
    row.trukket_at = timezone.now()
    row.save(update_fields=["trukket_at"])
    audit.record("videosamtykke.trukket", row, by=by, barn=str(barn.pk))
    for film in Optagelse.objects.filter(barn=barn, slettet_at=None):
        _delete(film, by=by)
    return row


@action
def add_optagelse(*, by, barn, titel, optaget_paa, fil):
    """Keep a film of the child, sealed, until its day of deletion (rule `video.maaneder`).

    `fil` is an uploaded file. Raises ValidationError while a custody holder has not agreed (code
    "samtykke"), for something that is no film (code "format") or too large (code "stor"), and for
    a day in the future (code "fremtid").
    """
    if optaget_paa > timezone.localdate():
        raise refusal("optaget_paa", "Datoen ligger i fremtiden.", "fremtid")
    barn = _locked(barn)
    missing = without_consent(barn)
    if missing:
        raise ValidationError(missing, code="samtykke")
    rules = regler.values(("video.mb", "video.maaneder"), barn.kommune)
    kind = _film(fil, rules["video.mb"])
    row = Optagelse(
        barn=barn,
        titel=titel.strip(),
        content_type=kind,
        stoerrelse=fil.size,
        optaget_paa=optaget_paa,
        slettes_paa=months_after(timezone.localdate(), rules["video.maaneder"]),
        by=by,
    )
    row.full_clean()
    row.save()
    for number, piece in enumerate(iter(lambda: fil.read(PIECE), b"")):
        sealed = seal_bytes(piece, bound_to=_bound_to(row.pk, number))
        Optagelsesbid.objects.create(optagelse=row, nr=number, indhold=sealed)
    audit.record("optagelse.gemt", row, by=by, barn=str(barn.pk), bytes=fil.size)
    return row


@action
def delete_optagelse(*, by, optagelse):
    """Delete a film before its day; the line about it stays. A repeat changes nothing."""
    row = Optagelse.objects.select_for_update(of=("self",)).get(pk=optagelse.pk)
    if row.slettet_at is None:
        _delete(row, by=by)
    return row


@action
def delete_due_optagelser(*, by):
    """Delete the films whose day has come; return how many."""
    due = Optagelse.objects.filter(slettet_at=None, slettes_paa__lte=timezone.localdate())
    rows = [*due.select_for_update(skip_locked=True, of=("self",))]
    for row in rows:
        _delete(row, by=by)
    return len(rows)


def read_pieces(optagelse):
    """The film, opened piece by piece."""
    for piece in optagelse.bidder.all().iterator(chunk_size=1):
        yield unseal_bytes(piece.indhold, bound_to=_bound_to(optagelse.pk, piece.nr))


def custody_holders(barn):
    """The parents whose consent is asked for."""
    return Foraeldreskab.objects.filter(barn=barn, foraeldremyndighed=True, slut_paa=None)


def without_consent(barn):
    """Why the child may not be filmed, in words; '' when every custody holder has agreed."""
    holders = custody_holders(barn)
    agreed = Videosamtykke.objects.filter(
        barn=barn, foraelder=OuterRef("foraelder"), trukket_at=None
    )
    if not holders.exists():
        return (
            "Der er ikke skrevet nogen forældremyndighedsindehaver på barnet. "
            "Uden samtykke kan videoen ikke gemmes."
        )
    if holders.filter(~Exists(agreed)).exists():
        return "Videoen kan først gemmes, når forældremyndighedens indehavere har givet samtykke."
    return ""


def _film(fil, mb):
    """The kind of film that `fil` is, by its name and its first bytes."""
    if fil.size > mb * MB:
        raise refusal("fil", f"Videoen er for stor. Den må fylde {mb} MB.", "stor")
    kind = FORMATER.get(fil.name.rpartition(".")[2].lower())
    fil.seek(0)
    head = fil.read(12)
    fil.seek(0)
    begins = head[:4] == EBML if kind == "video/webm" else head[4:8] == FTYP
    if kind is None or not begins:
        text = "Vælg en video: mp4, mov eller webm."
        raise refusal("fil", text, "format")
    return kind


def _delete(row, *, by):
    row.bidder.all().delete()
    row.slettet_at = timezone.now()
    row.save(update_fields=["slettet_at"])
    audit.record("optagelse.slettet", row, by=by, barn=str(row.barn_id))


def _locked(barn):
    rows = Barn.objects.select_for_update(no_key=True, of=("self",))
    return rows.select_related("kommune").get(pk=barn.pk)


def _bound_to(pk, number):
    return b"optagelse|" + pk.bytes + b"|%d" % number
