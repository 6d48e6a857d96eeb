"""Which family fits as a mentor; asking it, and what it said (J4, J8, J9)."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from faelles import audit, regler
from faelles.access import Permission, requires, visible_or_404
from faelles.errors import add_errors
from netvaerk.actions import mentorspoergsmaal as actions
from netvaerk.forms.mentorspoergsmaal import SpoergForm, SvarForm
from netvaerk.models import Mentorprofil, Mentorspoergsmaal
from netvaerk.queries import mentorvalg
from netvaerk.queries.mentor import EGNE, emner_in_words
from netvaerk.queries.mentorfakta import in_use, warnings, with_facts
from netvaerk.views.mentor import FORMAAL, open_mentorskab
from plejefamilier.models import Plejefamilie

Svar = Mentorspoergsmaal.Svar


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.MANAGE_MENTOR)
@regler.read_once()
def mentorskab_ask(request, pk):
    """The families that fit, best first; ?mentor= is the one to ask, with what to be aware of."""
    row = open_mentorskab(request, pk)
    if row.mentor_id is not None or not in_use(row.mentee.kommune):
        raise Http404
    if Mentorspoergsmaal.objects.visible_to(request.user).open().filter(mentorskab=row).exists():
        return redirect(row)
    forslag = mentorvalg.candidates(request.user, row)
    context = {"mentorskab": row, "emner": emner_in_words(row.emner)}
    if "mentor" in request.GET:
        return _ask(request, row, forslag, context)
    shown = forslag[: mentorvalg.MOST]
    ids = [one.kandidat.familie for one in shown]
    audit.list_reading(Plejefamilie, ids, by=request.user, formaal=FORMAAL)
    egne = f"{reverse('netvaerk:mentorskab_list')}?vis={EGNE}"
    context |= {"forslag": shown, "flere": len(forslag) - len(shown), "egne_url": egne}
    return render(request, "netvaerk/mentorskab_vaelg.html", context)


def _ask(request, row, forslag, context):
    """Ask the one that was chosen among the candidates."""
    chosen = request.GET["mentor"]
    valgt = next((one for one in forslag if str(one.kandidat.familie) == chosen), None)
    if valgt is None:
        raise Http404
    pair = with_facts(
        Plejefamilie.objects.filter(pk__in=[row.mentee_id, valgt.kandidat.familie]), request.user
    )
    facts = {one.pk: one for one in pair.select_related("mentorprofil")}
    mentor = facts[valgt.kandidat.familie]
    mine = Plejefamilie.objects.editable_by(request.user).filter(pk=mentor.pk).exists()
    back = reverse("netvaerk:mentorskab_ask", args=[row.pk])
    form = SpoergForm(
        request.POST if request.method == "POST" else None,
        advarsler=warnings(
            request.user, mentee=facts[row.mentee_id], mentor=mentor, profil=mentor.mentorprofil
        ),
        egen=mine,
        fortryd=back,
    )
    if form.is_valid():
        try:
            asked = actions.ask_mentor(by=request.user, mentorskab=row, mentor=mentor, **form.facts)
        except ValidationError as error:
            add_errors(form, error)
        else:
            words = (
                "Mentorskabet er begyndt."
                if asked.svar == Svar.JA
                else "Familiens konsulent er bedt om at spørge den."
            )
            messages.success(request, words)
            return redirect(row)
    if request.method != "POST":
        profil = mentor.mentorprofil
        audit.reading(profil, by=request.user, formaal=FORMAAL, familie_id=mentor.pk)
    context |= {"valgt": valgt, "form": form, "egen": mine, "back": back}
    return render(request, "netvaerk/mentorskab_spoerg.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.MANAGE_MENTOR)
@regler.read_once()
def mentorspoergsmaal_answer(request, pk):
    """What one's own family said when it was asked to be a mentor."""
    rows = Mentorspoergsmaal.objects.answerable_by(request.user).open()
    rows = rows.select_related("mentorskab__mentee", "mentor", "spurgt_af")
    row = visible_or_404(rows, request.user, pk=pk)
    if request.method != "POST":
        audit.reading(row, by=request.user, formaal=FORMAAL, familie_id=row.mentor_id)
    case = row.mentorskab
    pair = with_facts(
        Plejefamilie.objects.filter(pk__in=[case.mentee_id, row.mentor_id]), request.user
    )
    facts = {one.pk: one for one in pair}
    profil = Mentorprofil.objects.visible_to(request.user).filter(plejefamilie=row.mentor).first()
    told = warnings(
        request.user, mentee=facts[case.mentee_id], mentor=facts[row.mentor_id], profil=profil
    )
    told = [code for code in told if code not in actions.confirmed_before(case)]
    form = SvarForm(
        request.POST or None, advarsler=told, fortryd=reverse("netvaerk:mentorskab_list")
    )
    if form.is_valid():
        try:
            actions.answer_spoergsmaal(by=request.user, spoergsmaal=row, **form.facts)
        except ValidationError as error:
            add_errors(form, error)
        else:
            said_yes = form.facts["svar"] == Svar.JA
            messages.success(request, "Svaret er gemt. Den anden families konsulent får besked.")
            return redirect(case if said_yes else reverse("netvaerk:mentorskab_list"))
    context = {"spoergsmaal": row, "form": form, "emner": emner_in_words(case.emner)}
    return render(request, "netvaerk/mentorspoergsmaal_answer.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.MANAGE_MENTOR)
def mentorspoergsmaal_withdraw(request, pk):
    """Whoever asked takes the question back; the page asks first."""
    rows = Mentorspoergsmaal.objects.filter(
        mentorskab__mentee__in=Plejefamilie.objects.editable_by(request.user)
    )
    row = visible_or_404(rows.open().select_related("mentorskab", "mentor"), request.user, pk=pk)
    if request.method == "POST":
        try:
            actions.withdraw_spoergsmaal(by=request.user, spoergsmaal=row)
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        else:
            messages.success(request, "Spørgsmålet er trukket tilbage.")
        return redirect(row.mentorskab)
    audit.reading(row, by=request.user, formaal=FORMAAL, familie_id=row.mentor_id)
    return render(request, "netvaerk/mentorspoergsmaal_withdraw.html", {"spoergsmaal": row})
