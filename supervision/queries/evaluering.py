"""Evaluations on pages: who has answered, and means in which nobody is recognised (E11, E12)."""

import re
from dataclasses import dataclass

from django.db.models import Avg, Count, Exists, OuterRef, Q
from django.utils import timezone

from faelles import danish, regler
from faelles.access import Permission, kommune_with
from plejefamilier.models import Plejefamilie
from supervision.actions.evaluering import SKALAER
from supervision.models import Evaluering, Forloeb, Forloebsdeltager, Fremmoede, Tilmelding

CELLE = "plejefamilier.mindste_celle"
FIRST_YEAR = 2000
MISSING = "–"
TRE, FEM = SKALAER[:3], SKALAER
LABELS = {
    "formidling": "Formidling",
    "brugbarhed": "Brugbarhed",
    "aendring": "Ændret adfærd",
    "perspektiver": "Andres perspektiver",
    "mindre_alene": "Mindre alene",
}


@dataclass(frozen=True)
class Raekke:
    """One line of means: what it is about, and a cell for each scale."""

    navn: str
    celler: list


@dataclass(frozen=True)
class Celle:
    """A mean as words, the number of answers as words, and whether it is hidden or missing."""

    skala: str
    vist: str
    svar: str = ""


def _sums(names):
    return {f"m_{name}": Avg(name) for name in names} | {f"n_{name}": Count(name) for name in names}


def _lines(rows, names, mindst, *, together=False):
    """[(name, sums)] as lines in which a mean of fewer than `mindst` answers is hidden (W4).

    `together`: the sum of all lines is known from another table, so that what is hidden must be
    at least `mindst` answers in all; else the smallest shown one is hidden with it.
    """
    hidden = {name: _hidden(rows, name, mindst, together) for name in names}
    return [
        Raekke(
            navn,
            [_celle(name, sums, number in hidden[name]) for name in names],
        )
        for number, (navn, sums) in enumerate(rows)
    ]


def _hidden(rows, name, mindst, together):
    antal = {number: sums[f"n_{name}"] or 0 for number, (_, sums) in enumerate(rows)}
    hidden = {number for number, count in antal.items() if 0 < count < mindst}
    shown = sorted((count, number) for number, count in antal.items() if count >= mindst)
    while together and hidden and sum(antal[one] for one in hidden) < mindst and shown:
        hidden.add(shown.pop(0)[1])
    return hidden


def _celle(name, sums, hide):
    count = sums[f"n_{name}"] or 0
    if not count:
        return Celle(LABELS[name], MISSING)
    if hide:
        return Celle(LABELS[name], "Vises ikke", "så ingen kan kendes")
    svar = danish.antal(count, "svar", "svar")
    return Celle(LABELS[name], danish.tal(sums[f"m_{name}"], 1), svar)


def course_means(bruger, kursus):
    """The means of one course as cells; one query beside the rule."""
    rows = Evaluering.objects.visible_to(bruger).filter(deltager__tilmelding__kursus=kursus)
    mindst = regler.value(CELLE, kursus.kommune_id)
    (line,) = _lines([(kursus.titel, rows.aggregate(**_sums(TRE)))], TRE, mindst)
    return line.celler


# --- a forløb ------------------------------------------------------------------------------------


def familier_i(bruger, forloeb):
    """The families of a forløb that `bruger` may write for, as {id: (name, answered)}."""
    answered = Evaluering.objects.filter(forloeb=forloeb, plejefamilie=OuterRef("pk"))
    places = Forloebsdeltager.objects.visible_to(bruger).filter(
        forloeb=forloeb, plejefamilie__isnull=False
    )
    own = Q(pk=forloeb.plejefamilie_id) | Q(pk__in=places.values("plejefamilie"))
    rows = Plejefamilie.objects.filter(own).annotate(svaret=Exists(answered)).in_order()
    return {row.pk: (row.visningsnavn, row.svaret) for row in rows}


# --- the report ----------------------------------------------------------------------------------


def year_of(typed):
    """The year in the address, else this year; never one to come."""
    now = timezone.localdate().year
    asked = int(typed) if re.fullmatch(r"[0-9]{4}", typed) else now
    return asked if FIRST_YEAR <= asked <= now else now


def report(bruger, aar):
    """Means of a year by form and by course, and how many had to come and did not (E6, E12).

    A course belongs to the year of its last time, a forløb to that of the answer (R22).
    """
    kommune = kommune_with(bruger, Permission.PUBLISH_KURSER)
    mindst = regler.value(CELLE, kommune)
    of_courses = Evaluering.objects.filter(
        deltager__tilmelding__kursus__kommune=kommune,
        deltager__tilmelding__kursus__slut_paa__year=aar,
    )
    by_course = (
        of_courses.filter(deltager__tilmelding__kursus__lukket=False)
        .order_by("deltager__tilmelding__kursus__slut_paa", "deltager__tilmelding__kursus")
        .values("deltager__tilmelding__kursus", "deltager__tilmelding__kursus__titel")
        .annotate(**_sums(TRE))
    )
    by_form = {
        sums["forloeb__slags"]: sums
        for sums in Evaluering.objects.filter(forloeb__kommune=kommune, at__year=aar)
        .order_by("forloeb__slags")
        .values("forloeb__slags")
        .annotate(**_sums(FEM))
    }
    none = {f"{letter}_{name}": None for letter in "mn" for name in FEM}
    former = [
        (slags.label, by_form.get(slags.value, none))
        for slags in Forloeb.Slags
        if slags != Forloeb.Slags.FAGPERSONER
    ]
    former.append(("Kurser og oplæg", none | of_courses.aggregate(**_sums(TRE))))
    titles = [(sums["deltager__tilmelding__kursus__titel"], sums) for sums in by_course]
    return {
        "kommune": kommune,
        "aar": aar,
        "mindst": mindst,
        "skalaer": [LABELS[name] for name in TRE],
        "alle_skalaer": [LABELS[name] for name in FEM],
        "former": _lines(former, FEM, mindst),
        "kurser": _lines(titles, TRE, mindst, together=True),
        "udeblivelser": absence_numbers(kommune, aar, mindst),
        "pr": timezone.localtime(),
    }


def absence_numbers(kommune, aar, mindst):
    """Of the times families had to come in a year: how many were noted, and how often nobody came.

    Small numbers become »under 5«, and both are hidden when one could be computed from the other.
    """
    came = Fremmoede.objects.filter(
        kom=True, gang=OuterRef("gang"), deltager__tilmelding=OuterRef("deltager__tilmelding")
    )
    noted = Fremmoede.objects.filter(
        gang__kursus__kommune=kommune,
        gang__start__year=aar,
        deltager__tilmelding__in=Tilmelding.objects.filter(pligt=True, plejefamilie__isnull=False),
    )
    places = noted.order_by().values("gang", "deltager__tilmelding")
    alle = places.distinct().count()
    missed = places.filter(~Exists(came)).distinct().count()
    small = any(0 < number < mindst for number in (missed, alle - missed))
    return [
        ("Gange, hvor en familie skulle komme", f"under {mindst}" if 0 < alle < mindst else alle),
        ("Heraf kom ingen fra familien", f"under {mindst}" if small and missed else missed),
    ]
