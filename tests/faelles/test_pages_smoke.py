import pytest
from django.urls import reverse
pytestmark = pytest.mark.django_db

def test_all(client, administrator, revisor, konsulent, kommune, at):
    at("2026-11-21 12:00")
    client.force_login(administrator)
    for name,args in [("besked_list",[]),("kalender",[]),("kalender_year",[2027]),("lukkedag_create",[]),("regel_list",[]),("regel_update",["akut.aabner"]),("regel_update",["supervision.maaling"]),("regel_preset",["vejle"]),("regel_preset",["standard"]),("bruger_list",[]),("bruger_create",[]),("bruger_update",[konsulent.pk]),("bruger_deactivate",[konsulent.pk]),("rolle_create",[konsulent.pk]),("rolle_end",[konsulent.roller.get().pk]),("tilgaengelighed",[])]:
        r=client.get(reverse("faelles:"+name,args=args)); assert r.status_code==200,(name,r.status_code)
    client.force_login(revisor)
    r=client.get(reverse("faelles:log_list")); assert r.status_code==200
    r=client.get(reverse("faelles:log_list")+"?fra=01-11-2026&til=30-11-2026&familie=3&bruger=2&haendelse=login&efter=99"); assert r.status_code==200
    assert client.get(reverse("faelles:log_list")+"?familie=x").status_code==200
