"""What a forløb of supervision holds to (F6–F8, F12, B9): pure functions, no database, no clock."""

from dataclasses import dataclass
from fractions import Fraction

from faelles import danish, regler

HALF, HOUR = Fraction(1, 2), 60
OM_EN_FAMILIE = ("individuel", "konsulterende")  # values of Forloeb.Slags
KORTE, LANGE, FRIT = "korte", "lange", "frit"  # the values of Forloeb.Format

NOEGLER = {
    "korte_antal": "supervision.korte_antal",
    "korte_minutter": "supervision.korte_minutter",
    "lange_antal": "supervision.lange_antal",
    "lange_minutter": "supervision.lange_minutter",
    "gruppe_mindst_minutter": "supervision.gruppe_mindst_minutter",
    "gruppe_hoejst_minutter": "supervision.gruppe_hoejst_minutter",
    "gruppe_mindst_pr_aar": "supervision.gruppe_mindst_pr_aar",
    "gruppe_hoejst_pr_aar": "supervision.gruppe_hoejst_pr_aar",
    "familier_pr_supervisor": "supervision.familier_pr_supervisor",
}


@dataclass(frozen=True)
class Tal:
    """The municipality's numbers: how many times, how many minutes, times a year, families."""

    korte_antal: int
    korte_minutter: int
    lange_antal: int
    lange_minutter: int
    gruppe_mindst_minutter: int
    gruppe_hoejst_minutter: int
    gruppe_mindst_pr_aar: int
    gruppe_hoejst_pr_aar: int
    familier_pr_supervisor: int


def tal_for(kommune):
    """The numbers as `kommune` has them today; one query."""
    found = regler.values(tuple(NOEGLER.values()), kommune)
    return Tal(**{name: found[key] for name, key in NOEGLER.items()})


def shape(form, antal, minutter, tal):
    """How often and how long each time (minutes) in the format `form`; a preset wins (F7)."""
    presets = {
        KORTE: (tal.korte_antal, tal.korte_minutter),
        LANGE: (tal.lange_antal, tal.lange_minutter),
    }
    return presets.get(form, (antal, minutter))


def hours_in_words(minutter):
    """1½ time, 7½ timer, 2 timer; what is no half hour in hours and minutes."""
    hours = Fraction(minutter, HOUR)
    whole, rest = divmod(hours, 1)
    if rest == HALF:
        return f"{whole or ''}½ {'time' if whole <= 1 else 'timer'}"
    return danish.varighed(minutter)


def shape_in_words(antal, minutter):
    """»5 × 1½ time, 7½ timer i alt«; without a number of times only the length (F7)."""
    if not antal:
        return f"{hours_in_words(minutter)} hver gang"
    total = hours_in_words(antal * minutter)
    return f"{antal} × {hours_in_words(minutter)}, {total} i alt"


def missing(*, om_en_familie, loebende, problem, maal, antal):
    """What has to be written before a forløb begins, as {field: sentence} (F6, F16).

    `loebende`: it has no number of times from the start, as ongoing supervision and groups.
    """
    found = {}
    if om_en_familie and not problem.strip():
        found["problem"] = "Skriv, hvad der er svært, før forløbet begynder."
    if om_en_familie and not maal.strip():
        found["maal"] = "Skriv, hvad familien gerne vil opnå, før forløbet begynder."
    if not antal and not loebende:
        found["antal"] = "Skriv, hvor mange gange I skal mødes. Kun grupper kan være uden slut."
    return found


def gaps(*, antal, holdt, kontakt_mangler):
    """In what a forløb that is closed now departs from what was agreed, as sentences (B9, F7)."""
    found = []
    if antal and holdt < antal:
        found.append(f"Der er holdt {danish.antal(holdt, 'gang', 'gange')} af {antal} aftalte.")
    if kontakt_mangler:
        found.append("Supervisor og konsulent har ikke talt sammen efter forløbet.")
    return found


def group_length_note(minutter, tal):
    """Why the length of a group's meetings (minutes) is unusual; '' when it is not (F8)."""
    if tal.gruppe_mindst_minutter <= minutter <= tal.gruppe_hoejst_minutter:
        return ""
    return (
        f"Gruppesupervision varer {hours_in_words(tal.gruppe_mindst_minutter)} til "
        f"{hours_in_words(tal.gruppe_hoejst_minutter)}. "
        f"Her står {hours_in_words(minutter)}."
    )


def group_year_note(year, antal, tal):
    """How many times a group meets in `year`, beside what is usual (F8)."""
    usual = f"{tal.gruppe_mindst_pr_aar}–{tal.gruppe_hoejst_pr_aar}"
    return (
        f"{danish.antal(antal, 'gang', 'gange')} i {year}. En gruppe mødes {usual} gange om året."
    )


def group_year_fits(antal, tal):
    """Is `antal` times a year as often as a group should meet (F8)?"""
    return tal.gruppe_mindst_pr_aar <= antal <= tal.gruppe_hoejst_pr_aar


def caseload_note(familier, tal):
    """Why a supervisor of `familier` should not be given more; '' when it is fine (M4)."""
    if familier <= tal.familier_pr_supervisor:
        return ""
    return (
        f"Supervisor følger så {familier} familier i grupper. "
        f"En supervisor følger højst {tal.familier_pr_supervisor}."
    )
