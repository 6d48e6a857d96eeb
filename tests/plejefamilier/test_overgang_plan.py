"""The udslusningsplan: a fixed template, versions with reasons, two who write at once (H6–H12)."""

import datetime
import io
import itertools

import pikepdf
import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from faelles.models import AuditEvent, Besked
from plejefamilier import actions
from plejefamilier.models import Trin, Udslusningsplan
from plejefamilier.udslusning import SEKTIONER, Dage, suggested_dage
from tests.plejefamilier.overgange import PLAN, add_parent, make_barn, make_overgang, texts

pytestmark = pytest.mark.django_db


@pytest.fixture
def overgang(at, kommune, raadgiver, familie, brohus):
    at("2026-12-02 12:00")
    return make_overgang(
        by=raadgiver,
        barn=make_barn(kommune, raadgiver),
        familie=familie,
        institution=brohus,
        flytning=datetime.date(2027, 2, 1),
    )


def save(overgang, by, *, seen=0, word="Første", dage=PLAN, begrundelse=""):
    return actions.save_plan(
        by=by,
        overgang=overgang,
        seen=seen,
        dage=dage,
        felter=texts(word),
        begrundelse=begrundelse,
    )


def posted(seen, word, begrundelse=""):
    names = ("foer", "under", "efter", "slut")
    data = {name: f"{getattr(PLAN, name):%d-%m-%Y}" for name in names}
    for trin, felter in texts(word).items():
        data |= {f"{trin}-{key}": text for key, text in felter.items()}
    return data | {"seen": seen, "begrundelse": begrundelse}


def test_each_stage_has_the_same_sections(overgang, raadgiver):
    plan = save(overgang, raadgiver)
    keys = {sektion.key for sektion in SEKTIONER}
    assert [{*row.felter} for row in plan.trin.all()] == [keys] * 3


def test_stages_follow_each_other_without_gaps(overgang, raadgiver):
    rows = [*save(overgang, raadgiver).trin.order_by("fra")]
    for before, after in itertools.pairwise(rows):
        assert after.fra - before.til == datetime.timedelta(days=1)
    day = datetime.date
    with pytest.raises(ValidationError, match="begynde efter det forrige"):
        save(
            overgang,
            raadgiver,
            seen=1,
            dage=Dage(day(2026, 12, 2), day(2027, 3, 1), day(2027, 3, 1), day(2027, 7, 31)),
        )


def test_a_first_plan_is_suggested_from_the_meeting_and_the_move():
    day = datetime.date
    found = suggested_dage(day(2026, 12, 2), day(2027, 2, 1), under_maaneder=1, efter_maaneder=5)
    assert found == PLAN
    late = suggested_dage(day(2027, 3, 5), day(2027, 1, 31), under_maaneder=1, efter_maaneder=5)
    assert late == Dage(day(2027, 1, 30), day(2027, 1, 31), day(2027, 2, 28), day(2027, 7, 27))
    assert late.in_order


def test_a_change_needs_a_reason_and_is_told_without_content(overgang, raadgiver, konsulent):
    save(overgang, raadgiver)
    with pytest.raises(ValidationError, match="hvorfor planen ændres"):
        save(overgang, raadgiver, seen=1, word="Anden")
    plan = save(overgang, raadgiver, seen=1, word="Anden", begrundelse="Hun sover bedre")
    assert plan.version == 2
    besked = Besked.objects.get(key=f"overgang-{overgang.pk}-plan-2-{konsulent.pk}")
    assert besked.tekst == "Planen for en støttet overgang er ændret"
    assert Udslusningsplan.objects.get(version=1).trin.first().felter["hvad"].startswith("Første")


def test_the_same_plan_sent_twice_is_one_version(overgang, raadgiver):
    first = save(overgang, raadgiver)
    assert save(overgang, raadgiver) == first
    with pytest.raises(ValidationError, match="ikke ændret noget"):
        save(overgang, raadgiver, seen=1, begrundelse="Ingenting")
    assert AuditEvent.objects.filter(event="overgang.plan_gemt").count() == 1


def test_the_second_of_two_writers_sees_both_texts_and_loses_nothing(
    overgang, raadgiver, konsulent, client
):
    save(overgang, raadgiver)
    save(overgang, raadgiver, seen=1, word="Jonas", begrundelse="Nyt")
    client.force_login(konsulent)
    url = reverse("plejefamilier:udslusningsplan_update", args=[overgang.pk])
    stale = client.post(url, posted(1, "Lars", "Også nyt"))
    assert stale.status_code == 409
    page = stale.content.decode()
    assert "Jonas hvad foer" in page
    assert "Lars hvad foer" in page
    assert Udslusningsplan.objects.count() == 2
    data = posted(stale.context["form"]["seen"].value(), "Lars", "Også nyt")
    assert client.post(url, data).status_code == 302
    assert overgang.planer.first().version == 3


def test_versions_are_read_and_compared(overgang, raadgiver, konsulent, client):
    save(overgang, raadgiver)
    save(overgang, raadgiver, seen=1, word="Anden", begrundelse="Hun sover bedre")
    client.force_login(konsulent)
    url = reverse("plejefamilier:udslusningsplan_detail", args=[overgang.pk])
    newest = client.get(url).content.decode()
    assert "Nyt siden version 1" in newest
    assert "Hun sover bedre" in newest
    assert "Første hvad foer" in newest
    first = client.get(url, {"version": "1"}).content.decode()
    assert "Der er en nyere version" in first
    assert "Anden hvad foer" not in first
    assert client.get(url, {"version": "99999999999"}).status_code == 200


def test_who_has_no_login_is_to_be_told_by_a_person(overgang, raadgiver, client):
    add_parent(overgang.barn)
    client.force_login(raadgiver)
    url = reverse("plejefamilier:udslusningsplan_update", args=[overgang.pk])
    answer = client.post(url, posted(0, "Første"), follow=True)
    words = answer.content.decode()
    assert "Version 1 er gemt." in words
    assert "Fortæl det selv til Ane Bruun og Tina Prøvesen." in words


def test_the_paper_is_tagged_titled_without_a_name_and_holds_no_address(
    overgang, raadgiver, familie, client
):
    save(overgang, raadgiver)
    client.force_login(raadgiver)
    answer = client.get(reverse("plejefamilier:overgang_pdf", args=[overgang.pk]))
    assert answer.headers["Content-Disposition"].endswith(f'"udslusningsplan-{overgang.pk}.pdf"')
    pdf = pikepdf.open(io.BytesIO(answer.content))
    assert bool(pdf.Root.MarkInfo.Marked)
    with pdf.open_metadata() as metadata:
        assert metadata["dc:title"] == f"Udslusningsplan {overgang.pk}"
    assert AuditEvent.objects.filter(event="overgang.laest", formaal="udskrift").count() == 1


def test_an_empty_plan_is_a_plan(overgang, raadgiver):
    blank = {trin: {} for trin in Trin}
    plan = actions.save_plan(by=raadgiver, overgang=overgang, seen=0, dage=PLAN, felter=blank)
    assert plan.version == 1
