"""A family is asked to be the mentor in a case; its own konsulent asks it and answers (J8, J9)."""

from datetime import timedelta

from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from faelles import audit, notices, regler
from faelles.action import action
from faelles.kalender import kalender_for
from netvaerk.actions.mentorprofil import refuse_unused
from netvaerk.actions.mentorskab import (
    first_opfoelgning,
    locked,
    notice_key,
    refuse_ended,
    refuse_future,
    tell,
)
from netvaerk.models import Mentorprofil, Mentorskab, Mentorspoergsmaal
from netvaerk.queries import mentorfakta
from plejefamilier.actions.save import refusal, save_or_explain
from plejefamilier.models import Plejefamilie
from plejefamilier.rytme import YEAR, months_after

SPURGT = "En af dine familier er spurgt, om den vil være mentor"
SVARET = "Der er svar fra en mentorfamilie"
TRUKKET = "Et spørgsmål til en mentorfamilie er trukket tilbage"
Svar = Mentorspoergsmaal.Svar


@action
def ask_mentor(*, by, mentorskab, mentor, bekraeftet=(), svar_paa=None, fra=None):
    """Ask the family `mentor`, through its own konsulent, who answers within the rule's days.

    When both families are `by`'s own and the mentor has said yes already, `svar_paa` and `fra` say
    when it did and when it begins. `bekraeftet` are the warnings (Mentorskab.Advarsel) that were
    confirmed. The same question again answers with the first. Raises ValidationError when the
    search is over (code "slut", "begyndt"), another family is asked ("venter"), the family has not
    said yes to being a mentor ("profil"), is not eligible ("egnet", R15), helps this family already
    ("har") or is another's to answer for ("adgang"), and at `bekraeft` for a warning that was not
    confirmed ("advarsel", J9).
    """
    refuse_unused(mentorskab.mentee.kommune_id)
    row = locked(mentorskab)
    same = Mentorspoergsmaal.objects.filter(mentorskab=row, mentor=mentor)
    asked = same.exclude(svar=Svar.NEJ).filter(trukket_at=None).first()
    if asked is not None:
        return asked
    _refuse_over(row)
    if Mentorspoergsmaal.objects.open().filter(mentorskab=row).exists():
        raise ValidationError("En anden familie er spurgt. Vent på svaret.", code="venter")
    profil = _profil(mentor, row)
    confirmed = _check(by, row, mentor, profil, bekraeftet)
    days = timedelta(days=regler.value("netvaerk.svar_dage", row.mentee.kommune))
    frist = kalender_for(row.mentee.kommune).roll_forward(timezone.localdate() + days)
    spoergsmaal = Mentorspoergsmaal(mentorskab=row, mentor=mentor, spurgt_af=by, svarfrist=frist)
    save_or_explain(spoergsmaal)
    row.advarsler = confirmed
    row.save(update_fields=["advarsler"])
    audit.record("mentorspoergsmaal.stillet", spoergsmaal, by=by, familie_id=mentor.pk)
    if svar_paa is not None:
        if not Mentorspoergsmaal.objects.answerable_by(by).filter(pk=spoergsmaal.pk).exists():
            raise ValidationError("Familiens egen konsulent svarer for den.", code="adgang")
        return _answered(by, row, spoergsmaal, profil, Svar.JA, svar_paa, fra, confirmed)
    url = reverse("netvaerk:mentorspoergsmaal_answer", args=[spoergsmaal.pk])
    tell(mentor, by, key=f"{notice_key(spoergsmaal)}spurgt", tekst=SPURGT, url=url)
    return spoergsmaal


@action
def answer_spoergsmaal(*, by, spoergsmaal, svar, svar_paa, fra=None, bekraeftet=()):
    """Write what the mentor family said, and when; with a yes the mentorskab begins on `fra`.

    The mentee's konsulent is told. The same answer again changes nothing. Raises ValidationError
    when it was answered otherwise (code "besvaret") or taken back ("trukket"), at `svar_paa` for a
    day to come ("fremtid"), at `fra` when it is missing ("fra"), before the answer ("baglaens"),
    more than a year ahead ("for_sent") or before the family is eligible ("egnet"), and at
    `bekraeft` as ask_mentor does.
    """
    row = locked(spoergsmaal.mentorskab)
    here = Mentorspoergsmaal.objects.select_for_update(of=("self",), no_key=True)
    here = here.select_related("mentor").get(pk=spoergsmaal.pk)
    if here.svar and (here.svar, here.svar_paa) == (svar, svar_paa):
        return here
    if here.svar:
        raise ValidationError("Der er svaret på det spørgsmål.", code="besvaret")
    if here.trukket_at:
        raise ValidationError("Spørgsmålet er trukket tilbage.", code="trukket")
    profil = _profil(here.mentor, row) if svar == Svar.JA else None
    return _answered(by, row, here, profil, svar, svar_paa, fra, bekraeftet)


@action
def withdraw_spoergsmaal(*, by, spoergsmaal):
    """The question is taken back: the family need not be asked. Twice is once.

    Raises ValidationError (code "besvaret") when it has been answered.
    """
    row = locked(spoergsmaal.mentorskab)
    here = Mentorspoergsmaal.objects.select_for_update(of=("self",), no_key=True)
    here = here.select_related("mentor").get(pk=spoergsmaal.pk)
    if here.trukket_at:
        return here
    if here.svar:
        raise ValidationError("Der er svaret på det spørgsmål.", code="besvaret")
    here.trukket_at = timezone.now()
    here.save(update_fields=["trukket_at"])
    row.advarsler = []
    row.save(update_fields=["advarsler"])
    audit.record("mentorspoergsmaal.trukket", here, by=by, familie_id=here.mentor_id)
    notices.cancel_all(notice_key(here))
    notices.mark_read(notice_key(here))
    url = reverse("netvaerk:mentorskab_list")
    tell(here.mentor, by, key=f"{notice_key(here)}trukket", tekst=TRUKKET, url=url)
    return here


@action
def withdraw_from_ended(*, by, plejefamilie):
    """A family is a foster family no more, and is not asked to be a mentor any longer.

    The ground calls it (plejefamilier.ophoer). The family that waits is to find another.
    """
    asked = Mentorspoergsmaal.objects.open().filter(mentor=plejefamilie)
    for spoergsmaal in asked.select_related("mentorskab__mentee").order_by("pk"):
        here = withdraw_spoergsmaal(by=by, spoergsmaal=spoergsmaal)
        row = spoergsmaal.mentorskab
        url = reverse("netvaerk:mentorskab_detail", args=[row.pk])
        tell(row.mentee, by, key=f"mentorsvar-{here.pk}", tekst=SVARET, url=url)


# --- parts ----------------------------------------------------------------------------------------


def _answered(by, row, here, profil, svar, svar_paa, fra, bekraeftet):
    """Keep the answer to the locked question `here`; with a yes the locked mentorskab begins."""
    refuse_future("svar_paa", svar_paa)
    if svar == Svar.JA:
        _refuse_over(row)
        if fra is None:
            raise refusal("fra", "Skriv, hvornår mentorskabet begynder.", "fra")
        if fra < svar_paa:
            raise refusal("fra", "Familien skal have sagt ja, før det begynder.", "baglaens")
        if fra > months_after(timezone.localdate(), YEAR):
            raise refusal("fra", "Vælg en dag inden for et år.", "for_sent")
        confirmed = _check(by, row, here.mentor, profil, bekraeftet, fra=fra)
        row.mentor, row.fra = here.mentor, fra
        row.advarsler = sorted({*row.advarsler, *confirmed})
        row.version += 1
        save_or_explain(row)
        first_opfoelgning(row)
    else:
        row.advarsler = []
        row.save(update_fields=["advarsler"])
    here.svar, here.svar_paa = svar, svar_paa
    here.besvaret_af, here.besvaret_at = by, timezone.now()
    here.full_clean()
    here.save()
    audit.record(
        "mentorspoergsmaal.besvaret", here, by=by, familie_id=here.mentor_id, svar=here.svar
    )
    if svar == Svar.JA:
        audit.record("mentorskab.begyndt", row, by=by, familie_id=row.mentee_id)
    notices.cancel_all(notice_key(here))
    notices.mark_read(notice_key(here))
    url = reverse("netvaerk:mentorskab_detail", args=[row.pk])
    tell(row.mentee, by, key=f"mentorsvar-{here.pk}", tekst=SVARET, url=url)
    return here


def _refuse_over(row):
    refuse_ended(row)
    if row.mentor_id is not None:
        raise ValidationError("Familien har fået en mentor.", code="begyndt")


def _profil(mentor, row):
    """The locked profile of a family that may be mentor in the case. Two answers at once queue."""
    rows = Mentorprofil.objects.willing().filter(plejefamilie__kommune=row.mentee.kommune_id)
    profil = rows.select_for_update(of=("self",), no_key=True).filter(plejefamilie=mentor).first()
    if profil is None or mentor.pk == row.mentee_id:
        raise ValidationError("Familien har ikke sagt ja til at være mentor.", code="profil")
    if Mentorskab.objects.running().filter(mentee=row.mentee, mentor=mentor).exists():
        raise ValidationError("Familien er allerede mentor for dem.", code="har")
    return profil


def confirmed_before(mentorskab):
    """The warnings about the family that gets help: whoever asked for it has confirmed them."""
    return {*mentorskab.advarsler} & {Mentorskab.Advarsel.OPSTART}


def _check(by, row, mentor, profil, bekraeftet, *, fra=None):
    """Refuse a mentor that is not eligible, and warnings that were not confirmed; return these."""
    pair = Plejefamilie.objects.filter(pk__in=[row.mentee_id, mentor.pk])
    facts = {one.pk: one for one in mentorfakta.with_facts(pair, by)}
    told = mentorfakta.egnethed_of(
        facts[mentor.pk], mentorfakta.krav_for(mentor.kommune_id), fra or timezone.localdate()
    )
    if not told.kan:
        mine = facts[mentor.pk].egen
        words = told.tekst if mine else "Familien kan ikke være mentor nu."
        raise refusal("fra", words, "egnet") if fra else ValidationError(words, code="egnet")
    found = mentorfakta.warnings(
        by, mentee=facts[row.mentee_id], mentor=facts[mentor.pk], profil=profil
    )
    if {*found} - {*bekraeftet} - confirmed_before(row):
        raise refusal(
            "bekraeft", "Læs advarslerne, og sæt hak ved dem, før du går videre.", "advarsel"
        )
    return sorted(found)
