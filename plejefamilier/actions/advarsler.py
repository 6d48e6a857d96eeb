"""What speaks against a placement, and can be overruled with a reason (3.2)."""

from django.core.exceptions import ValidationError

from faelles import danish, regler
from plejefamilier.models import Anbringelse, Behov, Plejefamilie

# The needs a family type is for, as the socialtilsyn describes the types (3.2); a network family is
# approved for one child whom it knows, whatever the child needs.
OMFANG = {
    Plejefamilie.Familietype.ALMEN: Behov.Omfang.LET,
    Plejefamilie.Familietype.FORSTAERKET: Behov.Omfang.MODERAT,
    Plejefamilie.Familietype.SPECIALISERET: Behov.Omfang.SVAERT,
}
BEHOV, FULD, GRUNDKURSUS, IKKE_GODKENDT = "behov", "fuld", "grundkursus", "ikke_godkendt"


def advarsler(*, barn, plejefamilie, slags, fra):
    """What speaks against a placement from the day `fra`, as a list of ValidationError.

    Their codes are the constants above.
    """
    found = [
        _approval(plejefamilie, fra),
        _places(plejefamilie, fra) if slags == Anbringelse.Slags.DOEGN else None,
        _needs(barn, plejefamilie),
        _grundkursus(plejefamilie),
    ]
    return [error for error in found if error]


def refuse_without_reason(found, *, afvigelse, kendte):
    """Raise the warnings unless `afvigelse` is a reason given by somebody who has seen them.

    `kendte` are the codes of the warnings that were shown, or None for all.
    """
    unseen = [error for error in found if kendte is not None and error.code not in kendte]
    if not found or (afvigelse.strip() and not unseen):
        return
    raise found[0] if len(found) == 1 else ValidationError(found)


def _approval(familie, fra):
    if fra >= familie.godkendt_fra:
        return None
    return ValidationError(
        "Familien er ikke godkendt den dag. Et barn må først flytte ind efter godkendelsen.",
        code=IKKE_GODKENDT,
    )


def _places(familie, fra):
    """The first day from `fra` on that has no place for one child more."""
    rows = familie.anbringelser.doegn().not_over(fra).values_list("fra", "til")
    days = sorted({fra, *(begins for begins, _ in rows if begins > fra)})
    for day in days:
        taken = sum(begins <= day and (ends is None or ends >= day) for begins, ends in rows)
        if taken >= familie.godkendt_til_boern:
            places = danish.antal(familie.godkendt_til_boern, "barn", "børn")
            return ValidationError(
                f"Familien er godkendt til {places} og har ingen ledig plads {danish.dato(day)}.",
                code=FULD,
            )
    return None


def _needs(barn, familie):
    behov = barn.behov.order_by("-dato", "-pk").first()
    most = OMFANG.get(familie.familietype)
    if behov is None or most is None or behov.omfang <= most:
        return None
    return ValidationError(
        f"Barnets støttebehov er {behov.get_omfang_display().lower()}. Familien er godkendt som "
        f"{familie.get_familietype_display().lower()}, der er til "
        f"{most.label.lower()} støttebehov.",
        code=BEHOV,
    )


def _grundkursus(familie):
    missing = familie.plejeforaeldre.filter(fratraadt_paa=None, grundkursus_paa=None)
    names = [row.fornavn for row in missing]
    if not names or not regler.value("plejefamilier.grundkursus_kraeves", familie.kommune_id):
        return None
    return ValidationError(
        f"{danish.opregning(names)} mangler grundkurset. Det skal være gennemført, før et barn "
        "flytter ind.",
        code=GRUNDKURSUS,
    )
