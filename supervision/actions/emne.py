"""The lists behind training: themes, terms, rooms and who is a specialist in what."""

from faelles import audit
from faelles.action import action
from faelles.models import Organisation
from faelles.versions import refuse_stale
from plejefamilier.actions.save import save_or_explain
from plejefamilier.models import Lokale
from supervision.models import Begreb, Fagprofil, Tema, Temaspor

FELTER = {
    Tema: ("navn", "gruppe"),
    Begreb: ("slags", "ord", "forklaring"),
    Lokale: ("organisation_id", "navn", "adresse", "kapacitet"),
    Fagprofil: ("bruger_id", "speciale", "kompetencer"),
    Temaspor: ("navn", "tema_id", "beskrivelse"),
}
LOG = {  # made, changed, out of use, in use again
    Tema: ("tema.oprettet", "tema.aendret", "tema.udgaaet", "tema.genoptaget"),
    Begreb: ("begreb.oprettet", "begreb.aendret", "begreb.udgaaet", "begreb.genoptaget"),
    Lokale: ("lokale.oprettet", "lokale.aendret", "lokale.udgaaet", "lokale.genoptaget"),
    Fagprofil: (
        "fagprofil.oprettet",
        "fagprofil.aendret",
        "fagprofil.udgaaet",
        "fagprofil.genoptaget",
    ),
    Temaspor: ("temaspor.oprettet", "temaspor.aendret", "temaspor.udgaaet", "temaspor.genoptaget"),
}


@action
def lay_temaer(*, by, kommune):
    """Give a municipality that has no theme the six of the programme (E2); return how many.

    Two who come at once lay them once.
    """
    Organisation.objects.select_for_update(no_key=True).get(pk=kommune.pk)
    if Tema.objects.filter(kommune=kommune).exists():
        return 0
    for gruppe in Tema.Gruppe:
        Tema.objects.create(kommune=kommune, navn=gruppe.label, gruppe=gruppe)
    audit.record("temaer.lagt", kommune, by=by, antal=len(Tema.Gruppe))
    return len(Tema.Gruppe)


@action
def create_emne(*, by, row, temaer=None):
    """Add a row to one of the lists; `temaer` are those of a Fagprofil.

    Raises ValidationError when the list has it already.
    """
    row = save_or_explain(row)
    if temaer is not None:
        row.temaer.set(temaer)
    made, *_ = LOG[type(row)]
    audit.record(made, row, by=by)
    return row


@action
def update_emne(*, by, row, udgave, temaer=None, **changes):
    """Change a row of a list. `udgave` is the fingerprint of its FELTER that the form showed.

    Raises ValidationError (code "stale") when somebody has changed it since.
    """
    model = type(row)
    here = model.objects.select_for_update(of=("self",), no_key=True).get(pk=row.pk)
    refuse_stale(here, FELTER[model], udgave)
    changed = [name for name, value in changes.items() if getattr(here, name) != value]
    for name in changed:
        setattr(here, name, changes[name])
    here = save_or_explain(here)
    if temaer is not None and {*temaer} != {*here.temaer.all()}:
        here.temaer.set(temaer)
        changed.append("temaer")
    _, event, *_ = LOG[model]
    audit.record(event, here, by=by, felter=changed)
    return here


@action
def retire_emne(*, by, row, aktiv):
    """Take a row out of use, or into use again (`aktiv`); what it was used for keeps it."""
    here = type(row).objects.select_for_update(of=("self",), no_key=True).get(pk=row.pk)
    if here.aktiv != aktiv:
        here.aktiv = aktiv
        here.save(update_fields=["aktiv"])
        *_, retired, again = LOG[type(here)]
        audit.record(again if aktiv else retired, here, by=by)
    return here
