from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from faelles import danish, regler
from faelles.access import Permission, kommune_with, requires
from faelles.forms.regel import RegelForm
from faelles.forudsaetninger import FORUDSAETNINGER


@require_safe
@requires(Permission.SEE_REGLER)
def regel_list(request):
    """Every rule by group: default and own value side by side, with who, when and why."""
    own = kommune_with(request.user, Permission.EDIT_REGLER)
    kommune = own or kommune_with(request.user, Permission.SEE_REGLER)
    grupper = {}
    for stand in regler.stands(kommune).values():
        grupper.setdefault(stand.regel.gruppe, []).append(_row(stand))
    context = {
        "grupper": grupper,
        "regel_kommune": kommune,
        "may_edit": own is not None,
        "startvalg": [(key, navn, tekst) for key, (navn, tekst, _) in FORUDSAETNINGER.items()],
    }
    return render(request, "faelles/regel_list.html", context)


def _row(stand):
    """What the page shows of one rule."""
    regel = stand.regel
    return {
        "regel": regel,
        "standard": regel.show(regel.standard),
        "egen": stand.egen,
        "egen_tekst": stand.in_words(stand.egen) if stand.egen else "",
        "afviger": stand.afviger,
        "kommende": [(row, stand.in_words(row)) for row in stand.kommende],
    }


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.EDIT_REGLER)
def regel_update(request, key):
    if key not in regler.REGLER:
        raise Http404
    kommune = kommune_with(request.user, Permission.EDIT_REGLER)
    stand = regler.stands(kommune, [key])[key]
    regel = stand.regel
    form = RegelForm(
        request.POST or None,
        regel=regel,
        initial={"vaerdi": regel.typed(stand.gaelder), "fra": timezone.localdate()},
        fortryd_url=reverse("faelles:regel_list"),
    )
    if form.is_valid():
        try:
            row = regler.set_value(by=request.user, kommune=kommune, key=key, **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            fra = danish.dato(row.fra)
            messages.success(request, f"Reglen er gemt: {regel.show(row.vaerdi)} fra {fra}.")
            return redirect("faelles:regel_list")
    context = _row(stand) | {
        "form": form,
        "historik": [(row, stand.in_words(row)) for row in stand.historik],
    }
    return render(request, "faelles/regel_form.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.EDIT_REGLER)
def regel_preset(request, preset):
    """Show what a preset would change, rule by rule, before it is applied with one button."""
    if preset not in FORUDSAETNINGER:
        raise Http404
    navn, tekst, _ = FORUDSAETNINGER[preset]
    kommune = kommune_with(request.user, Permission.EDIT_REGLER)
    if request.method == "POST":
        antal = regler.apply_preset(by=request.user, kommune=kommune, forudsaetning=preset)
        messages.success(
            request,
            f"{navn} er indlæst. {danish.antal(antal, 'regel', 'regler')} er ændret fra i dag."
            if antal
            else f"Kommunen følger allerede {navn}. Intet er ændret.",
        )
        return redirect("faelles:regel_list")
    context = {
        "navn": navn,
        "tekst": tekst,
        "aendringer": [
            (change, [(row, change.stand.in_words(row)) for row in change.stand.kommende])
            for change in regler.preset_changes(kommune, preset)
        ],
    }
    return render(request, "faelles/regel_preset.html", context)
