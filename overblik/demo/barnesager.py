"""What is written about Vestersund's children: needs, wishes, plans, visits, parents, stays."""

from datetime import date, timedelta

from django.utils import timezone

from overblik.demo import navne
from overblik.demo.ur import deal, local, weekday
from plejefamilier import actions
from plejefamilier.models import Aflastningsophold, Anbringelse, Barn, Behov, Oenske

DAY = timedelta(days=1)
Kode, Metode = Behov.Kode, Oenske.Metode
# Shares: needs grew, no visit yet this year, plan still missing, goes somewhere else at times.
VOKSER, UDEN_TILSYN, UDEN_PLAN, AFLASTES = 0.35, 0.08, 0.5, 0.3
TALER = 4  # years: from this age on a child says in words what it wishes
VISITS = (2, 8)  # from these months on
BACK = timedelta(days=400)  # so far back they are written down here
NEW = timedelta(days=100)  # placements so young may still lack their plan
BEHOV = (
    ((Kode.OMSORGSSVIGT, Kode.TILKNYTNING), "Søger trøst hos alle voksne og sover uroligt."),
    ((Kode.VANSKELIGHEDER,), "Bliver hurtigt vred, når noget ændrer sig. Rolige varsler hjælper."),
    ((Kode.TRAUMER, Kode.OMSORGSSVIGT), "Fryser, når nogen hæver stemmen. Har brug for ro."),
    ((Kode.FUNKTIONSNEDSAETTELSE,), "Har brug for billeder og faste rutiner for at forstå dagen."),
    ((Kode.BIOLOGISK_FAMILIE,), "Samværet fylder meget, både før og efter."),
    ((Kode.OMSORGSSVIGT,), "Er bagud med sproget, men lærer hurtigt nye ord."),
)
BEHOV_SMAA = (
    ((Kode.OMSORGSSVIGT, Kode.TILKNYTNING), "Græder lidt og søger ikke trøst. Skal bæres meget."),
    ((Kode.TRAUMER,), "Stivner ved høje lyde. Har brug for de samme arme og den samme rytme."),
    ((Kode.BIOLOGISK_FAMILIE,), "Spiser og sover dårligt i dagene omkring samvær."),
)
NYT_SMAA = (
    ((Kode.TILKNYTNING,), "Vil ikke lægges fra sig og skriger, når plejemor går ud af rummet."),
    ((Kode.FUNKTIONSNEDSAETTELSE,), "Er sen med sprog og motorik. Sundhedsplejersken følger med."),
)
NYT = (
    (
        (Kode.TRAUMER,),
        "Vågner skrigende flere nætter om ugen. Falder til ro, når nogen er der.",
    ),
    ((Kode.TILKNYTNING,), "Afviser plejeforældrene efter samvær og slår, når de kommer tæt på."),
    ((Kode.VANSKELIGHEDER,), "Skolen ringer hver uge. Kan ikke være i klassen mere end to timer."),
)
OENSKER = (
    (Metode.SAMTALE, "samvær", "Jeg vil gerne se min lillebror oftere, ikke kun til fødselsdage."),
    (Metode.TEGNING, "værelset", "Mit værelse skal være blåt, og døren skal kunne stå åben."),
    (Metode.SAMTALE, "skolen", "Jeg vil blive i min klasse. Magnus er min bedste ven."),
    (Metode.LEG, "weekender", "Dukken vil gerne hjem til mor om søndagen og tilbage til hønsene."),
    (Metode.FOTOBOG, "familien", "Peger på hunden igen og igen og siger »min«."),
    (Metode.SAMTALE, "telefon", "Jeg vil selv ringe til far, når jeg har lyst."),
    (Metode.OBSERVATION, "måltider", "Spiser mere, når der er ro, og sidder helst ved vinduet."),
)
OENSKER_SMAA = (
    (
        Metode.OBSERVATION,
        "nætter",
        "Falder til ro ved plejefars stemme og sover bedst på hans arm.",
    ),
    (Metode.FOTOBOG, "familien", "Klapper på billedet af mor og rækker bogen frem igen."),
    (
        Metode.OBSERVATION,
        "måltider",
        "Spiser, når der er stille, og vender hovedet væk ved gæster.",
    ),
)
MAAL_SMAA = (
    ("Søger trøst hos plejeforældrene", "Kravler hen til plejemor, når noget gør ondt."),
    ("Sover uden at vågne i angst", "Vågner en gang om natten mod fem."),
    ("Følger sin vækstkurve", "Ligger nu på kurven og spiser fast føde."),
)
SAMMEN = ("Barnet ønskede, at plejemor blev i stuen.", "Barnet er for lille til at være alene.")
TILSYN_SMAA = (
    "Sad på plejemors arm og smilede, da jeg kom. Rakte ud efter nøglerne og begyndte at pludre.",
    "Sov ved ankomsten. Vågnede roligt og blev trøstet med det samme.",
    "Går nu selv. Vender sig efter plejefar og kommer så hen til mig.",
)
MAAL = (
    ("Sover i egen seng hele natten", "Sover nu igennem de fleste nætter."),
    ("Går til fritid en gang om ugen", "Er begyndt til svømning og har fået en ven."),
    ("Kan sige fra med ord i stedet for at slå", "Lykkes oftere, især når en voksen er tæt på."),
    ("Kommer i skole hver dag", "Har haft tre fraværsdage på to måneder."),
)
TILSYN = (
    "Viste sit værelse og fortalte om hverdagen. Virker tryg og søger plejemor, når noget driller.",
    "Talte om skolen og om samværet. Ønsker at beholde sin fodbold, også i weekender med samvær.",
    "Legede først og talte bagefter. Siger, at der er rart, men at der er langt til vennerne.",
    "Er vokset og har fået farve i kinderne. Fortæller selv, at nætterne er bedre.",
)
RYTME = (
    "Barnet er faldet til, og der er ro om samværet.",
    "Der er meget nyt i barnets hverdag, så vi følger tættere.",
    "Forældrene ønsker hyppigere opfølgning, mens samværet ændres.",
)
STEDER = ("Hos mormor i Hjørring", "Hos en onkel på Fyn", "Spejderlejr", "Sommerkoloni ved havet")
AFLASTNING = Aflastningsophold.Slags


class Barnesager:
    """Puts what is written about each child into the diary, from the day it moves in."""

    def __init__(self, rng, dagbog, hus, verden, start, now):
        self.rng, self.dagbog, self.hus = rng, dagbog, hus
        self.start, self.now, self.today = start, now, now.date()
        begun = {}
        for familie in verden.familier:
            for barn, fra, til in familie.boern:
                begun.setdefault(id(barn), (barn, []))[1].append((fra, til, familie))
        for barn, homes in begun.values():
            self._plan(barn, sorted(homes, key=lambda home: home[0]))

    def _plan(self, barn, homes):
        """The story of one child: from its first home until it leaves the last, or today."""
        rng, fra = self.rng, homes[0][0]
        last = max(til or self.today for _, til, _ in homes)
        first = max(fra, self.start.date())
        small = barn.age_on(first) < TALER
        behov = rng.choice(BEHOV_SMAA if small else BEHOV)
        sag = {"barn": barn, "homes": homes, "fra": fra}
        for kind, texts in (
            ("oensker", (OENSKER, OENSKER_SMAA)),
            ("tilsyn", (TILSYN, TILSYN_SMAA)),
        ):
            sag[kind] = [deal(rng, those) for those in texts]
        self._at(first, last, 1, self._matching, sag, behov, rng.choice((1, 1, 2, 2, 3)))
        self._at(first, last, 2, self._parents, sag, rng.random())
        nyt, maal = rng.choice(NYT_SMAA if small else NYT), MAAL_SMAA if small else MAAL
        if rng.random() < VOKSER:
            self._at(first, last, rng.randrange(60, 95), self._more, sag, behov, nyt)
        else:
            self._at(first, last, rng.randrange(60, 95), self._same, sag, behov)
        missing = self.today - fra < NEW and rng.random() < UDEN_PLAN
        if not missing:
            self._at(first, last, rng.randrange(10, 70), self._plan_ready, sag)
        follow_ups = []
        for begins, til, _ in homes:
            day = begins + timedelta(days=rng.randrange(65, 85))
            while day < (til or self.today):
                follow_ups.append((day - first).days)
                day += timedelta(days=rng.randrange(150, 176))
            if begins > first:
                self._at(first, last, (begins - first).days + 70, self._same, sag, behov)
        for days, why in zip(sorted(follow_ups)[-2:], rng.sample(RYTME, 2), strict=False):
            self._at(first, last, days, self._follow_up, sag, 6, why)
        self._at(first, last, rng.randrange(8, 40), self._goal, sag, rng.choice(maal))
        for _ in range(rng.choice((1, 1, 2))):
            self._at(first, last, rng.randrange(15, 600), self._wish, sag)
        self._visits(first, last, sag)
        if rng.random() < AFLASTES:
            self._at(
                first,
                last,
                rng.randrange(20, 500),
                self._stay,
                sag,
                rng.choice(STEDER[: 2 if small else None]),
            )

    def _visits(self, first, last, sag):
        """Two visits a year, spring and autumn; for some the last one is still to come."""
        rng = self.rng
        missing = rng.random() < UDEN_TILSYN
        for year in (self.today.year - 1, self.today.year):
            for month in VISITS:
                day = date(year, month, 1) + timedelta(days=rng.randrange(75))
                late = missing and (year, month) == (self.today.year, VISITS[-1])
                if max(first, self.today - BACK) < day < last and not late:
                    self.dagbog.at(self._when(day, 13), self._visit, sag)

    def _at(self, first, last, days, act, *arguments):
        """`act` some days after the child's story begins, unless it has ended by then."""
        day = first + timedelta(days=days)
        if day < last:
            self.dagbog.at(self._when(day, 11), act, *arguments)

    def _when(self, day, hour):
        return min(local(weekday(day), hour, self.rng.randrange(60)), self.now)

    # --- who writes
    def _konsulent(self, sag):
        today = timezone.localdate()
        familie = [familie for fra, _, familie in sag["homes"] if fra <= today][-1]
        return familie.row.konsulent or self.hus.ledere[familie.team]

    def _raadgiver(self, sag):
        return sag["barn"].row.myndighedsraadgiver or self._konsulent(sag)

    def _fact(self, act, sag, by, **facts):
        act(by=by, barn=sag["barn"].row, **facts)

    # --- what they write
    def _matching(self, sag, behov, omfang):
        koder, text = behov
        self._fact(
            actions.record_behov,
            sag,
            self._raadgiver(sag),
            hvornaar=Behov.Hvornaar.MATCHNING,
            dato=max(sag["fra"], sag["barn"].foedt),
            koder=[*koder],
            omfang=omfang,
            beskrivelse=text,
        )

    def _more(self, sag, behov, nyt):
        koder = [*dict.fromkeys((*behov[0], *nyt[0]))]
        self._later(sag, koder, nyt[1], more=1)

    def _same(self, sag, behov):
        self._later(sag, [*behov[0]], "Behovet er, som det blev beskrevet.", more=0)

    def _later(self, sag, koder, text, *, more):
        matched = sag["barn"].row.behov.filter(hvornaar=Behov.Hvornaar.MATCHNING).first()
        before = matched.omfang if matched else Behov.Omfang.LET
        self._fact(
            actions.record_behov,
            sag,
            self._konsulent(sag),
            hvornaar=Behov.Hvornaar.SENERE,
            dato=timezone.localdate(),
            koder=koder,
            omfang=min(before + more, Behov.Omfang.SVAERT),
            beskrivelse=text,
        )

    def _parents(self, sag, chance):
        by, barn = self._raadgiver(sag), sag["barn"]
        efternavn = barn.navn.split(" ")[-1]
        mother = f"{self.rng.choice(navne.KVINDER)} {efternavn}"
        people = [(mother, True)]
        if chance < 0.6:
            people.append((f"{self.rng.choice(navne.MAEND)} {efternavn}", chance < 0.3))
        for number, (navn, custody) in enumerate(people):
            self._fact(
                actions.add_foraelder,
                sag,
                by,
                slags="biologisk",
                foraeldremyndighed=custody,
                navn=navn,
                telefon=f"2005{number}{barn.nummer:03d}",
            )

    def _plan_ready(self, sag):
        barn = Barn.objects.get(pk=sag["barn"].row.pk)
        actions.update_barneplan(
            by=self._raadgiver(sag),
            barn=barn,
            version=barn.version,
            plan_reference=f"{timezone.localdate().year}-{110000 + sag['barn'].nummer}",
            plan_faerdig_paa=timezone.localdate(),
        )

    def _follow_up(self, sag, maaneder, why):
        self._fact(
            actions.record_barnsopfoelgning,
            sag,
            self._raadgiver(sag),
            dato=timezone.localdate(),
            maaneder=maaneder,
            begrundelse=why,
        )

    def _goal(self, sag, maal):
        text, result = maal
        day = timezone.localdate()
        ends = day + timedelta(days=self.rng.randrange(90, 400))
        over = ends < self.today
        self._fact(
            actions.record_maal,
            sag,
            self._konsulent(sag),
            tekst=text,
            fra=day,
            til=ends if over else None,
            resultat=result if over else "",
        )

    def _wish(self, sag):
        metode, om, text = next(sag["oensker"][self._is_small(sag)])
        self._fact(
            actions.record_oenske,
            sag,
            self._konsulent(sag),
            dato=timezone.localdate(),
            metode=metode,
            om=om,
            tekst=text,
        )

    def _is_small(self, sag):
        return sag["barn"].age_on(timezone.localdate()) < TALER

    def _visit(self, sag):
        if not sag["barn"].row.anbringelser.filter(slags=Anbringelse.Slags.DOEGN).exists():
            return
        small = self._is_small(sag)
        alone = self.rng.random() < 0.8 and not small
        self._fact(
            actions.record_tilsyn,
            sag,
            self._raadgiver(sag),
            dato=timezone.localdate(),
            talt_med_barnet="alene" if alone else "med_andre",
            hvorfor_ikke="" if alone else SAMMEN[small],
            notat=next(sag["tilsyn"][small]),
        )

    def _stay(self, sag, sted):
        fra = timezone.localdate() + timedelta(days=self.rng.randrange(10, 40))
        self._fact(
            actions.record_aflastning,
            sag,
            self._konsulent(sag),
            slags=self.rng.choice((AFLASTNING.WEEKEND, AFLASTNING.FERIE, AFLASTNING.FRITID)),
            fra=fra,
            til=fra + timedelta(days=self.rng.choice((2, 2, 6))),
            sted=sted,
        )
