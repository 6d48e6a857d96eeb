"""Foster families that help another: who may, who asks whom, and how it goes (J1–J9, R15)."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from faelles.access import Permission
from faelles.history import track
from faelles.models import Bruger
from netvaerk.models.reach import own_families
from plejefamilier.models import Behov, Plejefamilie
from plejefamilier.written import written_once


class Mentoremne(models.TextChoices):
    """What a mentor knows about, and a family wants help with: the needs of C2, and daily life."""

    HVERDAG = "hverdag", "Hverdagen som ny plejefamilie"
    FLERE_BOERN = "flere_boern", "Et plejebarn mere i familien"
    VANSKELIGHEDER = Behov.Kode.VANSKELIGHEDER.value, Behov.Kode.VANSKELIGHEDER.label
    OMSORGSSVIGT = Behov.Kode.OMSORGSSVIGT.value, Behov.Kode.OMSORGSSVIGT.label
    TILKNYTNING = Behov.Kode.TILKNYTNING.value, Behov.Kode.TILKNYTNING.label
    FUNKTIONSNEDSAETTELSE = (
        Behov.Kode.FUNKTIONSNEDSAETTELSE.value,
        Behov.Kode.FUNKTIONSNEDSAETTELSE.label,
    )
    SAMMENBRUD = Behov.Kode.SAMMENBRUD.value, Behov.Kode.SAMMENBRUD.label
    BIOLOGISK_FAMILIE = Behov.Kode.BIOLOGISK_FAMILIE.value, Behov.Kode.BIOLOGISK_FAMILIE.label
    TRAUMER = Behov.Kode.TRAUMER.value, Behov.Kode.TRAUMER.label


class MentorprofilQuerySet(models.QuerySet):
    @written_once
    def visible_to(self, bruger):
        """One's own families; and those that said yes to being shown to the konsulenter (J8)."""
        families = Plejefamilie.objects.filter(
            ophoert_paa=None, kommune__in=bruger.kommuner_med(Permission.MANAGE_MENTOR)
        )
        listed = Q(ja_paa__isnull=False, plejefamilie__in=families)
        return self.filter(Q(plejefamilie__in=own_families(bruger)) | listed)

    @written_once
    def editable_by(self, bruger):
        return self.filter(plejefamilie__in=Plejefamilie.objects.editable_by(bruger))

    def willing(self):
        return self.filter(ja_paa__isnull=False, plejefamilie__ophoert_paa=None)


@track
class Mentorprofil(models.Model):
    """What a family offers as a mentor, since the day it said yes to being asked (J3, J4).

    With its yes the konsulenter of the municipality see its name, for how many years it has been a
    foster family, and what stands here; nothing else of it.
    """

    plejefamilie = models.OneToOneField(
        Plejefamilie, models.PROTECT, related_name="mentorprofil", verbose_name="familie"
    )
    ja_paa = models.DateField("hvornår sagde familien ja?", null=True, blank=True)
    kompetencer = ArrayField(
        models.CharField(max_length=30, choices=Mentoremne),
        default=list,
        blank=True,
        verbose_name="ved noget om",
    )
    om = models.CharField(
        "om familien som mentor",
        max_length=200,
        blank=True,
        help_text="Det ser alle kommunens konsulenter. Skriv ikke om børnene",
    )
    hoejst = models.PositiveSmallIntegerField("familier på samme tid, højst", default=1)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = MentorprofilQuerySet.as_manager()

    class Meta:
        verbose_name = "mentorprofil"
        verbose_name_plural = "mentorprofiler"
        constraints = [
            models.CheckConstraint(
                condition=Q(hoejst__range=(1, 10)),
                name="mentorprofil_hoejst",
                violation_error_message="Skriv et tal fra 1 til 10.",
            )
        ]

    def __str__(self):
        return "Mentorprofil"

    @property
    def kommune_id(self):
        """Whose revisor reads about the row."""
        return self.plejefamilie.kommune_id


class MentorskabQuerySet(models.QuerySet):
    @written_once
    def visible_to(self, bruger):
        """To the circles of both families: the mentor's from the day it is asked."""
        own = own_families(bruger)
        asked = Mentorspoergsmaal.objects.filter(
            mentor__in=own, mentorskab=models.OuterRef("pk"), trukket_at=None
        ).exclude(svar=Mentorspoergsmaal.Svar.NEJ)
        return self.filter(
            Q(mentee__in=own) | Q(mentor__in=own) | models.Exists(asked),
        )

    @written_once
    def editable_by(self, bruger):
        """Those whose mentee is hers: she conveys the match and follows it (J8, B32)."""
        return self.filter(mentee__in=Plejefamilie.objects.editable_by(bruger))

    def searching(self):
        """A family waits for a mentor."""
        return self.filter(mentor=None, til=None)

    def running(self):
        return self.filter(mentor__isnull=False, til=None)


@track
class Mentorskab(models.Model):
    """A family wants a mentor, has one from `fra` to `til`, both days included (J1–J3, J7).

    `mentee_ja_paa` is the day on which it said yes to being named to a mentor and its konsulent.
    `advarsler` are the warnings that were confirmed when the mentor was chosen.
    """

    class Aarsag(models.TextChoices):
        NY = "ny", "Ny plejefamilie"
        EKSTRA_BARN = "ekstra_barn", "Et plejebarn mere"
        SAERLIGE_BEHOV = "saerlige_behov", "Et barn med særlige behov"
        ANDET = "andet", "Andet"

    class Initiativ(models.TextChoices):
        TILBUDT = "tilbudt", "Konsulenten tilbød det"
        SOEGT = "soegt", "Familien bad om det"

    class Form(models.TextChoices):
        FAST = "fast", "Faste aftaler"
        EFTER_BEHOV = "efter_behov", "Når der er brug for det"

    class Slutaarsag(models.TextChoices):
        KLARER_SIG = "klarer_sig", "Familien klarer sig uden mentor"
        AFTALT = "aftalt", "Den aftalte tid er gået"
        MENTOR_STOPPER = "mentor_stopper", "Mentoren stopper"
        PASSER_IKKE = "passer_ikke", "De to familier passer ikke sammen"
        FORTRUDT = "fortrudt", "Familien vil ikke have en mentor alligevel"
        OPHOERT = "ophoert", "Er ikke plejefamilie længere"
        ANDET = "andet", "Andet"

    class Advarsel(models.TextChoices):
        OPSTART = "opstart", "Familien er i et tæt støttet opstartsforløb"
        BELASTET = "belastet", "Mentorfamilien er selv belastet"
        OPTAGET = "optaget", "Mentorfamilien har så mange, som den vil have"

    mentee = models.ForeignKey(
        Plejefamilie, models.PROTECT, related_name="mentorskaber", verbose_name="familie"
    )
    mentor = models.ForeignKey(
        Plejefamilie,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="er_mentor",
        verbose_name="mentor",
    )
    aarsag = models.CharField("hvorfor?", max_length=20, choices=Aarsag)
    initiativ = models.CharField("hvem tog det op?", max_length=20, choices=Initiativ)
    emner = ArrayField(
        models.CharField(max_length=30, choices=Mentoremne),
        default=list,
        blank=True,
        verbose_name="hvad vil familien gerne tale om?",
    )
    form = models.CharField("hvordan?", max_length=20, choices=Form, default=Form.FAST)
    oensket_paa = models.DateField("hvornår?")
    mentee_ja_paa = models.DateField("hvornår sagde familien ja?")
    fra = models.DateField("begynder", null=True, blank=True)
    til = models.DateField("slut", null=True, blank=True)
    slutaarsag = models.CharField("hvorfor slut?", max_length=20, choices=Slutaarsag, blank=True)
    hver = models.PositiveSmallIntegerField("opfølgning hver (måneder)")
    advarsler = ArrayField(
        models.CharField(max_length=20, choices=Advarsel), default=list, blank=True, editable=False
    )
    idempotency_key = models.UUIDField(unique=True)
    oprettet_at = models.DateTimeField(default=timezone.now, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = MentorskabQuerySet.as_manager()

    class Meta:
        verbose_name = "mentorskab"
        verbose_name_plural = "mentorskaber"
        ordering = ["-oprettet_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(mentee=F("mentor")), name="mentorskab_two_families"
            ),
            models.CheckConstraint(
                condition=Q(mentor=None, fra=None) | Q(mentor__isnull=False, fra__isnull=False),
                name="mentorskab_begun",
            ),
            models.CheckConstraint(
                condition=Q(til=None) | (~Q(slutaarsag="") & (Q(fra=None) | Q(til__gte=F("fra")))),
                name="mentorskab_ended_why",
                violation_error_message="Vælg, hvorfor det slutter, og en dag efter den første.",
            ),
            models.UniqueConstraint(
                fields=["mentee", "mentor"],
                condition=Q(til=None),
                name="mentorskab_once",
                violation_error_message="De to familier har et mentorskab i forvejen.",
            ),
            models.UniqueConstraint(
                fields=["mentee"],
                condition=Q(til=None, mentor=None),
                name="mentorskab_one_search",
                violation_error_message="Familien venter på en mentor i forvejen.",
            ),
        ]

    def __str__(self):
        return "Mentorskab"

    def get_absolute_url(self):
        return reverse("netvaerk:mentorskab_detail", args=[self.pk])

    @property
    def kommune_id(self):
        """Whose revisor reads about the row."""
        return self.mentee.kommune_id


class OfMentorskab(models.Model):
    """A part of a mentorskab."""

    class Meta:
        abstract = True

    @property
    def kommune_id(self):
        """Whose revisor reads about the row."""
        return self.mentorskab.kommune_id


class MentorspoergsmaalQuerySet(models.QuerySet):
    @written_once
    def visible_to(self, bruger):
        """To the circle of the family asked, and of the one that asks."""
        own = own_families(bruger)
        theirs = Mentorskab.objects.filter(mentee__in=own)
        return self.filter(Q(mentor__in=own) | Q(mentorskab__in=theirs))

    @written_once
    def answerable_by(self, bruger):
        return self.filter(mentor__in=Plejefamilie.objects.editable_by(bruger))

    def open(self):
        return self.filter(svar="", trukket_at=None)


@track
class Mentorspoergsmaal(OfMentorskab):
    """A family is asked to be the mentor in a case; its own konsulent asks it and answers (J8)."""

    class Svar(models.TextChoices):
        JA = "ja", "Ja, familien vil gerne"
        NEJ = "nej", "Nej tak"

    mentorskab = models.ForeignKey(Mentorskab, models.PROTECT, related_name="spoergsmaal")
    mentor = models.ForeignKey(
        Plejefamilie, models.PROTECT, related_name="mentorspoergsmaal", verbose_name="mentorfamilie"
    )
    spurgt_af = models.ForeignKey(Bruger, models.PROTECT, related_name="+")
    spurgt_at = models.DateTimeField(default=timezone.now, editable=False)
    svarfrist = models.DateField(editable=False)
    svar = models.CharField("hvad siger familien?", max_length=10, choices=Svar, blank=True)
    svar_paa = models.DateField("hvornår sagde familien det?", null=True, blank=True)
    besvaret_af = models.ForeignKey(
        Bruger, models.PROTECT, null=True, editable=False, related_name="+"
    )
    besvaret_at = models.DateTimeField(null=True, editable=False)
    trukket_at = models.DateTimeField(null=True, editable=False)

    objects = MentorspoergsmaalQuerySet.as_manager()

    class Meta:
        verbose_name = "spørgsmål til mentorfamilie"
        verbose_name_plural = "spørgsmål til mentorfamilier"
        ordering = ["-spurgt_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["mentorskab"],
                condition=Q(svar="", trukket_at=None),
                name="mentorspoergsmaal_one_open",
                violation_error_message="En familie er spurgt og har ikke svaret endnu.",
            ),
            models.CheckConstraint(
                condition=Q(svar="", besvaret_at=None)
                | Q(svar__in=["ja", "nej"], svar_paa__isnull=False, besvaret_at__isnull=False),
                name="mentorspoergsmaal_answered",
            ),
        ]
        indexes = [
            models.Index(
                fields=["svarfrist"],
                condition=Q(svar="", trukket_at=None),
                name="mentorspoergsmaal_open",
            )
        ]

    def __str__(self):
        return "Spørgsmål til mentorfamilie"


class MentoropfoelgningQuerySet(models.QuerySet):
    @written_once
    def visible_to(self, bruger):
        return self.filter(mentorskab__in=Mentorskab.objects.visible_to(bruger))

    def waiting(self):
        return self.filter(paa=None, mentorskab__til=None)


@track
class Mentoropfoelgning(OfMentorskab):
    """The konsulent asks how it goes, at intervals from the first day (R9, R11).

    Both circles read it, so there is no room for what either family tells about itself.
    """

    class Gaar(models.TextChoices):
        GODT = "godt", "Godt"
        DELVIST = "delvist", "Delvist"
        IKKE = "ikke", "Ikke godt"

    mentorskab = models.ForeignKey(Mentorskab, models.CASCADE, related_name="opfoelgninger")
    nr = models.PositiveSmallIntegerField("nr.")
    frist = models.DateField("frist")
    paa = models.DateField("hvornår talte I?", null=True, blank=True)
    gaar = models.CharField("hvordan går det?", max_length=10, choices=Gaar, blank=True)
    kontakter = models.PositiveSmallIntegerField(
        "hvor mange gange har de talt sammen siden sidst?", null=True, blank=True
    )
    by = models.ForeignKey(Bruger, models.PROTECT, null=True, editable=False, related_name="+")
    at = models.DateTimeField(null=True, editable=False)

    objects = MentoropfoelgningQuerySet.as_manager()

    class Meta:
        verbose_name = "opfølgning på mentorskab"
        verbose_name_plural = "opfølgninger på mentorskaber"
        ordering = ["nr"]
        constraints = [
            models.UniqueConstraint(fields=["mentorskab", "nr"], name="mentoropfoelgning_nr"),
            models.CheckConstraint(
                condition=Q(paa=None, gaar="") | (Q(paa__isnull=False) & ~Q(gaar="")),
                name="mentoropfoelgning_done",
            ),
        ]
        indexes = [
            models.Index(fields=["frist"], condition=Q(paa=None), name="mentoropfoelgning_waiting")
        ]

    def __str__(self):
        return f"Opfølgning nr. {self.nr}"
