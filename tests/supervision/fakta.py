"""Rows of training and supervision for tests: one call each, with what the test does not say."""

import datetime
import uuid

from django.utils import timezone

from plejefamilier.models import Lokale, Plejefamilie
from supervision.models import (
    Aarshjul,
    Begreb,
    Forloeb,
    Forloebsdeltager,
    Kursus,
    Kursusdeltager,
    Kursusgang,
    Kursusunderviser,
    Session,
    Sessionsdeltager,
    Tema,
    Tilmelding,
    Udviklingsmaal,
    Visitation,
)

HOUR = datetime.timedelta(hours=1)
DAY = datetime.timedelta(days=1)
AFTER = 30 * DAY


def make_tema(kommune, navn="Tilknytning", **facts):
    return Tema.objects.create(kommune=kommune, navn=navn, **{"gruppe": "udvikling", **facts})


def make_begreb(kommune, navn="hajmusik", **facts):
    facts = {"forklaring": "Det, man hører, når man bliver bange.", **facts}
    return Begreb.objects.create(kommune=kommune, ord=navn, **facts)


def make_lokale(organisation, navn="Salen", **facts):
    kommune = organisation.kommune or organisation
    facts = {"kapacitet": 20, **facts}
    return Lokale.objects.create(kommune=kommune, organisation=organisation, navn=navn, **facts)


def make_kursus(udbyder, *, ansvarlig, gange=None, undervisere=(), udgivet=True, **facts):
    """A course with meetings [(start, end)]; by default one of two hours in ten days."""
    now = timezone.now()
    gange = gange or [(now + 10 * DAY, now + 10 * DAY + 2 * HOUR)]
    last = timezone.localdate(gange[-1][1])
    facts = {
        "kommune": udbyder.kommune or udbyder,
        "titel": "Tryghedscirklen",
        "form": Kursus.Form.UDDANNELSE,
        "laengde": Kursus.Laengde.KORT,
        "pladser": 10,
        "tilmeldingsfrist": timezone.localdate(gange[0][0]) - DAY,
        "begynder_paa": timezone.localdate(gange[0][0]),
        "slut_paa": last,
        "navne_til": last + AFTER,
        "publiceret_at": now if udgivet else None,
        "publiceret_af": ansvarlig if udgivet else None,
        **facts,
    }
    kursus = Kursus.objects.create(udbyder=udbyder, ansvarlig=ansvarlig, **facts)
    for nr, (start, slut) in enumerate(gange, 1):
        Kursusgang.objects.create(kursus=kursus, nr=nr, start=start, slut=slut)
    for bruger in undervisere:
        Kursusunderviser.objects.create(kursus=kursus, bruger=bruger)
    return kursus


def make_tilmelding(kursus, familie, *, by, status="plads", **facts):
    """A family with all its grown-ups on a course; a Bruger instead is a professional."""
    familie_er = isinstance(familie, Plejefamilie)
    tilmelding = Tilmelding.objects.create(
        kursus=kursus,
        by=by,
        status=status,
        raekke=kursus.tilmeldinger.count() + 1,
        idempotency_key=uuid.uuid4(),
        **({"plejefamilie": familie} if familie_er else {"bruger": familie}),
        **facts,
    )
    voksne = familie.plejeforaeldre.all() if familie_er else []
    for voksen in voksne:
        Kursusdeltager.objects.create(tilmelding=tilmelding, plejeforaelder=voksen)
    if not familie_er:
        Kursusdeltager.objects.create(tilmelding=tilmelding, bruger=familie)
    if status != "venter":
        Kursus.objects.filter(pk=kursus.pk).update(optaget=kursus.optaget + tilmelding.pladser)
        kursus.refresh_from_db()
    return tilmelding


def make_forloeb(familie, *, supervisor, aktiv=True, **facts):
    """An individual forløb of a family; `familie` None with `slags` gruppe or fagpersoner."""
    today = timezone.localdate()
    institution = facts.pop("institution", supervisor.organisation)
    facts = {
        "kommune": familie.kommune if familie else institution.kommune or institution,
        "slags": Forloeb.Slags.INDIVIDUEL,
        "problem": "Aftenerne er svære.",
        "maal": "At aftenerne bliver rolige.",
        "minutter": 90,
        "fra": today,
        "koordinator": supervisor,
        "oprettet_af": supervisor,
        "aktiveret_at": timezone.now() if aktiv else None,
        **facts,
    }
    return Forloeb.objects.create(
        plejefamilie=familie, supervisor=supervisor, institution=institution, **facts
    )


def make_gruppe(supervisor, familier, **facts):
    """A group supervision with these families since today."""
    facts = {"slags": Forloeb.Slags.GRUPPE, "titel": "Gruppe Nord", "minutter": 150, **facts}
    forloeb = make_forloeb(None, supervisor=supervisor, **facts)
    for familie in familier:
        Forloebsdeltager.objects.create(forloeb=forloeb, plejefamilie=familie, fra=forloeb.fra)
    return forloeb


def make_session(forloeb, start, *, minutter=None, **facts):
    """A planned session, its families asked to come; nobody's time is taken."""
    slut = start + datetime.timedelta(minutes=minutter or forloeb.minutter)
    facts = {"supervisor": forloeb.supervisor, "sted": forloeb.sted, **facts}
    session = Session.objects.create(forloeb=forloeb, start=start, slut=slut, **facts)
    familier = [forloeb.plejefamilie] if forloeb.plejefamilie else []
    familier += [row.plejefamilie for row in forloeb.deltagere.all() if row.plejefamilie]
    for familie in familier:
        Sessionsdeltager.objects.create(session=session, plejefamilie=familie)
    return session


def make_maal(familie, tekst="At vi får aftenerne til at lykkes", **facts):
    facts = {"omraade": "barnet", "fra": timezone.localdate(), **facts}
    return Udviklingsmaal.objects.create(
        kommune=familie.kommune, plejefamilie=familie, tekst=tekst, **facts
    )


def make_aarshjul(familie, *, by, aar=None, **facts):
    return Aarshjul.objects.create(
        kommune=familie.kommune,
        plejefamilie=familie,
        aar=aar or timezone.localdate().year,
        oprettet_af=by,
        **facts,
    )


def make_visitation(familie, *, by, **facts):
    facts = {
        "emne": "Senfølger efter hjerneskade",
        "hvorfor": "Familien har brug for særlig viden.",
        "kanal": "konsulent",
        "anmodet_paa": timezone.localdate(),
        **facts,
    }
    return Visitation.objects.create(
        kommune=familie.kommune,
        plejefamilie=familie,
        anmodet_af=by,
        idempotency_key=uuid.uuid4(),
        **facts,
    )
