"""Every page of the house: opened by the right person, and valid HTML."""

import json
import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from django.test import Client

from tests.town import NO_PAGES, make_town, pages, url_names

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture
def town(db):
    return make_town()


def validator():
    """The command of the Nu HTML checker, or the reason why it cannot run here."""
    java = os.environ.get("JAVA") or shutil.which("java")
    default = ROOT / "var" / "npm" / "node_modules" / "vnu-jar" / "build" / "dist" / "vnu.jar"
    jar = Path(os.environ.get("VNU_JAR", default))
    if not java or not jar.exists():
        pytest.fail("The HTML validator needs Java and vnu-jar; bin/test installs both.")
    return [java, "-Xss4m", "-jar", str(jar), "--errors-only", "--format", "json"]


def test_every_address_is_a_page_or_named_as_none(town):
    known = {name for name, _, _ in pages(town)} | NO_PAGES
    assert url_names() - known == set()


def test_every_page_opens_and_is_valid_html(town, client, tmp_path):
    # Given every page, as the person it is for sees it
    for number, (name, person, url) in enumerate(pages(town)):
        client.logout()
        if person is not None:
            client.force_login(person)
        answer = client.get(url, follow=True)
        assert answer.status_code == 200, (name, url, answer.status_code)
        file = tmp_path / f"{number:02d}-{name.replace(':', '-')}.html"
        file.write_bytes(answer.content)
    answer = client.get("/findes-ikke/")
    assert answer.status_code == 404
    (tmp_path / "404.html").write_bytes(answer.content)

    # When the validator reads them all
    run = subprocess.run(
        [*validator(), *map(str, sorted(tmp_path.glob("*.html")))],
        capture_output=True,
        text=True,
        check=False,
    )

    # Then it has nothing to say
    told = json.loads(run.stderr)["messages"]
    assert [f"{Path(m['url']).name}:{m.get('lastLine')} {m['message']}" for m in told] == []


def test_no_link_leads_its_reader_to_a_closed_door(town):
    """What a page offers somebody is open to her: every link on every page, once a person."""
    clients, answers, closed = {}, {}, []
    for name, person, url in pages(town):
        if person is None or name == "account_logout":
            continue
        if person.pk not in clients:
            clients[person.pk] = Client()
            clients[person.pk].force_login(person)
        body = clients[person.pk].get(url).content.decode()
        for link in {*re.findall(r'<a [^>]*href="(/[^"#?]*)', body)} - {"/konto/log-af/"}:
            key = (person.pk, link)
            if key not in answers:
                answers[key] = clients[person.pk].get(link).status_code
            if answers[key] >= 400:
                closed.append(f"{person.rolle_navn}: {link} on {name}")
    assert not closed, "\n".join(closed)
    assert len(answers) > len(clients)
