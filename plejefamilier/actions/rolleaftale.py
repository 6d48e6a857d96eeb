"""»Hvem gør hvad«: versions that never change; each has a reason, and all are told (B6, D1)."""

from django.core.exceptions import ValidationError
from django.db.models import Max

from faelles import notices
from faelles.action import action
from faelles.versions import STALE
from plejefamilier.actions.kreds import record, samarbejde_url
from plejefamilier.actions.save import save_or_explain
from plejefamilier.kreds import brugere_i, kredsen
from plejefamilier.models import Barn, Plejefamilie, Rolleaftale

LINJE = ("opgave", "hvem", "bemaerkning")
MOST_LINES = 30


@action
def agree_roller(
    *, by, linjer, indgaaet_paa, version, begrundelse="", barn=None, plejefamilie=None
):
    """A new version of who does what; everybody in the circle hears of it, without its content.

    `linjer` are dicts with opgave, hvem and bemaerkning; empty ones are left out. `version` is the
    one the form was made from, 0 for none. Raises ValidationError (code "stale") when a colleague
    made a version in between, at `linjer` (code "tom", "mangler" or "mange"), and at `begrundelse`
    when there is a version already and no reason for another.
    """
    sag = {"barn": barn} if barn is not None else {"plejefamilie": plejefamilie}
    rows = Barn.objects if barn is not None else Plejefamilie.objects
    locked = rows.select_for_update(no_key=True).get(pk=(barn or plejefamilie).pk)
    known = Rolleaftale.objects.filter(**({"barn": None} | sag))
    newest = known.aggregate(Max("version"))["version__max"] or 0
    if version != newest:
        raise ValidationError(
            "En kollega har lavet en ny version, mens du skrev. Sammenlign og gem igen.",
            code=STALE,
        )
    begrundelse = begrundelse.strip()
    if newest and not begrundelse:
        raise ValidationError(
            {"begrundelse": ValidationError("Skriv, hvorfor aftalen ændres.", code="begrundelse")}
        )
    row = save_or_explain(
        Rolleaftale(
            kommune_id=locked.kommune_id,
            version=newest + 1,
            indgaaet_paa=indgaaet_paa,
            begrundelse=begrundelse,
            linjer=_lines(linjer),
            by=by,
            **sag,
        )
    )
    record("rolleaftale.indgaaet", row, by=by, version=row.version)
    words = "Aftalen om, hvem der gør hvad, er ændret" if newest else "I har en aftale om roller"
    for person in brugere_i(kredsen(None, barn=barn, familie=plejefamilie), uden=by):
        notices.notify(person, key=f"rolleaftale:{row.pk}", tekst=words, url=samarbejde_url(**sag))
    return row


def _lines(typed):
    lines = [{name: (line.get(name) or "").strip() for name in LINJE} for line in typed]
    lines = [line for line in lines if any(line.values())]
    if not lines:
        raise _about_lines("Skriv mindst én opgave, og hvem der gør den.", "tom")
    if len(lines) > MOST_LINES:
        raise _about_lines("Der kan højst være 30 opgaver i aftalen.", "mange")
    if any(not line["opgave"] or not line["hvem"] for line in lines):
        raise _about_lines("Hver linje skal have både en opgave og en person.", "mangler")
    return lines


def _about_lines(words, code):
    return ValidationError({"linjer": ValidationError(words, code=code)})
