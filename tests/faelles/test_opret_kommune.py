"""The first minute of a municipality: from an empty database to an administrator who logs in."""

import re

import pytest
from django.core import mail
from django.core.management import CommandError, call_command

from faelles.access import Permission
from faelles.models import Bruger, Organisation

pytestmark = pytest.mark.django_db
ARGUMENTS = ["Vestersund Kommune", "--administrator", "Else Bang", "--email", "else@x.example"]


def test_the_first_administrator_chooses_a_password_and_logs_in(client):
    # Given a municipality taken into use from the machine itself
    call_command("opret_kommune", *ARGUMENTS, "--team", "Vest", "--institution", "Brohus")
    kommune = Organisation.objects.get(slags="kommune")
    assert [team.navn for team in kommune.teams.all()] == ["Vest"]
    assert [row.navn for row in kommune.samarbejdspartnere.all()] == ["Brohus"]

    # When she asks for a new password and follows the link of the mail
    client.post("/konto/adgangskode/glemt/", {"email": "else@x.example"})
    link = re.search(r"https?://[^/\s]+(/\S+)", mail.outbox[0].body)[1]
    page = client.get(link, follow=True).redirect_chain[-1][0]
    chosen = "Sommerfugle over 7 enge"
    client.post(page, {"password1": chosen, "password2": chosen})
    client.post("/konto/log-paa/", {"login": "else@x.example", "password": chosen})

    # Then the page with the people is hers
    assert client.get("/brugere/").status_code == 200
    assert Bruger.objects.get().can(Permission.MANAGE_BRUGERE)


def test_a_municipality_is_taken_into_use_once():
    call_command("opret_kommune", *ARGUMENTS)
    with pytest.raises(CommandError, match="er her allerede"):
        call_command("opret_kommune", *ARGUMENTS)
    assert Bruger.objects.count() == 1
