"""The whole comparison of a workbook with the municipality, sheet by sheet."""

from plejefamilier.indlaesning import anbragte, voksne
from plejefamilier.indlaesning.kolonner import ARK
from plejefamilier.indlaesning.nu import Nu
from plejefamilier.indlaesning.plan import Plan, refuse_twice


def compare(laest, kommune, *, lock=False):
    """The Plan for a Laest. What cannot be is added to its errors, what is odd to its warnings.

    `lock` holds the rows concerned until the transaction ends: for the writing.
    """
    plan = Plan(laest, Nu(kommune, laest, lock=lock))
    for kind in ARK:
        refuse_twice(laest, kind.navn)
    voksne.konsulenter(plan)
    voksne.familier(plan)
    voksne.plejeforaeldre(plan)
    anbragte.boern(plan)
    anbragte.anbringelser(plan)
    return plan
