"""What holds for a course: why sign-up is closed, and what its kind asks of its length."""

from faelles import danish, regler
from supervision.models import Kursus

KORT_MINDST, KORT_HOEJST = "kurser.kort_mindst_minutter", "kurser.kort_hoejst_minutter"
HALV_DAG = "kurser.halv_dag_minutter"
LAENGDER = (KORT_MINDST, KORT_HOEJST, HALV_DAG)


def closed_reason(kursus, today, now, begins=None):
    """Why nobody can be signed up today, as a Danish sentence; "" when sign-up is open.

    `begins` is when its first meeting begins, where it is known; else its first day decides. A full
    course is open: whoever comes then waits in line (see `seats`).
    """
    if kursus.aflyst_at:
        return "Kurset er aflyst."
    if kursus.publiceret_at is None:
        return "Kurset er et udkast. Der kan tilmeldes, når det er udgivet."
    if kursus.begynder_paa is None:
        return "Kurset har ingen dage endnu."
    if kursus.begynder_paa < today or (begins and begins <= now):
        return f"Kurset begyndte {danish.ugedag(kursus.begynder_paa, today)}."
    if kursus.tilmeldingsfrist < today:
        return f"Fristen for tilmelding var {danish.ugedag(kursus.tilmeldingsfrist, today)}."
    return ""


def seats(kursus):
    """How many seats are left, in words."""
    if kursus.ledige > 0:
        return f"{kursus.ledige} af {kursus.pladser} ledige"
    return "Fuldt: nye kommer på venteliste"


def length_problem(kursus, minutter):
    """What a meeting of `minutter` has against the kind of its course (E7), or "".

    A short talk lasts 60–120 minutes, half a day at most 240, a whole day more: by rule.
    """
    tal = regler.values(LAENGDER, kursus.kommune)
    if kursus.laengde == Kursus.Laengde.KORT:
        if tal[KORT_MINDST] <= minutter <= tal[KORT_HOEJST]:
            return ""
        return (
            f"En kort gang varer {tal[KORT_MINDST]}–{tal[KORT_HOEJST]} minutter. "
            f"Denne varer {minutter}."
        )
    if kursus.laengde == Kursus.Laengde.HALV and not tal[KORT_HOEJST] < minutter <= tal[HALV_DAG]:
        return (
            f"En halv dag varer mere end {tal[KORT_HOEJST]} og højst {tal[HALV_DAG]} minutter. "
            f"Denne varer {minutter}."
        )
    if kursus.laengde == Kursus.Laengde.HEL and minutter <= tal[HALV_DAG]:
        return f"En hel dag varer mere end {tal[HALV_DAG]} minutter. Denne varer {minutter}."
    return ""


def missing_competences(krav, undervisere):
    """Those of `krav` that none of the teachers has in `kompetencer`, in the order asked (E19)."""
    has = {one for underviser in undervisere for one in underviser.kompetencer}
    return [one for one in krav if one not in has]
