"""What happens in a forløb: begun, talked of, shared, joined, left, closed, opened again."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from faelles.access import Permission, requires, visible_or_404
from faelles.errors import add_errors
from faelles.versions import STALE
from plejefamilier.models import Plejefamilie
from plejefamilier.views.open import open_familie, renew
from supervision.actions import forloeb as actions
from supervision.actions import forloeb_deltager as deltagere
from supervision.actions import forloeb_kontakt as kontakter
from supervision.actions import forloeb_slut as slut
from supervision.forloebsregler import OM_EN_FAMILIE, missing
from supervision.forms import forloeb_handling as forms
from supervision.models import Forloeb, Forloebsdeltager, Forloebskontakt
from supervision.queries import forloeb as queries
from supervision.views.forloeb import open_forloeb

Slags = Forloeb.Slags
PAGE = "supervision/forloeb_handling.html"


def _page(request, forloeb, form, h1, lead, status=200, **more):
    context = {"forloeb": forloeb, "form": form, "h1": h1, "lead": lead, **more}
    return render(request, PAGE, context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.PLAN_SUPERVISION)
def forloeb_activate(request, pk):
    """The check before it begins: problem, goal, who does what (F6, B6, A9)."""
    forloeb = open_forloeb(request, pk)
    if forloeb.afsluttet_at is not None:
        raise Http404
    back = forloeb.get_absolute_url()
    data = request.POST if request.method == "POST" else None  # the box may be all there is
    form = forms.BegyndForm(data, fortryd=back, forloeb=forloeb)
    lacks = missing(
        om_en_familie=forloeb.slags in OM_EN_FAMILIE,
        loebende=actions.is_open_ended(forloeb, {}),
        problem=forloeb.problem,
        maal=forloeb.maal,
        antal=forloeb.antal,
    )
    if form.is_valid():
        day = timezone.localdate() if form.cleaned_data.get("roller_aftalt") else None
        try:
            actions.activate_forloeb(by=request.user, forloeb=forloeb, roller_aftalt_paa=day)
        except ValidationError as error:
            add_errors(form, error)
        else:
            messages.success(request, "Forløbet er begyndt.")
            return redirect(back)
    context = {
        "forloeb": forloeb,
        "form": form,
        "mangler": lacks,
        "egen": queries.is_own_konsulent(forloeb),
        "roller": queries.newest_rolleaftale(request.user, forloeb),
        "om_en_familie": forloeb.slags in OM_EN_FAMILIE,
    }
    return render(request, "supervision/forloeb_begynd.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.PLAN_SUPERVISION)
def forloeb_kontakt(request, pk):
    """Supervisor and konsulent have talked (B9); ?hvornaar= is filled in."""
    forloeb = open_forloeb(request, pk)
    back = forloeb.get_absolute_url()
    asked = request.GET.get("hvornaar", "")
    asked = asked if asked in Forloebskontakt.Hvornaar.values else ""
    form = forms.KontaktForm(request.POST or None, fortryd=back, hvornaar=asked)
    if form.is_valid():
        try:
            kontakter.note_kontakt(by=request.user, forloeb=forloeb, **form.cleaned_data)
        except ValidationError as error:
            add_errors(form, error)
        else:
            messages.success(request, "Kontakten er gemt.")
            return redirect(back)
    lead = "Supervisor og konsulent taler sammen før, under og efter et forløb."
    return _page(request, forloeb, form, "I har talt sammen", lead)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.PLAN_SUPERVISION)
def forloeb_share(request, pk):
    """The family lets its konsulent read; only who leads the forløb writes it down (A9)."""
    forloeb = open_forloeb(request, pk, may="maa_lede")
    if forloeb.slags not in OM_EN_FAMILIE:
        raise Http404
    back = forloeb.get_absolute_url()
    form = forms.DelForm(request.POST or None, fortryd=back)
    if form.is_valid():
        first = forloeb.sessioner.planned().values_list("start", flat=True).first()
        day = form.day(forloeb, first and timezone.localdate(first))
        kontakter.share_with_konsulent(by=request.user, forloeb=forloeb, fra=day)
        messages.success(request, "Noteret. Familiens konsulent kan læse det fra nu af.")
        return redirect(back)
    lead = "Det, der er skrevet »kun for familien og supervisor«, læser konsulenten kun, når "
    lead += "familien selv siger ja. Familien kan altid tage det tilbage."
    return _page(request, forloeb, form, "Må konsulenten læse med?", lead)


@require_POST
@requires(Permission.PLAN_SUPERVISION)
def forloeb_unshare(request, pk):
    """The family takes it back; it stops at once (A9)."""
    forloeb = open_forloeb(request, pk)
    kontakter.unshare(by=request.user, forloeb=forloeb)
    messages.success(request, "Noteret. Konsulenten læser ikke med længere.")
    return redirect(forloeb)


@require_POST
@requires(Permission.PLAN_SUPERVISION)
def forloeb_extend(request, pk):
    """»Forlæng«: a new draft with the words of this one (F12)."""
    forloeb = open_forloeb(request, pk)
    try:
        new = actions.extend_forloeb(by=request.user, forloeb=forloeb)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect(forloeb)
    messages.success(request, "Et nyt forløb er lagt som kladde med det, I skrev. Ret det til.")
    return redirect("supervision:forloeb_update", new.pk)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.EDIT_FAMILIER)
def familie_gruppe(request, pk):
    """A family joins one of the municipality's groups, from its own page (D7)."""
    familie, _ = open_familie(request, pk, Plejefamilie.objects.editable_by(request.user).active())
    back = reverse("plejefamilier:plejefamilie_detail", args=[familie.pk])
    data = request.POST or None
    form = forms.FamilierForm(data, bruger=request.user, fortryd=back, familie=familie)
    if form.is_valid() and _join(request, form, form.cleaned_data["gruppe"], familie):
        return redirect(back)
    context = {"form": form, "familie": familie, "back": back}
    context["grupper"] = form.fields["gruppe"].queryset.exists()
    return render(request, "supervision/forloeb_gruppe.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.PLAN_SUPERVISION)
def forloebsdeltager_create(request, pk):
    """A family of one's own joins a group; or a person joins supervision for professionals."""
    forloeb = open_forloeb(request, pk, may="")
    data, back = request.POST or None, forloeb.get_absolute_url()
    if forloeb.afsluttet_at is not None or forloeb.slags in OM_EN_FAMILIE:
        raise Http404
    if forloeb.slags == Slags.GRUPPE:
        form = forms.FamilierForm(data, bruger=request.user, fortryd=back, gruppe=forloeb)
        if form.is_valid() and _join(request, form, forloeb, form.cleaned_data["plejefamilie"]):
            return redirect(back)
        lead = "Familien kommer med til de næste gange. Du ser kun dine egne familier ved navn."
        if not request.user.can(Permission.EDIT_FAMILIER):
            lead = "Familiens konsulent melder familien til fra familiens side."
        return _page(request, forloeb, form, "En familie kommer med", lead)
    if not forloeb.maa_redigere:
        raise Http404
    form = forms.FagpersonForm(data, kommune=forloeb.kommune, fortryd=back)
    if form.is_valid():
        try:
            deltagere.add_fagperson(by=request.user, forloeb=forloeb, **form.cleaned_data)
        except ValidationError as error:
            add_errors(form, error)
        else:
            messages.success(request, "Noteret. Personen er med.")
            return redirect(back)
    lead = "Her er fagpersoner sammen. Ingen familie står på listen."
    return _page(request, forloeb, form, "En fagperson kommer med", lead)


def _join(request, form, gruppe, familie):
    """Let the family join; False with the form's errors when that is refused or asked about."""
    try:
        deltagere.add_familie(
            by=request.user,
            forloeb=gruppe,
            plejefamilie=familie,
            fra=form.cleaned_data["fra"],
            bekraeft=form.confirmed,
        )
    except ValidationError as error:
        if getattr(error, "code", None) == deltagere.MANGE_FAMILIER:
            form.warn()
        add_errors(form, error)
        return False
    messages.success(request, "Noteret. Familien er med i gruppen.")
    return True


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.PLAN_SUPERVISION)
def forloebsdeltager_end(request, pk):
    """The last day of a family or a person; of a family only by its own konsulent or the leader."""
    rows = Forloebsdeltager.objects.select_related("forloeb", "plejefamilie", "bruger")
    place = visible_or_404(rows, request.user, pk=pk)
    forloeb = open_forloeb(request, place.forloeb_id, may="")
    mine = Plejefamilie.objects.editable_by(request.user).filter(pk=place.plejefamilie_id)
    if forloeb.afsluttet_at is not None or not (forloeb.maa_redigere or mine.exists()):
        raise Http404
    form = forms.DeltagerSlutForm(request.POST or None, fortryd=forloeb.get_absolute_url())
    if form.is_valid():
        try:
            deltagere.end_deltager(by=request.user, deltager=place, **form.cleaned_data)
        except ValidationError as error:
            add_errors(form, error)
        else:
            messages.success(request, "Noteret.")
            return redirect(forloeb)
    who = place.plejefamilie.visningsnavn if place.plejefamilie else place.bruger.navn
    return _page(request, forloeb, form, f"{who} stopper", "Det, der er holdt, bliver stående.")


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.PLAN_SUPERVISION)
def forloeb_close(request, pk):
    """What came of it, and why it became different from what was agreed."""
    forloeb = open_forloeb(request, pk)
    if forloeb.afsluttet_at is not None:
        return redirect(forloeb)
    last = forloeb.sessioner.planned().order_by("-start").values_list("start", flat=True).first()
    sidste = min(timezone.localdate(last), timezone.localdate()) if last else None
    different = slut.why_different(forloeb)
    form = forms.AfslutForm(
        request.POST or None,
        forloeb=forloeb,
        anderledes=different,
        sidste=sidste,
        fortryd=forloeb.get_absolute_url(),
    )
    status = 200
    if form.is_valid():
        try:
            slut.close_forloeb(by=request.user, forloeb=forloeb, **form.facts)
        except ValidationError as error:
            if getattr(error, "code", None) == STALE:
                status = 409
                forloeb.refresh_from_db()
                renew(form, version=forloeb.version)
            add_errors(form, error)
        else:
            messages.success(request, "Forløbet er afsluttet. Du kan fortryde det her.")
            return redirect(forloeb)
    lead = "Kladden bliver lukket. Skriv kort hvorfor."
    if forloeb.aktiveret_at is not None:
        lead = _until(forloeb)
    return _page(request, forloeb, form, "Afslut forløbet", lead, status)


def _until(forloeb) -> str:
    days = slut.read_for(forloeb.kommune)
    return f"Supervisor kan læse forløbet i {days} dage endnu. Familiens konsulent kan altid."


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.PLAN_SUPERVISION)
def forloeb_reopen(request, pk):
    """»Fortryd« just after closing; later with a reason."""
    forloeb = open_forloeb(request, pk)
    if forloeb.afsluttet_at is None:
        return redirect(forloeb)
    data = request.POST if request.method == "POST" else None  # »Fortryd« sends no field
    form = forms.GenaabnForm(data, fortryd=forloeb.get_absolute_url())
    if form.is_valid():
        try:
            slut.reopen_forloeb(by=request.user, forloeb=forloeb, **form.cleaned_data)
        except ValidationError as error:
            add_errors(form, error)
        else:
            messages.success(request, "Forløbet er åbent igen.")
            return redirect(forloeb)
    lead = "Skriv kort, hvorfor det går videre. Grunden bliver stående i forløbet."
    return _page(request, forloeb, form, "Åbn forløbet igen", lead)
