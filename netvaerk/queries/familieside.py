"""Networks on a family's page: one fact, lines on the time line, the link to its own page of them.

Only its own circle reads them here; a rådgiver of a child does not. The other families of a group,
and the other family of a mentorskab, are named on the pages of those alone.
"""

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Case, CharField, Exists, F, JSONField, OuterRef, Q, Value, When
from django.db.models.functions import Cast, Concat, JSONObject
from django.urls import reverse
from django.utils import timezone

from faelles import danish, regler
from faelles.access import Permission
from netvaerk.models import Medlemskab, Mentorskab, Mentorspoergsmaal
from netvaerk.models.reach import own_families
from plejefamilier.forloeb import Faktum
from plejefamilier.models.familie import RAADGIVER
from plejefamilier.raekker import HAENDELSE

LABEL, IKON, MENTORIKON = "Netværk", "groups", "persons"
MED, UD, FIK, BLEV, SLUT = (
    "netvaerk_med",
    "netvaerk_ud",
    "mentor_fik",
    "mentor_blev",
    "mentor_slut",
)
SIDE = "netvaerk:familienetvaerk_detail"
NOTHING = Value(None, JSONField())


def _works_here(bruger, plejefamilie):
    """Are networks her work where the family lives?"""
    return plejefamilie.kommune_id in bruger.kommuner_med(Permission.ANSWER_NETVAERK)


def _reads(bruger, plejefamilie):
    """… and is the family her own work, not only the home of a child of hers?"""
    works = _works_here(bruger, plejefamilie)
    return works and plejefamilie.relation_to(bruger) != RAADGIVER


def side_url(bruger, plejefamilie):
    """The family's own page of networks; '' for who has none, and where none are used."""
    if not _reads(bruger, plejefamilie) or plejefamilie.ophoert_paa:
        return ""
    used = regler.values(("netvaerk.grupper", "netvaerk.mentor"), plejefamilie.kommune_id)
    if used["netvaerk.grupper"] == "fra" and not used["netvaerk.mentor"]:
        return ""
    return reverse(SIDE, args=[plejefamilie.pk])


# --- the fact ------------------------------------------------------------------------------------


def fakta_udtryk(bruger, plejefamilie):
    """What the family is in, to be read beside what else its page asks for."""
    if not _reads(bruger, plejefamilie):
        return NOTHING
    today = timezone.localdate()
    ins = Medlemskab.objects.filter(plejefamilie=plejefamilie).order_by("pk")
    here = ins.staying(today)
    pairs = Mentorskab.objects.filter(til=None)
    asked = Mentorspoergsmaal.objects.open().filter(mentorskab=OuterRef("pk"))
    of_mine = pairs.filter(mentee=plejefamilie)
    return JSONObject(
        grupper=ArraySubquery(here.values("gruppe__navn")),
        spurgt=ArraySubquery(ins.asked().values("gruppe__navn")),
        har=ArraySubquery(of_mine.running().values("pk")),
        soeger=ArraySubquery(of_mine.searching().values(spurgt=Exists(asked))),
        er=ArraySubquery(pairs.filter(mentor=plejefamilie).values("pk")),
    )


def fakta(bruger, plejefamilie, fundet):
    """»Netværk« on the family's page: groups, mentor, being a mentor; nothing while it has none."""
    words = _words(fundet) if fundet else ""
    if not words:
        return []
    data = {"ord": words, "url": side_url(bruger, plejefamilie)}
    return [Faktum("Netværk", "netvaerk/_familie_fakta.html", data)]


def _words(fundet):
    """»Gruppen Nord, har en mentor«"""
    parts = []
    if fundet["grupper"]:
        kind = "gruppen" if len(fundet["grupper"]) == 1 else "grupperne"
        parts.append(f"{kind} {danish.opregning(fundet['grupper'])}")
    if fundet["spurgt"]:
        parts.append(f"skal svare om {danish.opregning(fundet['spurgt'])}")
    if fundet["har"]:
        parts.append("har en mentor")
    if fundet["soeger"]:
        parts.append("en mentor er spurgt" if any(fundet["soeger"]) else "venter på en mentor")
    if fundet["er"]:
        parts.append(f"mentor for {danish.antal(len(fundet['er']), 'familie', 'familier')}")
    words = ", ".join(parts)
    return f"{words[:1].upper()}{words[1:]}"


# --- the time line -------------------------------------------------------------------------------


def kom_med(bruger, plejefamilie):
    """The groups the family has joined, on its first day in each."""
    rows = _memberships(bruger, plejefamilie)
    if rows is None:
        return None
    left = When(til__lt=timezone.localdate(), then=Value("Ikke med mere"))
    return HAENDELSE.of(
        rows.filter(fra__lte=timezone.localdate()),
        slags=Value(MED),
        noegle=F("pk"),
        dato=F("fra"),
        titel=Concat(Value("Kom med i netværksgruppen "), F("gruppe__navn")),
        pille=Case(left, default=Value(""), output_field=CharField()),
        ekstra=Cast("gruppe", CharField()),
    )


def gik_ud(bruger, plejefamilie):
    """The groups it has left, with why."""
    rows = _memberships(bruger, plejefamilie)
    if rows is None:
        return None
    return HAENDELSE.of(
        rows.filter(til__lte=timezone.localdate()),
        slags=Value(UD),
        noegle=F("pk"),
        dato=F("til"),
        titel=Concat(Value("Gik ud af netværksgruppen "), F("gruppe__navn")),
        tekst=_labels("slutaarsag", Medlemskab.Slutaarsag),
        ekstra=Cast("gruppe", CharField()),
    )


def fik_mentor(bruger, plejefamilie):
    """When the family got a mentor."""
    return _begun(bruger, plejefamilie, "mentee", FIK, "Fik en mentor")


def blev_mentor(bruger, plejefamilie):
    """When the family became the mentor of another."""
    return _begun(bruger, plejefamilie, "mentor", BLEV, "Blev mentor for en anden familie")


def _begun(bruger, plejefamilie, role, slags, titel):
    rows = _pairs(bruger, plejefamilie, Q(**{role: plejefamilie}))
    if rows is None:
        return None
    running = When(til=None, then=Value("info|I gang"))
    return HAENDELSE.of(
        rows.filter(fra__lte=timezone.localdate()),
        slags=Value(slags),
        noegle=F("pk"),
        dato=F("fra"),
        titel=Value(titel),
        pille=Case(running, default=Value(""), output_field=CharField()),
        ekstra=Cast("pk", CharField()),
    )


def mentor_slut(bruger, plejefamilie):
    """When a mentorskab of the family ended, on either side, with why."""
    rows = _pairs(bruger, plejefamilie, Q(mentee=plejefamilie) | Q(mentor=plejefamilie))
    if rows is None:
        return None
    own = When(mentee=plejefamilie, then=Value("Mentorskabet er slut"))
    return HAENDELSE.of(
        rows.filter(fra__isnull=False, til__lte=timezone.localdate()),
        slags=Value(SLUT),
        noegle=F("pk"),
        dato=F("til"),
        titel=Case(own, default=Value("Er ikke mentor mere"), output_field=CharField()),
        tekst=_labels("slutaarsag", Mentorskab.Slutaarsag),
        ekstra=Cast("pk", CharField()),
    )


def gruppe_url(raekke):
    return reverse("netvaerk:gruppe_detail", args=[raekke.ekstra])


def mentorskab_url(raekke):
    return reverse("netvaerk:mentorskab_detail", args=[raekke.ekstra])


def _memberships(bruger, plejefamilie):
    if not _works_here(bruger, plejefamilie):
        return None
    rows = Medlemskab.objects.filter(plejefamilie__in=own_families(bruger))
    return rows.filter(plejefamilie=plejefamilie, svar=Medlemskab.Svar.JA)


def _pairs(bruger, plejefamilie, side):
    if not _works_here(bruger, plejefamilie):
        return None
    own = own_families(bruger).filter(pk=plejefamilie.pk)
    return Mentorskab.objects.filter(side, Exists(own))


def _labels(field, choices):
    """The words of a choice, in SQL."""
    words = [When(**{field: one.value}, then=Value(one.label)) for one in choices]
    return Case(*words, default=Value(""), output_field=CharField())


RAEKKER = (
    (MED, IKON, kom_med, gruppe_url),
    (UD, IKON, gik_ud, gruppe_url),
    (FIK, MENTORIKON, fik_mentor, mentorskab_url),
    (BLEV, MENTORIKON, blev_mentor, mentorskab_url),
    (SLUT, MENTORIKON, mentor_slut, mentorskab_url),
)
