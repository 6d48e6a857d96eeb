"""Mentor families on pages: the lists, one mentorskab, and what one family's page says."""

from dataclasses import dataclass, field

from django.db.models import Exists, OuterRef, Prefetch, Q, Subquery
from django.utils import timezone

from faelles.paging import danish_order, page
from netvaerk.models import (
    Mentoremne,
    Mentoropfoelgning,
    Mentorprofil,
    Mentorskab,
    Mentorspoergsmaal,
)
from netvaerk.models.reach import own_families
from netvaerk.queries.mentorfakta import egnethed_of, in_use, krav_for, with_facts
from plejefamilier.ansvar import ansvarlig_navn
from plejefamilier.models import Plejefamilie

AKTUELLE, FAMILIER, EGNE, SLUT = "aktuelle", "familier", "egne", "slut"
FILTRE = (
    (AKTUELLE, "Søger og i gang"),
    (FAMILIER, "Mentorfamilier"),
    (EGNE, "Dine familier"),
    (SLUT, "Afsluttede"),
)
NAVNE = dict(Mentoremne.choices)
Advarsel = Mentorskab.Advarsel


def emner_in_words(codes):
    """The names of themes, in the order of Mentoremne."""
    return [label for code, label in Mentoremne.choices if code in codes]


# --- the lists ------------------------------------------------------------------------------------


def mentorskab_page(bruger, query, *, ended=False):
    """One page of mentorskaber that `bruger` may see, the newest first.

    Each row knows `naeste` (when one asks how it goes) and `svarfrist` of a question that waits.
    """
    waiting = Mentoropfoelgning.objects.filter(mentorskab=OuterRef("pk"), paa=None)
    asked = Mentorspoergsmaal.objects.open().filter(mentorskab=OuterRef("pk"))
    rows = (
        Mentorskab.objects.visible_to(bruger)
        .filter(til__isnull=not ended)
        .select_related("mentee", "mentor")
        .annotate(
            naeste=Subquery(waiting.values("frist")[:1]),
            svarfrist=Subquery(asked.values("svarfrist")[:1]),
        )
    )
    return page(rows, query, by="oprettet_at")


@dataclass(frozen=True)
class Mentorfamilie:
    """A family that said yes to being a mentor, as every konsulent of the municipality sees it."""

    profil: Mentorprofil
    emner: list
    loeber: int
    konsulent: str
    egen: bool

    @property
    def ledige(self):
        return max(0, self.profil.hoejst - self.loeber)


def mentorfamilie_page(bruger, query):
    """One page of the families that said yes, by name: (page, [Mentorfamilie])."""
    today = timezone.localdate()
    rows = (
        Mentorprofil.objects.visible_to(bruger)
        .willing()
        .select_related("plejefamilie")
        .annotate(
            konsulent_navn=ansvarlig_navn(today),
            egen=Exists(own_families(bruger).filter(pk=OuterRef("plejefamilie"))),
        )
        .prefetch_related(
            Prefetch("plejefamilie__er_mentor", Mentorskab.objects.running(), "loeber")
        )
    )
    side = page(rows, query, by=danish_order("plejefamilie__navn"), descending=False)
    found = [
        Mentorfamilie(
            profil=row,
            emner=emner_in_words(row.kompetencer),
            loeber=len(row.plejefamilie.loeber),
            konsulent=row.konsulent_navn,
            egen=row.egen,
        )
        for row in side.rows
    ]
    return side, found


@dataclass(frozen=True)
class Egen:
    """One of the reader's own families: may it be a mentor, has it said yes, does it have one?"""

    familie: Plejefamilie
    egnethed: object
    sagt_ja: bool
    har: Mentorskab | None


def egne_page(bruger, query):
    """One page of the families that `bruger` answers for, by name: (page, [Egen])."""
    rows = with_facts(Plejefamilie.objects.editable_by(bruger).active(), bruger)
    rows = rows.select_related("mentorprofil").prefetch_related(
        Prefetch("mentorskaber", Mentorskab.objects.filter(til=None), "aabne")
    )
    side = page(rows, query, by=danish_order("navn"), descending=False)
    krav = krav_for(bruger.kommune) if side.rows else None
    found = [
        Egen(
            familie=row,
            egnethed=egnethed_of(row, krav),
            sagt_ja=_said_yes(row),
            har=next(iter(row.aabne), None),
        )
        for row in side.rows
    ]
    return side, found


def _said_yes(familie):
    profil = getattr(familie, "mentorprofil", None)
    return profil is not None and profil.ja_paa is not None


# --- one mentorskab -------------------------------------------------------------------------------


def with_rights(bruger):
    """Mentorskaber that know what their reader is in them.

    `maa_redigere`: she answers for the family that gets help; `egen_mentee`, `egen_mentor`: she is
    in that family's circle.
    """
    own = own_families(bruger)
    editable = Mentorskab.objects.editable_by(bruger).filter(pk=OuterRef("pk"))
    return Mentorskab.objects.select_related("mentee__kommune", "mentor").annotate(
        maa_redigere=Exists(editable),
        egen_mentee=Exists(own.filter(pk=OuterRef("mentee"))),
        egen_mentor=Exists(own.filter(pk=OuterRef("mentor"))),
    )


def detail(bruger, mentorskab):
    """What the page of one mentorskab shows beside the row itself."""
    asked = [
        *Mentorspoergsmaal.objects.visible_to(bruger)
        .filter(mentorskab=mentorskab)
        .select_related("mentor")
    ]
    open_one = next((row for row in asked if not row.svar and not row.trukket_at), None)
    answerable = (
        open_one is not None
        and Mentorspoergsmaal.objects.answerable_by(bruger).filter(pk=open_one.pk).exists()
    )
    checked = [*mentorskab.opfoelgninger.select_related("by")]
    waiting = next((row for row in checked if row.paa is None), None)
    done = [row for row in checked if row.paa is not None]
    today, badly = timezone.localdate(), Mentoropfoelgning.Gaar.IKKE
    return {
        "gaar_ikke": bool(done) and done[-1].gaar == badly and mentorskab.til is None,
        "emner": emner_in_words(mentorskab.emner),
        "spurgt": open_one,
        "kan_svare": answerable,
        "nej": [row for row in asked if row.svar == Mentorspoergsmaal.Svar.NEJ]
        if mentorskab.egen_mentee
        else [],
        "opfoelgninger": done,
        "naeste": waiting if mentorskab.til is None else None,
        "over_frist": waiting is not None and waiting.frist < today,
        "advarsler": warnings_told(mentorskab),
        "i_brug": in_use(mentorskab.mentee.kommune),
    }


def warnings_told(mentorskab):
    """The confirmed warnings, as far as the reader may hear them (a row of `with_rights`)."""
    hidden = {
        *(() if mentorskab.egen_mentee else (Advarsel.OPSTART,)),
        *(() if mentorskab.egen_mentor else (Advarsel.BELASTET,)),
    }
    return [Advarsel(code).label for code in mentorskab.advarsler if code not in hidden]


# --- the page of one family -----------------------------------------------------------------------


@dataclass(frozen=True)
class Mentordel:
    """What the page of one family says of mentors; `i_brug`: the municipality has them.

    `faar` are those it has or waits for, `giver` those it helps; `spurgt` the questions its
    konsulent answers; `kan`: the reader may change it.
    """

    familie: Plejefamilie
    i_brug: bool
    egnethed: object
    profil: Mentorprofil | None
    emner: list
    faar: list = field(default_factory=list)
    giver: list = field(default_factory=list)
    spurgt: list = field(default_factory=list)
    kan: bool = False

    @property
    def soeger(self):
        """Does it wait for a mentor?"""
        return any(row.mentor_id is None for row in self.faar)


def mentor_for(bruger, familie):
    """The mentor part of a family's page, for netvaerk/_mentor.html as `mentor`.

    The reader must be in the family's circle. Five queries at most, however much there is.
    """
    editable = Plejefamilie.objects.editable_by(bruger).active().filter(pk=OuterRef("pk"))
    rows = with_facts(Plejefamilie.objects.filter(pk=familie.pk), bruger)
    row = rows.select_related("mentorprofil").annotate(kan=Exists(editable)).get()
    profil = getattr(row, "mentorprofil", None)
    both = (
        Mentorskab.objects.visible_to(bruger)
        .filter(Q(mentee=familie) | Q(mentor=familie), til=None)
        .select_related("mentee", "mentor")
    )
    asked = Mentorspoergsmaal.objects.visible_to(bruger).open().filter(mentor=familie)
    found = [*both]
    return Mentordel(
        familie=familie,
        i_brug=in_use(familie.kommune_id),
        egnethed=egnethed_of(row, krav_for(familie.kommune_id)),
        profil=profil,
        emner=emner_in_words(profil.kompetencer) if profil else [],
        faar=[one for one in found if one.mentee_id == familie.pk],
        giver=[one for one in found if one.mentor_id == familie.pk],
        spurgt=[*asked.select_related("mentorskab__mentee")],
        kan=row.kan,
    )
