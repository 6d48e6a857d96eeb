"""The cooperation in Vestersund: who is in the circle around a child, and who does what."""

from datetime import timedelta

from django.utils import timezone

from faelles import notices
from faelles.access import Rolle
from faelles.constraints import on_day
from faelles.models import Bruger, Organisation, Rolletildeling
from overblik.demo.ur import deal, local, weekday
from plejefamilier import actions
from plejefamilier.models import Fagrolle, Kredsrolle, Tovholder

DAY = timedelta(days=1)
HVER = 5  # around every fifth child somebody outside the municipality helps
KREDSE = (0, 3)  # of every eight families: the demo konsulent's, and one of the other team
FLEST = 9  # children in each of the demo logins' own circles
KURSUS = timedelta(days=200)
UDENFOR = (
    (
        "Tove Gransøe",
        "Jobcenter Vestersund",
        "20090011",
        Fagrolle.JOBCENTER,
        "Hjælper mor i praktik",
    ),
    ("Egon Brask", "Vestersund Skole", "20090012", Fagrolle.SKOLE, "Er barnets klasselærer"),
    (
        "Ruth Kjeldgaard",
        "Familiernes Hus",
        "20090013",
        Fagrolle.STOETTEPERSON,
        "Støtter mor før og efter samvær",
    ),
    (
        "Mona Fribo",
        "Misbrugscentret",
        "20090014",
        Fagrolle.MISBRUGSCENTER,
        "Taler med far hver anden uge",
    ),
)
FRIVILLIG = {
    "navn": "Rita Vang",
    "organisation_navn": "Røde Kors",
    "rolle": Fagrolle.ANDEN,
    "rolle_andet": "Frivillig netværksstøtte",
    "opgave": "Går tur med mor om søndagen",
}
BEHANDLING = (
    "Taler med forældrene hver uge om at være forældre på afstand",
    "Forbereder samvær med mor og taler det igennem bagefter",
    "Støtter forældrene i at tale med skolen",
    "Mødes med far hver anden torsdag",
)
SUPERVISION = (
    "Giver plejeforældrene supervision hver måned",
    "Supervision om nætter og overgange, fem gange",
    "Vejleder i hjemmet hver anden uge efter samvær",
)
LOVET = {
    Fagrolle.FAMILIEBEHANDLER: "Spørge mor, om hun vil med til skole-hjem-samtalen",
    Fagrolle.INSTITUTIONSMEDARBEJDER: "Skrive de fem temaer for supervisionen ned til familien",
}
TOVHOLDER = "Forældrene er trygge ved hende, og hun ser dem hver uge"
NY_VERSION = "Forældrene vil hellere ringes op af familiebehandleren"
AFTALE = (
    "Vi taler sammen før, under og efter hvert forløb. Konsulenten er med til første møde. "
    "Institutionen skriver, hvad plejefamilien har lært, og konsulenten følger op hjemme."
)


class Samarbejde:
    """Puts circles, agreements of roles, tovholdere and institutions' agreements into the diary."""

    def __init__(self, rng, dagbog, hus, verden, start, now):
        self.rng, self.dagbog, self.hus, self.now = rng, dagbog, hus, now
        self.taken = {}
        dagbog.at(self._when(now - 300 * DAY), self._institutions)
        dagbog.at(now - timedelta(hours=40), self._read_notices)
        dagbog.at(now - timedelta(hours=39), self._promise)
        self.behandling, self.supervision = deal(rng, BEHANDLING), deal(rng, SUPERVISION)
        self.udenfor = deal(rng, UDENFOR)
        begins = now - 170 * DAY
        for number, familie in enumerate(verden.familier):
            if number % 8 in KREDSE:
                moment = self._when(begins + timedelta(days=self.rng.randrange(80)))
                dagbog.at(moment, self._gather, familie)

    def _when(self, moment):
        return min(local(weekday(moment.date()), 13, self.rng.randrange(60)), self.now)

    def _person(self, rolle):
        roles = Rolletildeling.objects.filter(
            on_day(timezone.localdate()), kommune=self.hus.kommune, rolle=rolle
        )
        return Bruger.objects.filter(pk__in=roles.values("bruger"), is_active=True).first()

    def _institutions(self):
        """Two agreements: one that holds, one that is soon to be reviewed."""
        leder, today = self.hus.ledere[0], timezone.localdate()
        dennis = self._person(Rolle.INSTITUTIONSMEDARBEJDER)
        houses = Organisation.objects.filter(
            kommune=self.hus.kommune, slags=Organisation.Slags.INSTITUTION
        )
        ordered = sorted(houses, key=lambda house: (house.pk != dennis.organisation_id, house.pk))
        for number, house in enumerate(ordered[:2]):
            actions.create_samarbejdsaftale(
                by=leder,
                kommune=self.hus.kommune,
                institution=house,
                indgaaet_paa=today,
                revideres_paa=self.now.date() + timedelta(days=(14, 200)[number]),
                tekst=AFTALE,
                ansvarlig=leder,
                lokal_tovholder=dennis if house.pk == dennis.organisation_id else None,
            )

    def _promise(self):
        """Something that those who come from outside have said they will do."""
        rows = Kredsrolle.objects.filter(bruger__isnull=False, til=None, barn__isnull=False)
        for rolle, tekst in LOVET.items():
            plads = rows.filter(rolle=rolle).select_related("bruger", "barn").order_by("pk").first()
            if plads:
                actions.create_aftale(
                    by=self.hus.konsulenter[0][0],
                    kommune=self.hus.kommune,
                    tekst=tekst,
                    ansvarlig=plads.bruger,
                    frist=weekday(self.now.date() + 5 * DAY),
                    barn=plads.barn,
                )

    def _read_notices(self):
        """Everybody has seen what she was told of people, roles, meetings and moves long ago."""
        for key in ("kreds", "rolleaftale", "tovholder", "moede", "overgang", "aftale", "implem"):
            notices.mark_read(key)

    def _gather(self, familie):
        """The people around the oldest child of a family, taken in by its konsulent."""
        stays = [barn for barn, _, til in familie.boern if til is None]
        boern = [barn for barn in familie.children_on(timezone.localdate()) if barn in stays]
        by = familie.row and familie.row.konsulent
        if not boern or by is None or familie.row.ophoert_paa:
            return
        barn, today = boern[0].row, timezone.localdate()
        rikke = self._person(Rolle.FAMILIEBEHANDLER)
        dennis = self._person(Rolle.INSTITUTIONSMEDARBEJDER)
        parents = self._take(by, barn, rikke, Fagrolle.FAMILIEBEHANDLER)
        guide = self._take(by, barn, dennis, Fagrolle.INSTITUTIONSMEDARBEJDER)
        navn, hvor, telefon, rolle, opgave = next(self.udenfor)
        who = {"navn": navn, "organisation_navn": hvor, "telefon": telefon}
        actions.add_kredsrolle(by=by, barn=barn, fra=today, rolle=rolle, opgave=opgave, **who)
        if self.rng.random() < 1 / HVER:
            actions.add_kredsrolle(by=by, barn=barn, fra=today, **FRIVILLIG)
        self._agree(by, barn, rikke if parents else None, dennis if guide else None)

    def _take(self, by, barn, person, rolle):
        """Each demo login is in a handful of circles, no more."""
        known = Kredsrolle.objects.filter(on_day(timezone.localdate()), barn=barn, bruger=person)
        if known.exists():
            return True
        if self.taken.get(person.pk, 0) >= FLEST:
            return False
        self.taken[person.pk] = self.taken.get(person.pk, 0) + 1
        today, trained = timezone.localdate(), rolle == Fagrolle.FAMILIEBEHANDLER
        actions.add_kredsrolle(
            by=by,
            barn=barn,
            bruger=person,
            fra=today,
            rolle=rolle,
            opgave=next(self.behandling if trained else self.supervision),
            uddannet_paa=today - KURSUS if trained else None,
        )
        return True

    def _agree(self, by, barn, rikke, dennis):
        today, chance = timezone.localdate(), self.rng.random()
        if chance < 0.15:  # nothing agreed yet: the page says so
            actions.set_samarbejdspunkter(by=by, barn=barn, datoer={"informeret": today})
            return
        raadgiver = barn.myndighedsraadgiver
        lines = [
            {"opgave": "Ringer til plejefamilien hver anden uge", "hvem": by.navn},
            {
                "opgave": "Ringer til forældrene hver fredag",
                "hvem": rikke.navn if rikke else by.navn,
                "bemaerkning": "Efter kl. 14",
            },
        ]
        if dennis:
            lines.append({"opgave": "Supervision hver måned", "hvem": dennis.navn})
        if raadgiver:
            lines.append({"opgave": "Følger op på barnets plan", "hvem": raadgiver.navn})
        first = actions.agree_roller(
            by=by, barn=barn, version=0, indgaaet_paa=today, linjer=lines[:-1]
        )
        if chance < 0.5:
            actions.agree_roller(
                by=by,
                barn=barn,
                version=first.version,
                indgaaet_paa=today,
                linjer=lines,
                begrundelse=NY_VERSION,
            )
        actions.set_samarbejdspunkter(
            by=by, barn=barn, datoer={"informeret": today, "ramme": today, "kontakt_foer": today}
        )
        if rikke and chance > 0.4 and not Tovholder.objects.filter(barn=barn).exists():
            actions.choose_tovholder(
                by=by, barn=barn, bruger=rikke, fra=today, begrundelse=TOVHOLDER
            )
