"""Drafts of long forms: which forms have one, and what a draft keeps.

A form that may take minutes registers itself when Django starts (its app's wiring.py). The page
then saves by itself while somebody types (static/js/app.js), and the action that saves the form
closes the draft in its own transaction (faelles.actions.kladde.close_kladde).
"""

from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import connection
from django.urls import Resolver404, resolve, reverse
from django.utils import timezone
from django.utils.text import Truncator

from faelles import danish
from faelles.access import Permission
from faelles.models import Kladde

LONGEST_FELT = 100_000  # characters of one field; more than a form takes, so that it can be cut
MOST_FELTER = 400  # fields of one form
LONGEST_UDDRAG = 120  # characters
MOST = 20  # drafts offered on one page


@dataclass(frozen=True)
class Formular:
    """A form whose text is kept while it is typed.

    `slags` is its key, `navn` what is being written, in small letters (»notat«), `permission` what
    the writer must be allowed to. `sider` are the names of the pages that show it: a draft is
    continued at the address it was begun at, and nowhere else. `felter` are the fields kept; one
    that ends in * stands for all that begin so, and the fields in `flere` may hold several values.
    `uddrag` is the field whose beginning tells one draft from another. What stands in
    `forudfyldte` was filled in by the page: these fields alone are nobody's text.
    """

    slags: str
    navn: str
    permission: Permission
    sider: frozenset
    felter: tuple
    flere: frozenset = frozenset()
    uddrag: str = ""
    forudfyldte: frozenset = frozenset()

    def holds(self, name):
        """Is `name` a field that the draft keeps?"""
        return any(
            name.startswith(felt[:-1]) if felt.endswith("*") else name == felt
            for felt in self.felter
        )

    def typed(self, post):
        """What stands in the fields of a posted form, word for word."""
        names = [name for name in post if self.holds(name)][:MOST_FELTER]
        return {name: post.getlist(name) if name in self.flere else post[name] for name in names}

    def address(self, path):
        """`path` when it is a page of this form. Raises ValidationError (code "side")."""
        try:
            found = resolve(path).view_name
        except Resolver404:
            found = None
        if found not in self.sider:
            raise ValidationError("Åbn siden igen, og skriv derfra.", code="side")
        return path


_formularer = {}


def register(formular):
    """Let the text of a form be kept while it is typed."""
    _formularer[formular.slags] = formular


def formular(slags):
    """The form registered as `slags`, or None."""
    return _formularer.get(slags)


@dataclass(frozen=True)
class Aabenkladde:
    """A draft as it is offered: what it is, its beginning, since when, and where it goes on."""

    pk: int
    navn: str
    uddrag: str
    begyndt_at: object
    updated_at: object
    url: str

    @property
    def paabegyndt(self):
        """»kl. 03.05«, with the day when it is another one."""
        local, today = timezone.localtime(self.begyndt_at), timezone.localdate()
        day = "" if local.date() == today else f"{danish.naer_dag(local.date(), today)} "
        return f"{day}{danish.kl(local)}"


def open_for(bruger):
    """What `bruger` has begun and not saved, of the forms she may write: rows of Kladde."""
    allowed = [slags for slags, form in _formularer.items() if bruger.can(form.permission)]
    return Kladde.objects.visible_to(bruger).open().filter(slags__in=allowed)


def shown(row):
    """A row of Kladde as it is offered to its writer."""
    found = formular(row.slags)
    text = row.felter.get(found.uddrag, "")
    return Aabenkladde(
        pk=row.pk,
        navn=found.navn,
        uddrag=Truncator(text).chars(LONGEST_UDDRAG),
        begyndt_at=row.begyndt_at,
        updated_at=row.updated_at,
        url=reverse("faelles:formkladde_continue", args=[row.pk]),
    )


def as_kept(felter):
    """The fields as PostgreSQL can hold them: all but the character NUL, which nobody types.

    Raises ValidationError (code "too_long") for a field nobody could have typed.
    """
    kept = {
        name: [one.replace("\0", "") for one in value]
        if isinstance(value, list)
        else value.replace("\0", "")
        for name, value in felter.items()
    }
    longest = max((len(one) for value in kept.values() for one in _texts(value)), default=0)
    if longest > LONGEST_FELT:
        raise ValidationError(
            "Kladden er ikke gemt: et felt har "
            f"{danish.tal(longest)} tegn, og der er plads til {danish.tal(LONGEST_FELT)}.",
            code="too_long",
        )
    return kept


def is_blank(felter, prefilled=frozenset()):
    """Has nobody typed anything but what the page filled in?"""
    return not any(
        one.strip()
        for name, value in felter.items()
        if name not in prefilled
        for one in _texts(value)
    )


def _texts(value):
    return value if isinstance(value, list) else [value]


def hold(noegle):
    """One at a time for each key, also while there is no row yet, until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [str(noegle)])
