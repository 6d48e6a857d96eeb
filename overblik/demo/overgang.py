"""Four children of the demo who move from an institution to a foster family, with help (H1–H13)."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.utils import timezone

from faelles.access import Rolle
from faelles.kalender import kalender_for
from faelles.models import Bruger
from overblik.demo.familier import PlejeBarn
from overblik.demo.ur import deal, local, weekday
from plejefamilier import actions
from plejefamilier.actions.moedetid import BEKRAEFTES
from plejefamilier.models import (
    Barn,
    Behov,
    Foraelder,
    Moede,
    Oenske,
    Overgang,
    Overgangskontakt,
    Trin,
)
from plejefamilier.queries.overgang_moede import kandidater
from plejefamilier.udslusning import Dage

Slags, Metode = Overgangskontakt.Slags, Oenske.Metode
WEEK = timedelta(weeks=1)
BUDGET = 20  # hours
BOERN = (  # name, girl, years, number of the family, weeks from today, mother if she takes part
    ("Asta Vangsgaard", True, 4, 40, 3, "Line Vangsgaard"),
    ("Bertram Rødkjær", False, 7, 26, -2, "Camilla Rødkjær"),
    ("Villads Toftegaard", False, 6, 13, -10, ""),
    ("Ida Skovmand", True, 9, 39, -32, ""),
)
FELTER = {
    Trin.FOER: {
        "hvad": "Besøg i familien hver onsdag eftermiddag. Efter tre besøg den første nat.\n"
        "Vi kører roligt frem og springer en uge over, hvis det bliver for meget.",
        "hvem": "Kontaktpædagogen følger med de første tre gange. Plejefamilien laver noget kendt: "
        "boller eller perler. Konsulenten ringer til familien dagen efter.",
        "barnet_hoerer": "Kontaktpædagogen læser fotobogen om familien ved sengetid. Piktogram på "
        "tavlen om morgenen, når der er besøg.",
        "foraeldre": "Rådgiveren taler med mor hver anden uge. Mor har set huset og givet et tæppe "
        "med.",
        "inddragelse": "Barnet vælger farven på væggen og hvilke ting, der flytter med først.",
        "kontakt": "Barnet bor på institutionen. Familien ringer på video om søndagen.",
        "raadgivning": "Familien kan ringe til afdelingen alle dage mellem 8 og 20.",
        "tegn": "Spiser mindre, vil bæres, sover uroligt. Så holder vi pause og taler sammen.",
    },
    Trin.UNDER: {
        "hvad": "Flyttedagen begynder med morgenmad på institutionen. Kassen med legetøj kommer "
        "først. Ingen gæster de første to uger.",
        "hvem": "Kontaktpædagogen er med hele flyttedagen og kommer igen ugen efter.",
        "barnet_hoerer": "»Du skal bo hos dem. Vi kommer og besøger dig.« De samme ord hver gang.",
        "foraeldre": "Mor får et billede samme aften. Første samvær efter to uger.",
        "inddragelse": "Barnet bestemmer, hvem der læser godnathistorie.",
        "kontakt": "Besøg af kontaktpædagogen to gange, video efter aftale.",
        "raadgivning": "Afdelingen ringer hver fredag de første fire uger.",
        "tegn": "Leder efter de voksne fra institutionen, vågner om natten.",
    },
    Trin.EFTER: {
        "hvad": "Hverdagen er familiens. Børnehave fra tredje måned.",
        "hvem": "Konsulenten kommer hver anden uge. Institutionen er med på samarbejdsmøderne.",
        "barnet_hoerer": "Familien taler om institutionen, når barnet gør det.",
        "foraeldre": "Fast samvær hver tredje uge.",
        "inddragelse": "Rådgiveren taler med barnet alene, når hun kommer på tilsyn.",
        "kontakt": "Kontaktpædagogen besøger barnet en gang om måneden det første halve år.",
        "raadgivning": "Familien ringer, når der er brug for det. Tiden tages af de 20 timer.",
        "tegn": "At barnet igen spiser lidt, eller trækker sig fra de andre børn.",
    },
}
OENSKER = (
    (Metode.LEG, "Dukken skal sove med lyset tændt. Og bamse skal med i bilen."),
    (Metode.TEGNING, "Har tegnet et hus med fem i. Siger: »Der er mig.«"),
)
GIK = (
    "Ville først ikke af jakken. Efter en time byggede de togbane på gulvet.",
    "Løb selv ind. Spurgte i bilen, hvornår det er onsdag igen.",
    "Sov fra otte til halv syv. Vågnede en gang og fandt selv bamsen.",
    "Var stille hele vejen hjem. Kontaktpædagogen lagde piktogrammet frem til næste gang.",
)
AFTALER = (
    "Skrive barnets dag ned time for time til plejefamilien",
    "Vise mor billeder af huset og værelset",
)
BEHOV = "Knytter sig langsomt og skal forberedes på alt nyt. Er glad for faste voksne og ro."
SENERE = "Søger nu plejeforældrene, når noget gør ondt. Har stadig brug for varsel før samvær."
OPFOELGNING = "Barnet er faldet til, og støtten fra institutionen trappes ned."
TILSYN = (
    "Viste bamsens seng og fortalte, hvem der læser om aftenen. Siger, at der lugter af boller.",
    "Vi gik en tur til hønsene. Barnet taler om »os« og ved, hvornår mor kommer næste gang.",
)
KOM = (
    "Barnet viste værelset frem og ville lege gemmeleg som før.",
    "Vi bagte boller. Barnet sagde farvel i døren uden at græde.",
    "Barnet fortalte om børnene på vejen og ville hellere ud til dem.",
)
RAAD = (
    "Om sengetid: samme rækkefølge hver aften, og lad døren stå åben.",
    "Om mad: læg lidt op ad gangen, og lad være med at spørge til det.",
    "Om vrede: bliv i rummet, sig lidt, og tal om det næste dag.",
    "Om samvær: fortæl datoen på kalenderen, og lav noget roligt bagefter.",
)
REFERAT = (
    "Barnet skal kunne tage bamse, tæppe og sine billeder med fra første dag.",
    "Institutionen forbereder barnet. Konsulenten er familiens indgang. Rådgiveren taler med mor.",
    "Alle siger det samme: Du skal bo hos dem, og vi kommer og besøger dig.",
    "Familien har tid om eftermiddagen, og de har haft et barn med samme behov før.",
)
BEGRUNDELSE = "Barnet spørger selv efter familien, så overnatningerne kommer tidligere."
SLUT = "Flytningen gik roligt. Barnet sover igennem og taler om begge steder."


@dataclass(frozen=True)
class Flytning:
    """One move of the story: the child, its family's number, the planned day, its mother."""

    barn: PlejeBarn
    familie: int  # one with a free place
    dag: date
    mor: str


class Overgange:
    """Plans a move of each stage: three weeks ahead, just done, done for months, and closed."""

    def __init__(self, rng, dagbog, hus, verden, start, now):
        self.rng, self.dagbog, self.hus, self.verden, self.now = rng, dagbog, hus, verden, now
        today = now.date()
        for number, (navn, pige, years, familie, weeks, mor) in enumerate(BOERN, start=901):
            foedt = today - timedelta(days=years * 365 + 17 * (number - 897))
            barn = PlejeBarn(navn, pige, foedt, number)
            self._plan(Flytning(barn, familie, weekday(today + weeks * WEEK), mor))

    def _plan(self, flytning):
        """What happens to one child, week by week around the day it moves."""
        day, at = flytning.dag, self.dagbog.at
        state = {"nummer": flytning.barn.nummer}
        at(local(day - 10 * WEEK, 9, 20), self._open, flytning, state)
        opstart = kalender_for(self.hus.kommune).roll_forward(day - 9 * WEEK)
        at(local(day - 10 * WEEK, 9, 50), self._call, state, opstart)
        at(local(opstart, 13, 10), self._held, state)
        at(local(opstart, 13, 30), self._write, state, day, 0)
        visits = [(week, Slags.BESOEG) for week in (7, 6, 5, 4)] + [(3, Slags.OVERNATNING)]
        visits += [(2, Slags.OVERNATNING), (1, Slags.OVERNATNING)]
        at(local(weekday(day - 8 * WEEK), 10, 5), self._visits, state, day, visits)
        at(local(weekday(day - 5 * WEEK), 10, 45), self._hear, state, 1)
        at(local(weekday(day - 5 * WEEK), 15, 20), self._ready, state)
        at(local(weekday(day - 4 * WEEK), 11), self._write, state, day, 1)
        at(local(weekday(day - 4 * WEEK), 11, 20), self._adult, state, day)
        for week, (gik, raad) in enumerate(zip(GIK, RAAD, strict=True), start=1):
            at(local(weekday(day - (8 - week) * WEEK), 18), self._went, state, gik)
            at(local(weekday(day + week * WEEK), 14, 40), self._advise, state, raad)
        at(local(day, 17, 15), self._moved, state, day)
        for week, tekst in zip((2, 6, 10), KOM, strict=True):
            at(local(weekday(day + week * WEEK), 17, 30), self._came, state, tekst)
        for week, text in zip((5, 20), TILSYN, strict=True):
            at(local(weekday(day + week * WEEK), 15), self._visit, state, text)
        for week in (9, 30):
            at(local(weekday(day + week * WEEK), 12), self._follow_up, state)
        at(local(weekday(day + 20 * WEEK), 10), self._close, state)

    def _open(self, flytning, state):
        hus, familie = self.hus, self.verden.familier[flytning.familie]
        state["paedagog"] = Bruger.objects.with_role(
            Rolle.INSTITUTIONSMEDARBEJDER, kommune=hus.kommune, day=timezone.localdate()
        ).first()
        state["familie"], state["raadgiver"] = familie.row, hus.raadgivere[0]
        metode, oensker = OENSKER[0]
        state["row"] = actions.open_overgang(
            by=state["raadgiver"],
            kommune=hus.kommune,
            plejefamilie=familie.row,
            institution=state["paedagog"].organisation,
            planlagt_flytning=flytning.dag,
            metode=metode,
            oensker=oensker,
            cpr_nummer=flytning.barn.cpr,
            navn=flytning.barn.navn,
            kontaktpaedagog=state["paedagog"],
            timebudget=BUDGET,
        )
        if flytning.mor:
            actions.add_foraelder(
                by=state["raadgiver"],
                barn=state["row"].barn,
                slags="biologisk",
                foraeldremyndighed=True,
                navn=flytning.mor,
                telefon=f"20055{flytning.barn.nummer}",
            )

    def _call(self, state, day):
        row = state["row"]
        start = local(day, 11, 30)
        state["moede"] = actions.plan_moede(
            by=state["raadgiver"],
            kommune=row.kommune,
            slags="opstartsmoede",
            start=start,
            slut=start + timedelta(minutes=90),
            barn=row.barn,
            plejefamilie=row.plejefamilie,
            overgang=row,
            sted="institutionen",
            deltagere=[person.valg for person in kandidater(row)],
            mangler_begrundelse=self._reason(row),
            bekraeft=BEKRAEFTES,
        )

    def _reason(self, row):
        known = Foraelder.objects.filter(foraeldreskaber__barn=row.barn).exists()
        return "" if known else "Mor vil først se familien. Rådgiveren taler med hende bagefter."

    def _held(self, state):
        moede = Moede.objects.get(pk=state["moede"].pk)
        actions.write_referat(
            by=state["raadgiver"],
            moede=moede,
            version=moede.version,
            punkter={
                punkt.pk: {"referat": tekst}
                for punkt, tekst in zip(moede.punkter.all(), REFERAT, strict=False)
            },
            fremmoede={deltager.pk: True for deltager in moede.deltagere.all()},
        )
        self.dagbog.at(timezone.now() + timedelta(days=2), self._lock, state)

    def _lock(self, state):
        """The minutes are locked; two things are agreed, and kept a week before they must be."""
        by, moede = state["raadgiver"], Moede.objects.get(pk=state["moede"].pk)
        actions.lock_referat(by=by, moede=moede)
        frist = weekday(state["row"].planlagt_flytning - WEEK)
        for tekst, ansvarlig in zip(AFTALER, (state["paedagog"], by), strict=True):
            aftale = actions.create_aftale(
                by=by,
                kommune=moede.kommune,
                tekst=tekst,
                ansvarlig=ansvarlig,
                frist=frist,
                moede=moede,
                plejefamilie=moede.plejefamilie,
                barn=moede.barn,
            )
            self.dagbog.at(local(frist - WEEK, 14, 5), self._keep, aftale)

    def _keep(self, aftale):
        actions.complete_aftale(by=aftale.ansvarlig, aftale=aftale)

    def _ready(self, state):
        """What the rådgiver knows about the child before it moves: its needs and its plan."""
        barn = Barn.objects.get(pk=state["row"].barn_id)
        actions.record_behov(
            by=state["raadgiver"],
            barn=barn,
            hvornaar=Behov.Hvornaar.MATCHNING,
            dato=timezone.localdate(),
            koder=[Behov.Kode.TILKNYTNING, Behov.Kode.BIOLOGISK_FAMILIE],
            omfang=Behov.Omfang.MODERAT,
            beskrivelse=BEHOV,
        )
        actions.update_barneplan(
            by=state["raadgiver"],
            barn=barn,
            version=barn.version,
            plan_reference=f"{timezone.localdate().year}-{130000 + state['nummer']}",
            plan_faerdig_paa=timezone.localdate(),
        )

    def _visit(self, state, text):
        actions.record_tilsyn(
            by=state["raadgiver"],
            barn=state["row"].barn,
            dato=timezone.localdate(),
            talt_med_barnet="alene",
            hvorfor_ikke="",
            notat=text,
        )

    def _follow_up(self, state):
        """Needs and plan are seen again some months after the move."""
        by, barn, day = state["raadgiver"], state["row"].barn, timezone.localdate()
        if not barn.behov.filter(hvornaar=Behov.Hvornaar.SENERE).exists():
            actions.record_behov(
                by=state["familie"].konsulent or by,
                barn=barn,
                hvornaar=Behov.Hvornaar.SENERE,
                dato=day,
                koder=[Behov.Kode.TILKNYTNING],
                omfang=Behov.Omfang.MODERAT,
                beskrivelse=SENERE,
            )
        actions.record_barnsopfoelgning(
            by=by, barn=barn, dato=day, maaneder=6, begrundelse=OPFOELGNING
        )

    def _write(self, state, day, version):
        felter = {trin: dict(texts) for trin, texts in FELTER.items()}
        if version:
            felter[Trin.FOER]["hvad"] += "\nOvernatning hver fredag i de sidste tre uger."
        begins = weekday(day - 9 * WEEK)
        actions.save_plan(
            by=state["raadgiver"],
            overgang=state["row"],
            seen=version,
            dage=Dage(begins, day, day + 4 * WEEK, day + 26 * WEEK),
            felter=felter,
            begrundelse=BEGRUNDELSE if version else "",
        )

    def _visits(self, state, day, visits):
        for weeks, slags in visits:
            then = weekday(day - weeks * WEEK)
            night = slags == Slags.OVERNATNING
            state.setdefault("kontakter", []).append(
                actions.add_kontakt(
                    by=state["familie"].konsulent or state["raadgiver"],
                    overgang=state["row"],
                    slags=slags,
                    start=local(then, 14, 30),
                    slut=local(then + timedelta(days=1), 10) if night else local(then, 17),
                )
            )

    def _went(self, state, gik):
        kontakt = next((one for one in state["kontakter"] if one.start <= timezone.now()), None)
        if kontakt:
            state["kontakter"].remove(kontakt)
            actions.hold_kontakt(
                by=state["paedagog"], kontakt=kontakt, tekst=gik, slut=kontakt.slut, paa_budget=True
            )

    def _hear(self, state, number):
        metode, tekst = OENSKER[number]
        actions.hear_barn(
            by=state["paedagog"],
            overgang=state["row"],
            metode=metode,
            tekst=tekst,
            dato=timezone.localdate(),
        )

    def _adult(self, state, day):
        state["voksen"] = actions.add_kendtvoksen(
            by=state["raadgiver"],
            overgang=state["row"],
            navn="",
            bruger=state["paedagog"],
            fra=day,
            til=day + 26 * WEEK,
        )

    def _moved(self, state, day):
        texts = deal(self.rng, GIK)
        for kontakt in state.pop("kontakter"):
            actions.hold_kontakt(
                by=state["paedagog"], kontakt=kontakt, tekst=next(texts), slut=kontakt.slut
            )
        actions.register_flytning(
            by=state["raadgiver"], overgang=state["row"], flyttet_paa=day, grundlag="samtykke"
        )

    def _advise(self, state, raad):
        now = timezone.now()
        actions.add_kontakt(
            by=state["paedagog"],
            overgang=state["row"],
            slags=Slags.RAADGIVNING,
            start=now - timedelta(minutes=30),
            slut=now,
            tekst=raad,
            paa_budget=True,
        )

    def _came(self, state, tekst):
        now = timezone.now()
        actions.add_kontakt(
            by=state["paedagog"],
            overgang=state["row"],
            slags=Slags.KENDT_VOKSEN,
            start=now - timedelta(hours=2),
            slut=now,
            kendt_voksen=state["voksen"],
            tekst=tekst,
            paa_budget=True,
        )

    def _close(self, state):
        actions.close_overgang(
            by=state["raadgiver"],
            overgang=Overgang.objects.get(pk=state["row"].pk),
            afslutning=SLUT,
        )
