"""A page with a draft: finds the draft that the form is written on, for the view that shows it.

    side = kladdeside.of(request, "notat")
    form = NotatForm(request.POST or None, initial={**defaults, **side.felter})
    if request.method == "POST" and form.is_valid():
        … actions.log_kontakt(by=request.user, idempotency_key=side.noegle, …); return redirect(…)
    side.keep()  # what could not be saved stays typed, also in the draft
    return render(request, "…", {"form": form, "kladdeside": side})

The action ends with `close_kladde(by=by, noegle=idempotency_key)`. The template includes
komponenter/_kladde_fundet.html above the form, _kladdefelter.html in it, _kladdelinje.html in its
save bar.
"""

import uuid

from django.core.exceptions import ValidationError
from django.urls import reverse

from faelles import audit, kladder
from faelles.actions import kladde as actions
from faelles.forms.kladde import FaneForm
from faelles.models import Kladde

LONGEST_ID = 15  # digits


class Kladdeside:
    """The key, tab and count of saves that the form sends along, and the draft, if there is one.

    `felter` are the fields as typed, for the form's initial values; empty without a draft.
    `venter` are the writer's other drafts of this form on this page.
    """

    def __init__(self, request, slags):
        self.request, self.formular = request, kladder.formular(slags)
        self.gem_url = reverse("faelles:formkladde_save", args=[slags])
        self.fejl = ""
        if request.method == "POST":
            self._of_post()
        else:
            self._of_address()

    def _of_post(self):
        tab = FaneForm(self.request.POST)
        valid = tab.is_valid()
        self.noegle = tab.cleaned_data["idempotency_key"] if valid else uuid.uuid4()
        self.fane = (valid and tab.cleaned_data["fane"]) or uuid.uuid4()
        self.nr = (valid and tab.cleaned_data["nr"]) or 0
        self.noegle, self.kladde = Kladde.objects.of_tab(self.request.user, self.noegle, self.fane)
        self.venter = []

    def _of_address(self):
        """Go on with the draft of the address, else with the newest of this page (not ?ny)."""
        mine = Kladde.objects.visible_to(self.request.user).open()
        rows = [
            *mine.filter(slags=self.formular.slags, url=self.request.path).newest_first()[
                : kladder.MOST
            ]
        ]
        wanted = self.request.GET.get("kladde", "")
        if wanted.isascii() and wanted.isdigit() and len(wanted) <= LONGEST_ID:
            found = next((row for row in rows if row.pk == int(wanted)), None)
        else:
            found = rows[0] if rows and "ny" not in self.request.GET else None
        self.kladde = self._opened(found)
        self.noegle = self.kladde.noegle if self.kladde else uuid.uuid4()
        self.fane = self.kladde.fane if self.kladde else uuid.uuid4()
        self.nr = 0
        self.venter = [kladder.shown(row) for row in rows if row != self.kladde]

    def _opened(self, row):
        if row is None:
            return None
        try:
            return actions.open_kladde(by=self.request.user, kladde=row)
        except ValidationError:
            return None

    @property
    def felter(self):
        """The fields as typed, word for word."""
        return self.kladde.felter if self.kladde else {}

    @property
    def aaben(self):
        """The draft while it is neither saved nor deleted, else None."""
        return self.kladde if self.kladde and self.kladde.slettet_at is None else None

    @property
    def vist(self):
        """The open draft as it is offered, or None."""
        return kladder.shown(self.aaben) if self.aaben else None

    def keep(self):
        """Keep a posted form that was not saved; a page that was only opened leaves nothing.

        Returns the Gemt, or None. What cannot be kept is told in `fejl`.
        """
        if self.request.method != "POST":
            return None
        try:
            gemt = save_posted(self.request, self.formular)
        except ValidationError as error:
            self.fejl = error.messages[0]
            return None
        self.kladde = gemt.kladde or self.kladde
        if gemt.kladde:
            self.noegle, self.nr = gemt.kladde.noegle, gemt.kladde.nr
        return gemt


def of(request, slags):
    """The Kladdeside of a request for a page that shows the form registered as `slags`."""
    return Kladdeside(request, slags)


def save_posted(request, formular):
    """Save the posted form as a draft.

    Raises ValidationError as save_kladde does, (code "ret") when the writer has lost the right to
    the form, which is logged, and (code "key") when the form has lost its key.
    """
    if not request.user.can(formular.permission):
        audit.record(
            "adgang.afvist",
            None,
            by=request.user,
            ret=formular.permission.value,
            side=request.resolver_match.view_name,
        )
        raise ValidationError(
            "Du kan ikke længere skrive her, så kladden er ikke gemt.", code="ret"
        )
    tab = FaneForm(request.POST)
    if not tab.is_valid():
        raise ValidationError("Åbn siden igen, og skriv derfra.", code="key")
    return actions.save_kladde(
        by=request.user,
        formular=formular,
        noegle=tab.cleaned_data["idempotency_key"],
        fane=tab.cleaned_data["fane"],
        nr=tab.cleaned_data["nr"] or 0,
        url=request.POST.get("kladde_side", "")[:200],
        felter=formular.typed(request.POST),
    )
