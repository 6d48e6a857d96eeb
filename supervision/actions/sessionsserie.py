"""Many sessions at once: the dates of a whole forløb, all or none."""

from django.core.exceptions import ValidationError
from django.db import transaction

from faelles.action import action
from supervision.actions.session import plan_session


@action
def plan_sessions(*, by, forloeb, tider, bekraeft=frozenset(), **felter):
    """Plan a session at each of `tider`, {number: (start, slut)}; returns them in order.

    `felter` as plan_session takes them. All are planned or none: raises ValidationError with what
    is wrong with each at klokken_<number>, as plan_session gives it.
    """
    planned, wrong = [], {}
    for number, (start, slut) in sorted(tider.items(), key=lambda one: one[1]):
        try:
            with transaction.atomic():
                planned.append(
                    plan_session(
                        by=by, forloeb=forloeb, start=start, slut=slut, bekraeft=bekraeft, **felter
                    )
                )
        except ValidationError as error:
            wrong[f"klokken_{number}"] = _words(error)
    if wrong:
        raise ValidationError(wrong)
    return planned


def _words(error):
    """The errors of one date without the fields of its form; warnings keep their code."""
    if not hasattr(error, "error_dict"):
        return [*error.error_list]
    return [one for errors in error.error_dict.values() for one in errors]
