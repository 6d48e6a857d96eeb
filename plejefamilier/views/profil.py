"""When a family can meet, what it has done and can do."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from faelles.access import Permission, requires
from faelles.errors import add_errors
from faelles.versions import STALE
from plejefamilier import actions
from plejefamilier.actions.profil import FIELDS
from plejefamilier.forms.profil import FamilieprofilForm
from plejefamilier.models import Familieprofil, Plejefamilie
from plejefamilier.views.open import differences, open_familie, renew


def _profil(bruger, familie):
    rows = Familieprofil.objects.visible_to(bruger)
    return rows.filter(plejefamilie=familie).first() or Familieprofil()


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.EDIT_FAMILIER)
def familieprofil_update(request, pk):
    familier = Plejefamilie.objects.editable_by(request.user).active()
    familie, _ = open_familie(request, pk, familier)
    back = reverse("plejefamilier:plejefamilie_detail", args=[familie.pk])
    form = FamilieprofilForm(
        request.POST or None, profil=_profil(request.user, familie), fortryd=back
    )
    context, status = {"form": form, "familie": familie}, 200
    if form.is_valid():
        try:
            actions.update_familieprofil(
                by=request.user,
                plejefamilie=familie,
                version=form.cleaned_data["version"],
                **form.changes,
            )
        except ValidationError as error:
            if getattr(error, "code", None) != STALE:
                add_errors(form, error)
            else:
                status, saved = 409, _profil(request.user, familie)
                renew(form, version=saved.version if saved.pk else 0)
                context["forskelle"] = differences(form, saved, FIELDS)
        else:
            messages.success(request, "Profilen er gemt.")
            return redirect(back)
    context |= {
        "krumme": "Ret profil",
        "overskrift": f"Profil for {familie.visningsnavn}",
        "lead": "Hvornår familien kan mødes, hvad den har prøvet, og hvad den er god til.",
    }
    return render(request, "plejefamilier/familie_formular.html", context, status=status)
