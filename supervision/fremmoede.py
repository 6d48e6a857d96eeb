"""Half days of a course meeting, and how much of a course somebody attended: pure reckoning."""

HALV_DAG, BEVIS = "kurser.halv_dag_minutter", "kurser.bevis_procent"
FIRST, SECOND = 1, 2
PERCENT = 100


def halves(minutter, longest, noted=()):
    """The halves of a meeting of `minutter`: one, or two when it lasts longer than `longest`.

    `noted` are the halves that were noted before: a meeting keeps two when the rule changes.
    """
    return (FIRST, SECOND) if minutter > longest or SECOND in noted else (FIRST,)


def minutes_of(minutter, halvdel, of):
    """The minutes of one of the halves `of` a meeting; together they are all of it (R20)."""
    if of == (FIRST,):
        return minutter
    first = minutter // len(of)
    return first if halvdel == FIRST else minutter - first


def percent(attended, whole):
    """Attended minutes as percent of the whole, rounded down; None when nothing was held."""
    return attended * PERCENT // whole if whole else None
