from django.core.exceptions import ValidationError
from django.utils import timezone

from faelles import audit
from faelles.access import Rolle
from faelles.action import action
from faelles.actions.bruger import create_bruger
from faelles.models import Organisation, Team


@action
def create_kommune(*, by, navn, teams, institutioner, administrator, email):
    """Take a municipality into use: its teams, its institutions and its first administrator.

    Done once, from the machine itself, so `by` is None. She chooses her password through »Glemt
    adgangskode« on the login page. Raises ValidationError (code "findes") when the municipality is
    here already, and for an e-mail that cannot be used.
    """
    if Organisation.objects.filter(navn=navn, slags=Organisation.Slags.KOMMUNE).exists():
        raise ValidationError("Kommunen er her allerede.", code="findes")
    kommune = Organisation.objects.create(navn=navn, slags=Organisation.Slags.KOMMUNE)
    for team in teams:
        Team.objects.create(kommune=kommune, navn=team)
    for institution in institutioner:
        Organisation.objects.create(
            navn=institution, slags=Organisation.Slags.INSTITUTION, kommune=kommune
        )
    create_bruger(
        by=by,
        navn=administrator,
        email=email,
        telefon="",
        organisation=kommune,
        rolle=Rolle.ADMINISTRATOR,
        team=None,
        fra=timezone.localdate(),
    )
    audit.record("kommune.oprettet", kommune, by=by)
    return kommune
