"""»Hvem gør hvad«: versions that never change, told to the circle without their content."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, InternalError, transaction
from django.utils import timezone

from faelles.models import Besked
from plejefamilier import actions
from plejefamilier.models import Rolleaftale
from tests.plejefamilier.kredshjaelp import START, place
from tests.plejefamilier.sider import text_of, url

pytestmark = pytest.mark.django_db

LINJER = [
    {"opgave": "Ringer til mor hver fredag", "hvem": "Ida Friis", "bemaerkning": "Efter kl. 14"},
    {"opgave": " Supervision ", "hvem": "Karen Due"},
    {"opgave": "", "hvem": "", "bemaerkning": " "},
]


def agree(by, barn, version=0, linjer=LINJER, **arguments):
    return actions.agree_roller(
        by=by, barn=barn, version=version, linjer=linjer, indgaaet_paa=START, **arguments
    )


def posted(version, *lines, **more):
    data = {"version": version, "indgaaet_paa": "05-01-2026", **more}
    data |= {"linje-TOTAL_FORMS": len(lines), "linje-INITIAL_FORMS": 0}
    for number, (opgave, hvem) in enumerate(lines):
        data |= {f"linje-{number}-opgave": opgave, f"linje-{number}-hvem": hvem}
    return data


def test_the_konsulent_agrees_who_does_what_before_it_starts(client, noah, karen, ida, konsulent):
    """B6, D1: nobody's role is taken over by another's."""
    place(noah, bruger=karen, stedfortraeder=ida)
    client.force_login(konsulent)
    address = url("barn_rolleaftale_create", noah.pk)
    assert client.get(address).status_code == 200
    client.post(address, posted(0, ("Ringer til mor", "Karen"), ("", "")))
    row = Rolleaftale.objects.get()
    assert (row.version, row.by) == (1, konsulent)
    assert row.linjer == [{"opgave": "Ringer til mor", "hvem": "Karen", "bemaerkning": ""}]
    told = Besked.objects.filter(key=f"rolleaftale:{row.pk}")
    assert {besked.to.navn for besked in told} == {"Karen Due", "Ida Friis", "Jonas Krogh"}
    assert not any("mor" in besked.tekst for besked in told)
    client.force_login(karen)
    assert "Ringer til mor" in text_of(client.get(url("barn_samarbejde", noah.pk)))


def test_a_new_version_has_a_reason_and_leaves_the_old_one_readable(client, noah, karen, konsulent):
    place(noah, bruger=karen)
    first = agree(konsulent, noah)
    client.force_login(konsulent)
    address = url("barn_rolleaftale_create", noah.pk)
    assert "Ringer til mor hver fredag" in text_of(client.get(address))  # begins with what holds
    assert "hvorfor aftalen ændres" in text_of(client.post(address, posted(1, ("Nyt", "Karen"))))
    client.post(address, posted(1, ("Nyt", "Karen"), begrundelse="Mor vil hellere ringes op"))
    second = Rolleaftale.objects.get(version=2)
    client.force_login(karen)
    text = text_of(client.get(url("rolleaftale_detail", first.pk)))
    assert "Ringer til mor hver fredag" in text
    assert "Version 2" in text
    text = text_of(client.get(url("rolleaftale_detail", second.pk)))
    assert "Mor vil hellere ringes op" in text


def test_a_version_cannot_be_changed_by_anybody(noah, konsulent):
    row = agree(konsulent, noah)
    with pytest.raises(InternalError), transaction.atomic():
        Rolleaftale.objects.filter(pk=row.pk).update(linjer=[])
    with pytest.raises(IntegrityError), transaction.atomic():
        Rolleaftale.objects.create(
            kommune=noah.kommune, barn=noah, version=1, indgaaet_paa=START, linjer=[], by=konsulent
        )


def test_what_was_typed_in_an_outdated_form_is_not_lost(client, noah, konsulent, raadgiver):
    agree(raadgiver, noah)
    client.force_login(konsulent)
    answer = client.post(
        url("barn_rolleaftale_create", noah.pk),
        posted(0, ("Henter Noah", "Poul"), begrundelse="Ny aftale"),
    )
    assert answer.status_code == 409
    assert "En kollega har lavet en ny version" in text_of(answer)
    assert "Henter Noah" in text_of(answer)
    assert Rolleaftale.objects.count() == 1


@pytest.mark.parametrize(
    ("linjer", "code"),
    [
        ([], "tom"),
        ([{"opgave": "Ringer", "hvem": ""}], "mangler"),
        ([{"opgave": "Ringer", "hvem": "Ida"}] * 31, "mange"),
    ],
)
def test_lines_that_say_too_little_or_too_much(linjer, code, noah, konsulent):
    with pytest.raises(ValidationError) as caught:
        agree(konsulent, noah, linjer=linjer)
    assert caught.value.error_dict["linjer"][0].code == code
    assert not Rolleaftale.objects.exists()


def test_the_paper_is_a_pdf_with_no_name_in_its_filename(client, noah, konsulent, karen):
    place(noah, bruger=karen)
    row = agree(konsulent, noah)
    client.force_login(karen)
    answer = client.get(url("rolleaftale_pdf", row.pk))
    assert answer.content.startswith(b"%PDF")
    assert "noah" not in answer["Content-Disposition"].lower()


def test_the_family_and_each_child_have_agreements_of_their_own(noah, familie, konsulent):
    agree(konsulent, noah)
    row = actions.agree_roller(
        by=konsulent, plejefamilie=familie, version=0, linjer=LINJER,
        indgaaet_paa=timezone.localdate(),
    )  # fmt: skip
    assert row.version == 1
    assert Rolleaftale.objects.filter(barn=None).newest().get() == row


def test_more_lines_come_without_saving_and_without_losing_a_word(client, noah, konsulent):
    client.force_login(konsulent)
    address = url("barn_rolleaftale_create", noah.pk)
    typed = posted(0, ("Ringer til mor", ""), indgaaet_paa="", flere="1")
    answer = client.post(address, typed)
    page = answer.content.decode()
    assert answer.status_code == 200
    assert 'value="Ringer til mor"' in page
    assert 'name="linje-3-opgave"' in page
    assert "Der er noget, der skal rettes" not in page
    assert "form-error" not in page
    assert not Rolleaftale.objects.exists()
    assert client.post(address, {"flere": "1"}).status_code == 200


def test_a_line_that_is_half_written_is_told_of_at_its_field(client, noah, konsulent):
    client.force_login(konsulent)
    address = url("barn_rolleaftale_create", noah.pk)
    answer = client.post(address, posted(0, ("Ringer til mor", "Karen"), ("", "Kim")))
    assert answer.context["form"].linjer[1].errors == {"opgave": ["Skriv opgaven."]}
    page = answer.content.decode()
    assert "Opgave 2: Skriv opgaven." in page
    assert 'value="Kim"' in page
    assert not Rolleaftale.objects.exists()
