"""A child's parents and siblings (B29, P18, V13)."""

from faelles import audit
from faelles.action import action
from faelles.versions import refuse_stale, save_changes
from plejefamilier.actions.save import refusal, save_or_explain
from plejefamilier.models import Barn, Foraelder, Foraeldreskab, Soeskende

PARENT_FIELDS = ("navn", "telefon", "email")
BOND_FIELDS = ("slags", "foraeldremyndighed", "slut_paa")
SIBLING_FIELDS = ("slags", "samvaer")


@action
def add_foraelder(
    *, by, barn, slags, foraeldremyndighed, kendt=None, navn="", telefon="", email=""
):
    """Say who is a parent of the child, biological or in fact, and who holds custody (B29).

    `kendt` is a parent who is known already, of a sibling: one parent of several children is one
    row. Else `navn` makes a new one. Raises ValidationError without either, and when she stands at
    the child already.
    """
    barn = Barn.objects.select_for_update(no_key=True).get(pk=barn.pk)
    if kendt is None:
        if not navn.strip():
            raise refusal("navn", "Skriv navnet.", "navn")
        kendt = Foraelder(kommune_id=barn.kommune_id, navn=navn.strip())
        kendt.telefon, kendt.email = telefon, email
        kendt.full_clean()
        kendt.save()
    row = Foraeldreskab(
        barn=barn, foraelder=kendt, slags=slags, foraeldremyndighed=foraeldremyndighed
    )
    save_or_explain(row)
    audit.record("foraelder.tilfoejet", row, by=by, barn=str(barn.pk), foraelder=kendt.pk)
    return row


@action
def update_foraelder(*, by, foraeldreskab, udgave, version, **changes):
    """Correct a parent (for all her children), or what she is to this child.

    `udgave` is the fingerprint of the bond, `version` that of the parent. Raises ValidationError
    (code "stale") when a colleague saved in between.
    """
    row = _locked(foraeldreskab, udgave)
    own = {name: changes.pop(name) for name in PARENT_FIELDS if name in changes}
    changed = save_changes(row.foraelder, version=version, **own) if own else []
    for name, value in changes.items():
        if getattr(row, name) != value:
            setattr(row, name, value)
            changed.append(name)
    row.full_clean()
    row.save()
    audit.record("foraelder.rettet", row, by=by, barn=str(row.barn_id), felter=changed)
    return row


def _locked(foraeldreskab, udgave):
    rows = Foraeldreskab.objects.select_for_update(of=("self",)).select_related("foraelder")
    row = rows.get(pk=foraeldreskab.pk)
    refuse_stale(row, BOND_FIELDS, udgave)
    return row


@action
def end_foraelder(*, by, foraeldreskab, slut_paa):
    """Somebody no longer is a parent of the child, from a day on; pressing again is nothing."""
    row = Foraeldreskab.objects.select_for_update(of=("self",)).get(pk=foraeldreskab.pk)
    if row.slut_paa is None:
        row.slut_paa, row.foraeldremyndighed = slut_paa, False
        row.full_clean()
        row.save()
        audit.record("foraelder.slut", row, by=by, barn=str(row.barn_id))
    return row


@action
def link_soeskende(*, by, barn, andet, slags, samvaer=""):
    """Two children are siblings: one row for the pair, whichever is named first (P18).

    Raises ValidationError for the child itself (code "samme"), a child of another municipality
    (code "kommune"), and a pair that is known.
    """
    if barn.pk == andet.pk:
        raise refusal("andet", "Et barn er ikke søskende til sig selv.", "samme")
    if barn.kommune_id != andet.kommune_id:
        raise refusal("andet", "Barnet hører til en anden kommune.", "kommune")
    first, second = sorted((barn, andet), key=lambda row: row.pk)
    row = Soeskende(barn=first, soeskende=second, slags=slags, samvaer=samvaer.strip())
    save_or_explain(row)
    audit.record("soeskende.tilfoejet", row, by=by, barn=str(barn.pk), andet=str(andet.pk))
    return row


@action
def update_soeskende(*, by, soeskende, udgave, slags, samvaer):
    """Change what two children are to each other, or how they see each other (V13).

    Raises ValidationError (code "stale") when a colleague saved in between.
    """
    row = Soeskende.objects.select_for_update(of=("self",)).get(pk=soeskende.pk)
    refuse_stale(row, SIBLING_FIELDS, udgave)
    row.slags, row.samvaer = slags, samvaer.strip()
    row.full_clean()
    row.save()
    audit.record("soeskende.rettet", row, by=by, barn=str(row.barn_id), andet=str(row.soeskende_id))
    return row


@action
def unlink_soeskende(*, by, soeskende):
    """Two children were written as siblings by mistake; the history keeps the row."""
    row = Soeskende.objects.select_for_update(of=("self",)).filter(pk=soeskende.pk).first()
    if row is None:
        return
    audit.record(
        "soeskende.fjernet", row, by=by, barn=str(row.barn_id), andet=str(row.soeskende_id)
    )
    row.delete()
