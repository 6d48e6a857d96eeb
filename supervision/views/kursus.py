"""Courses: the catalogue, one course, drafting and changing it."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from faelles import audit
from faelles.access import Permission, kommune_with, requires, visible_or_404
from faelles.errors import add_errors
from faelles.kalender import kalender_for
from faelles.pdf import render_pdf
from faelles.versions import STALE
from plejefamilier.models import Barn
from plejefamilier.views.open import differences, renew
from supervision import kursusregler
from supervision.actions import kursus as actions
from supervision.actions.emne import lay_temaer
from supervision.forms.kursus import KursusForm, KursusRetForm
from supervision.models import Kompetence, Kursus, Tema
from supervision.queries import kursus as queries
from supervision.queries import kursusspor

LISTE, SIDE = "supervision:kursus_list", "supervision:kursus_detail"
RELATED = ("kommune", "udbyder", "ansvarlig", "tema", "barn", "publiceret_af")
OM_BARNET = "kursus om barnet"
SAMMENLIGN = ("titel", "beskrivelse", "maalgruppe", "pladser", "tilmeldingsfrist", "laengde")


@require_safe
@requires(Permission.SEE_KURSER)
def kursus_list(request):
    """The catalogue: what comes, with seats left, the deadline, and why sign-up is closed."""
    filtre = queries.filtre_of(request.GET, request.user)
    side, rows = queries.katalog(request.user, filtre, request.GET)
    plans = request.user.can(Permission.PLAN_KURSER)
    context = {
        "side": side,
        "rows": rows,
        "filtre": filtre,
        "faner": [one for one in queries.VIS if one[0] != queries.UDKAST or plans],
        "temaer": [(str(pk), navn) for pk, navn in queries.temaer_of(request.user)],
        "former": Kursus.Form.choices,
        "leveringer": Kursus.Levering.choices,
        "laver": plans,
    }
    return render(request, "supervision/kursus_list.html", context)


@require_safe
@requires(Permission.SEE_KURSER)
def kursus_detail(request, pk):
    """Everything about a course, and the one next act."""
    rows = queries.with_rights(request.user).select_related(*RELATED)
    kursus = visible_or_404(rows, request.user, pk=pk)
    if kursus.ser_barn:
        audit.reading(kursus.barn, by=request.user, formaal=OM_BARNET)
    today, now = timezone.localdate(), timezone.now()
    onsker = queries.preferences(kursus.kommune, kursus)
    undervisere = queries.undervisere(kursus)
    mangler = kursusregler.missing_competences(kursus.kompetencekrav, undervisere)
    led = kursusspor.led_around(kursus)
    lukket_fordi = kursusregler.closed_reason(kursus, today, now, kursus.foerste)
    rights = _rights(request.user, kursus, now)
    dage = queries.dage(kursus, onsker)
    context = {
        "kursus": kursus,
        "dage": dage,
        "onsker": onsker,
        "ledige": kursusregler.seats(kursus),
        "lukket_fordi": lukket_fordi,
        "undervisere": undervisere,
        "mangler": [Kompetence(one).label for one in mangler],
        "begreber": [*kursus.begreber.all()],
        "spor": kursusspor.by_spor(led),
        "naeste": kursusspor.next_step(request.user, kursus, led),
        "nu": now,
        **rights,
        "knap": _next_act(kursus, rights, lukket_fordi, _wait_for_fremmoede(dage, now)),
    }
    return render(request, "supervision/kursus_detail.html", context)


def _wait_for_fremmoede(dage, now):
    """Has a meeting begun whose attendance is not noted?"""
    gange = [dag.gang for dag in dage if not dag.gang.aflyst_at]
    return any(gang.start <= now and gang.fremmoede_at is None for gang in gange)


def _rights(bruger, kursus, now):
    """What may be done with a course now, by word."""
    draft = kursus.publiceret_at is None and kursus.aflyst_at is None
    edits = kursus.maa_redigere and not kursus.aflyst_at
    publishes = kursus.kommune_id in bruger.kommuner_med(Permission.PUBLISH_KURSER)
    begun = kursus.foerste is not None and kursus.foerste <= now
    return {
        "redigerer": edits,
        "udkast": draft,
        "udgiver": edits and draft and publishes,
        "sender": edits and draft and not publishes and not kursus.sendt_til_kommunen_at,
        "begyndt": begun,
        "noterer": begun
        and not draft
        and not kursus.aflyst_at
        and kursus.maa_navne
        and bruger.can(Permission.RECORD_FREMMOEDE),
        "tilmelder": kursus.kommune_id in bruger.kommuner_med(Permission.ENROL_KURSER),
    }


def _next_act(kursus, rights, lukket_fordi, venter):
    """The one filled button: (words, address, is it a form that is sent?); None for none."""
    if rights["udgiver"]:
        return "Udgiv kurset", reverse("supervision:kursus_publish", args=[kursus.pk]), True
    if rights["sender"]:
        return "Send til kommunen", reverse("supervision:kursus_send", args=[kursus.pk]), True
    if rights["noterer"]:
        words = "Notér fremmøde" if venter else "Se fremmøde"
        return words, reverse("supervision:fremmoede_list", args=[kursus.pk]), False
    if rights["tilmelder"] and not lukket_fordi:
        words = "Tilmeld" if kursus.ledige > 0 else "Sæt på venteliste"
        return words, reverse("supervision:tilmelding_create", args=[kursus.pk]), False
    return None


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.PLAN_KURSER)
def kursus_create(request):
    """A draft; the days of a series are shown before anything is saved. ?barn=… : about a child."""
    kommune = kommune_with(request.user, Permission.PLAN_KURSER)
    barn = _barn(request, kommune)
    if not Tema.objects.visible_to(request.user).filter(kommune=kommune).exists():
        lay_temaer(by=request.user, kommune=kommune)
    form = KursusForm(
        request.POST or None,
        bruger=request.user,
        kommune=kommune,
        kalender=kalender_for(kommune),
        fortryd=reverse(LISTE),
        barn=barn,
    )
    context = {"form": form, "barn": barn}
    if form.is_valid():
        if form.to_show:
            context |= _preview(form, kommune)
        else:
            try:
                kursus = _create(request.user, kommune, form, barn)
            except ValidationError as error:
                _explain(form, error)
            else:
                messages.success(request, "Udkastet er gemt. Undervisere og lokale er reserveret.")
                return redirect(kursus)
    return render(request, "supervision/kursus_form.html", context)


def _barn(request, kommune):
    """The child that the address says the course is about (D5), or None. Raises Http404."""
    asked = request.GET.get("barn")
    if not asked:
        return None
    try:
        barn = visible_or_404(Barn.objects.filter(kommune=kommune), request.user, pk=asked)
    except (ValueError, ValidationError):
        raise Http404 from None
    audit.reading(barn, by=request.user, formaal=OM_BARNET)
    return barn


def _preview(form, kommune):
    """The days of a series as they will be, those left out with why, and how many can come."""
    days, skipped = form.days
    onsker = queries.preferences(kommune)
    tidspunkt = queries.tidspunkt_of(form.moments(days[0])[0]) if days else None
    renew(form, vist=form.seen)
    return {
        "dage": days,
        "sprunget": skipped,
        "onsker": onsker,
        "tidspunkt": tidspunkt.label if tidspunkt else "",
        "kan": onsker["kan"][tidspunkt] if tidspunkt else 0,
    }


def _create(bruger, kommune, form, barn):
    gange = form.gange
    facts = form.facts(timezone.localdate(gange[0].start)) if gange else {}
    if barn is not None:
        facts |= {"barn": barn, "lukket": True}
    return actions.create_kursus(
        by=bruger,
        kommune=kommune,
        udbyder=form.cleaned_data["udbyder"],
        gange=gange,
        idempotency_key=form.cleaned_data["noegle"],
        **form.people,
        **facts,
    )


def _explain(form, error):
    """Show the error of an action; one about the length asks for the reason (E7)."""
    if "afvigelse" in getattr(error, "error_dict", {}):
        form.ask_why()
    add_errors(form, error)


def open_to_edit(request, pk):
    """The course, for those who plan it; everybody else sees that it is not there."""
    rows = Kursus.objects.editable_by(request.user).select_related(*RELATED)
    return visible_or_404(rows, request.user, pk=pk)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.PLAN_KURSER)
def kursus_update(request, pk):
    """Change what a course is; a stale save (409) shows both."""
    kursus = open_to_edit(request, pk)
    form = KursusRetForm(
        request.POST or None, bruger=request.user, kursus=kursus, fortryd=reverse(SIDE, args=[pk])
    )
    context, status = {"form": form, "kursus": kursus}, 200
    if form.is_valid():
        first = kursus.begynder_paa or timezone.localdate()
        facts = form.facts(first)
        try:
            actions.update_kursus(
                by=request.user,
                kursus=kursus,
                version=form.cleaned_data["version"],
                **form.people,
                **facts,
            )
        except ValidationError as error:
            _explain(form, error)
            if getattr(error, "code", None) == STALE:
                status = 409
                kursus.refresh_from_db()
                renew(form, version=kursus.version)
                context["forskelle"] = differences(form, kursus, SAMMENLIGN)
        else:
            messages.success(request, "Ændringerne er gemt.")
            return redirect(kursus)
    return render(request, "supervision/kursus_form.html", context, status=status)


@require_safe
@requires(Permission.SEE_KURSER)
def kursus_pdf(request):
    """The courses of half a year on paper, to hand out (E5, E18)."""
    kommune = kommune_with(request.user, Permission.SEE_KURSER)
    today = timezone.localdate()
    first, last = queries.halvaar_of(request.GET.get("halvaar", ""), today)
    rows = queries.kursusliste(request.user, first, last)
    navn = queries.halvaar_navn(first)
    content = render_pdf(
        "supervision/kursus_pdf.html",
        {"rows": rows, "foerste": first, "sidste": last},
        by=request.user,
        kommune=kommune,
        titel=f"Kurser og oplæg: {navn.lower()}",
    )
    audit.record("kursusliste.udskrevet", kommune, by=request.user, antal=len(rows))
    answer = HttpResponse(content, content_type="application/pdf")
    answer["Content-Disposition"] = f'attachment; filename="kurser-{first:%Y-%m}.pdf"'
    return answer
