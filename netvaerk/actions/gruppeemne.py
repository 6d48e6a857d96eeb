"""What a group talks about: the topic of each meeting, and what the families propose (I6, I8)."""

from django.core.exceptions import ValidationError
from django.utils import timezone

from faelles import audit
from faelles.action import action
from netvaerk.actions.gruppemoede import locked_moede
from netvaerk.actions.overdragelse import locked
from netvaerk.models import Emneforslag, Gruppemoede

Besluttet = Gruppemoede.Besluttet
MOST = 30  # open proposals of one group


def number_of(moede):
    """Which of the group's meetings it is, counting those that stand, from 1."""
    rows = Gruppemoede.objects.planned().filter(gruppe=moede.gruppe_id)
    return rows.filter(start__lt=moede.start).count() + 1


@action
def set_emne(*, by, moede, emne, besluttet_af, version=None):
    """Write the topic of a meeting and who chose it; an empty topic takes it away.

    The first meetings' topic is the facilitator's to set, as many as the group has agreed; from
    then on it is decided with the families (I6). A proposal of the same words is used and goes.
    Raises ValidationError, at `besluttet_af`, when nobody is said to have chosen (code "hvem") or
    it is the families' turn (code "familierne"); and as move_moede does.
    """
    row = locked_moede(moede, version=version)
    emne = " ".join(emne.split())
    chosen = besluttet_af if emne else ""
    if (row.emne, row.besluttet_af) == (emne, chosen):
        return row
    if emne and chosen not in Besluttet.values:
        text = "Vælg, hvem der har valgt emnet."
        raise ValidationError({"besluttet_af": ValidationError(text, code="hvem")})
    if chosen == Besluttet.FACILITATOR and number_of(row) > row.gruppe.emner_foerst:
        text = (
            f"Facilitator sætter emnet for de første {row.gruppe.emner_foerst} møder. "
            "Derefter besluttes det med familierne."
        )
        raise ValidationError({"besluttet_af": ValidationError(text, code="familierne")})
    row.emne, row.besluttet_af = emne, chosen
    row.full_clean()
    row.version += 1
    row.save(update_fields=["emne", "besluttet_af", "version"])
    used = Emneforslag.objects.filter(gruppe=row.gruppe, fjernet_at=None, tekst__iexact=emne)
    for forslag in used:
        _remove(forslag)
    audit.record("gruppemoede.emne", row, by=by, besluttet_af=chosen)
    return row


@action
def propose_emne(*, by, gruppe, tekst):
    """Write down what the families want to talk about; not whose wish it is.

    The same words again change nothing. Raises ValidationError for a closed group (code "lukket")
    and when the list is full ("fuld").
    """
    row = locked(gruppe)  # one at a time, so that the same words come once
    tekst = " ".join(tekst.split())
    open_still = Emneforslag.objects.filter(gruppe=row, fjernet_at=None)
    before = open_still.filter(tekst__iexact=tekst).first()
    if before is not None:
        return before
    if open_still.count() >= MOST:
        text = f"Der er {MOST} forslag. Fjern et, før du skriver et nyt."
        raise ValidationError({"tekst": ValidationError(text, code="fuld")})
    forslag = Emneforslag(gruppe=row, tekst=tekst, by=by)
    forslag.full_clean()
    forslag.save()
    audit.record("emneforslag.skrevet", forslag, by=by)
    return forslag


@action
def remove_emneforslag(*, by, forslag):
    """Take a proposal off the list. Twice changes nothing."""
    row = (
        Emneforslag.objects.select_for_update(of=("self",))
        .select_related("gruppe")
        .get(pk=forslag.pk)
    )
    if row.fjernet_at is None:
        _remove(row)
        audit.record("emneforslag.fjernet", row, by=by)
    return row


def _remove(forslag):
    forslag.fjernet_at = timezone.now()
    forslag.save(update_fields=["fjernet_at"])
