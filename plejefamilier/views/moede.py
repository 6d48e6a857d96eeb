"""Meetings: the list, one meeting, calling, moving, cancelling, asking and answering."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from faelles import audit
from faelles.access import Permission, requires, visible_or_404
from faelles.errors import add_errors
from faelles.versions import STALE
from plejefamilier import actions, moedeslags
from plejefamilier.actions.moede import valg_of
from plejefamilier.forms.moede import DeltagereForm, FlytForm, GrundForm, MoedeForm
from plejefamilier.models import Deltager, Moede, Moedeslags
from plejefamilier.queries import moede as queries
from plejefamilier.queries import moedekandidater as hvem
from plejefamilier.views.open import renew

RELATED = ("kommune", "plejefamilie", "barn", "indkalder", "serie", "referat_af", "overgang")
ROOT = "plejefamilier:moede_detail"


def open_moede(request, pk, rows=None):
    """Return the meeting; log the reading of a page. `rows` narrows to those of an act."""
    rows = Moede.objects.all() if rows is None else rows
    moede = visible_or_404(rows.select_related(*RELATED), request.user, pk=pk)
    if request.method in ("GET", "HEAD"):
        audit.reading(
            moede,
            by=request.user,
            formaal=queries.formaal(request.user, moede),
            familie_id=moede.plejefamilie_id,
        )
    return moede


@require_safe
@requires(Permission.SEE_SAMARBEJDE)
def moede_list(request):
    """What is coming, week by week; and what has been."""
    vis = request.GET.get("vis", queries.MINE)
    if vis not in dict(queries.FILTRE):
        raise Http404
    side, uger = queries.moede_page(request.user, vis, request.GET)
    shown = [row.pk for row in side.rows]
    audit.list_reading(Moede, shown, by=request.user, formaal="møder")
    context = {"side": side, "uger": uger, "vis": vis, "filtre": queries.FILTRE}
    return render(request, "plejefamilier/moede_list.html", context)


@require_safe
@requires(Permission.SEE_SAMARBEJDE)
def moede_detail(request, pk):
    """One screen: when, where, who, agenda or minutes, agreements."""
    moede, now = open_moede(request, pk, queries.with_rights(request.user)), timezone.now()
    may_edit = moede.maa_redigere
    deltagere = [*queries.deltagere(moede)]
    planned = moede.aflyst_at is None and moede.afholdt_at is None
    own = next((one for one in deltagere if one.bruger_id == request.user.pk), None)
    waits = own is not None and own.svar == Deltager.Svar.VENTER
    context = {
        "moede": moede,
        "deltagere": [(one, moedeslags.PLADSER.get(one.plads, "")) for one in deltagere],
        "min": own,
        "indkalder_selv": waits and moede.indkalder_id == request.user.pk,
        "punkter": [*moede.punkter.all()],
        "viser_referat": moede.referat_laast_at is not None or may_edit,
        "rettelser": [*moede.rettelser.select_related("by")] if moede.referat_laast_at else [],
        "aftaler": [*queries.aftaler(request.user, moede)],
        "sag_url": queries.sag_url(moede),
        "redigerer": may_edit,
        "kan_flyttes": may_edit and planned and moede.slut > now,
        "kan_aflyses": may_edit and planned,
        "kan_svare": planned and moede.slut > now,
        "kan_skrive": may_edit and moede.start <= now and not moede.aflyst_at,
        "forbi": moede.slut <= now,
        "i_dag": timezone.localdate(),
    }
    return render(request, "plejefamilier/moede_detail.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.MANAGE_MOEDER)
def moede_create(request):
    """First whom it is about, then what kind, then a form in which everything known is filled in.

    The address holds the child or family and the kind: ?barn=…&slags=…
    """
    sag, about = _sag(request)
    if sag is None:
        boern = [*hvem.boern_for(request.user).order_by("navn")[: hvem.MOST]]
        familier = [*hvem.familier_for(request.user).in_order()[: hvem.MOST]]
        context = {"boern": boern, "familier": familier}
        return render(request, "plejefamilier/moede_sag.html", context)
    slags = request.GET.get("slags", "")
    if slags not in Moedeslags:
        kinds = [
            (key, Moedeslags(key).label, kind.forklaring)
            for key, kind in moedeslags.SLAGS.items()
            if kind.uden_sag == (sag.barn is None and sag.plejefamilie is None)
        ]
        context = {"sag": sag, "about": about, "slags": kinds}
        return render(request, "plejefamilier/moede_slags.html", context)
    return _create(request, sag, slags, about)


def _sag(request):
    """What the address says the meeting is about, and those words of the address. Raises 404."""
    barn, familie = request.GET.get("barn"), request.GET.get("familie")
    if barn:
        rows = hvem.boern_for(request.user).select_related("myndighedsraadgiver", "kommune")
        found = _one(rows, barn)
        return hvem.sag_of_barn(found), f"barn={found.pk}"
    if familie:
        found = _one(hvem.familier_for(request.user).select_related("kommune"), familie)
        return hvem.sag_of_familie(found), f"familie={found.pk}"
    if "faelles" in request.GET:
        return hvem.sag_uden(request.user), "faelles=1"
    return None, ""


def _one(rows, text):
    try:
        found = rows.filter(pk=text).first()
    except (ValueError, ValidationError, OverflowError):
        found = None
    if found is None:
        raise Http404
    return found


def _create(request, sag, slags, about):
    back = reverse("plejefamilier:moede_list")
    form = MoedeForm(
        request.POST or None,
        slags=slags,
        sag=sag,
        kandidater=hvem.kandidater(sag, request.user),
        bruger=request.user,
        fortryd=back,
    )
    if form.is_valid():
        try:
            row = _plan(request.user, sag, form)
        except ValidationError as error:
            form.warn(error)
            add_errors(form, error)
        else:
            messages.success(request, "Mødet er lagt. Deltagere med e-mail får en indkaldelse.")
            return redirect(row)
    kind = moedeslags.SLAGS[slags]
    context = {
        "form": form,
        "sag": sag,
        "about": about,
        "slags_navn": Moedeslags(slags).label,
        "kind": kind,
        "mangler_intro": slags == Moedeslags.TVAERFAGLIGT and not queries.introduced(sag),
        "kraever": [moedeslags.PLADSER[plads] for plads in kind.kraever],
    }
    return render(request, "plejefamilier/moede_form.html", context)


def _plan(bruger, sag, form):
    """The meeting, or the series when it is held more than once."""
    if form.rhythm:
        return actions.plan_serie(by=bruger, kommune=sag.kommune, **form.rhythm, **form.facts)
    return actions.plan_moede(by=bruger, kommune=sag.kommune, **form.moments, **form.facts)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.MANAGE_MOEDER)
def moede_move(request, pk):
    moede = open_moede(request, pk, Moede.objects.editable_by(request.user))
    form = FlytForm(request.POST or None, moede=moede, fortryd=reverse(ROOT, args=[pk]))

    def act(facts):
        actions.move_moede(
            by=request.user,
            moede=moede,
            version=facts["version"],
            bekraeft=form.confirmed,
            **form.moments,
            **form.place,
        )

    return _act(request, moede, form, act, "Flyt mødet", "Mødet er ændret. Deltagerne får besked.")


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.MANAGE_MOEDER)
def moede_cancel(request, pk):
    moede = open_moede(request, pk, Moede.objects.editable_by(request.user))
    form = GrundForm(request.POST or None, moede=moede, fortryd=reverse(ROOT, args=[pk]))

    def act(facts):
        actions.cancel_moede(by=request.user, moede=moede, **facts)

    return _act(request, moede, form, act, "Aflys mødet", "Mødet er aflyst. Deltagerne får besked.")


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.MANAGE_MOEDER)
def deltager_update(request, pk):
    """Who is asked to come."""
    moede = open_moede(request, pk, Moede.objects.editable_by(request.user))
    asked = [*queries.deltagere(moede)]
    kandidater = {
        one.noegle: one for one in hvem.kandidater(hvem.sag_of_moede(moede), request.user)
    }
    chosen = []
    for one in asked:  # those asked before stay to be chosen, also when they are no longer around
        valg = valg_of(one)
        kandidater[valg.noegle] = hvem.Kandidat(valg, one.hvem)
        chosen.append(valg.noegle)
    form = DeltagereForm(
        request.POST or None,
        moede=moede,
        kandidater=[*kandidater.values()],
        chosen=chosen,
        bruger=request.user,
        fortryd=reverse(ROOT, args=[pk]),
    )

    def act(facts):
        actions.update_deltagere(
            by=request.user,
            moede=moede,
            version=facts["version"],
            deltagere=form.valg,
            accepteret_paa=facts["accepteret_paa"],
            mangler_begrundelse=facts["mangler_begrundelse"],
            bekraeft=form.confirmed,
        )

    return _act(request, moede, form, act, "Ændr deltagere", "Deltagerne er gemt.")


def _act(request, moede, form, act, overskrift, done):
    """Show the form of an act on a meeting; do it, and go back to the meeting."""
    status = 200
    if form.is_valid():
        try:
            act(form.cleaned_data)
        except ValidationError as error:
            if hasattr(form, "warn"):
                form.warn(error)
            add_errors(form, error)
            if getattr(error, "code", None) == STALE:
                status = 409
                moede.refresh_from_db()
                renew(form, version=moede.version)
        else:
            messages.success(request, done)
            return redirect(moede)
    context = {"form": form, "moede": moede, "overskrift": overskrift}
    return render(request, "plejefamilier/moede_handling.html", context, status=status)


@require_POST
@requires(Permission.SEE_SAMARBEJDE)
def moede_svar(request, pk):
    """Comes, or sends an apology: for herself; for people without a login, who may edit."""
    moede = open_moede(request, pk)
    svar = request.POST.get("svar", "")
    deltager = queries.mine(request.user, moede)
    other = request.POST.get("deltager", "")
    if other:
        if not Moede.objects.editable_by(request.user).filter(pk=moede.pk).exists():
            raise Http404
        deltager = next(
            (one for one in queries.deltagere(moede) if str(one.pk) == other and not one.bruger_id),
            None,
        )
        if deltager is None:
            raise Http404
    if deltager is None or svar not in (Deltager.Svar.KOMMER, Deltager.Svar.AFBUD):
        messages.error(request, "Du er ikke indkaldt til mødet, så du kan ikke svare.")
        return redirect(moede)
    try:
        actions.answer_moede(by=request.user, deltager=deltager, svar=svar)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        words = "kommer" if svar == Deltager.Svar.KOMMER else "har meldt afbud"
        who = deltager.hvem if other else "Du"
        messages.success(request, f"Noteret: {who} {words}.")
    return redirect(moede)
