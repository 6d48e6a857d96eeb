"""The report of the line: what stands on the page, in the PDF and in the workbook."""

from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone

from akuttelefon.queries import rapport_tal
from akuttelefon.queries.rapport_periode import Periode
from akuttelefon.queries.rapport_tabeller import breakdowns
from faelles import skjul
from faelles.models import Organisation
from faelles.skjul import MANGLER, Celle


@dataclass(frozen=True)
class Hovedtal:
    """One main number, perhaps out of another, beside the same number of the period before."""

    navn: str
    nu: Celle
    af: Celle | None
    foer: Celle
    foer_af: Celle | None


@dataclass(frozen=True)
class Rapport:
    """The whole report. `delbar`: small numbers are hidden, so that it can be shared (W4)."""

    kommune: Organisation
    periode: Periode
    foer: Periode | None
    sidste_dag: date | None
    opgjort: datetime
    delbar: bool
    mindste: int
    opkald: Celle
    andel_ude: Celle
    til_tiden: Celle
    over_frist: Celle
    pr_100: Celle
    familier: int
    tilbagetrukne: Celle
    hovedtal: list
    tabeller: dict
    tom: bool


def make_report(kommune, periode, *, delbar):
    """The report of `kommune` for a Periode; whole months when it can be shared (W4)."""
    if delbar:
        periode = periode.whole_months()
    today = timezone.localdate()
    foer = periode.before(today)
    grundlag = rapport_tal.count(kommune, periode, foer)
    mindste = grundlag.regler["akut.mindste_celle"]
    vis = skjul.Viser(mindste if delbar else 0)
    nu = _main(vis, grundlag.tal, grundlag.familier)
    tidligere = _main(vis, grundlag.foer, 0) if foer else None
    return Rapport(
        kommune=kommune,
        periode=periode,
        foer=foer,
        sidste_dag=periode.until(today),
        opgjort=grundlag.opgjort,
        delbar=delbar,
        mindste=mindste,
        opkald=nu["opkald"],
        andel_ude=nu["andel_ude"],
        til_tiden=nu["andel"],
        over_frist=nu["over"],
        pr_100=nu["pr_100"],
        familier=grundlag.familier,
        tilbagetrukne=vis.total(grundlag.tilbagetrukne),
        hovedtal=_hovedtal(nu, tidligere, grundlag.regler["akut.sent_skrevet_timer"]),
        tabeller=breakdowns(vis, grundlag, periode, foer),
        tom=not grundlag.tal.opkald,
    )


def _main(vis, tal, familier):
    """The main numbers of one period, by key."""
    duty = [tal.til_tiden, tal.for_sent, tal.ikke_forfaldne]
    til, sent, vente = duty_cells = vis.split(duty)
    late = [tal.efter_fristen, tal.over_frist]
    efter, over = vis.within(sent, late)
    ude = vis.split([tal.ude, tal.opkald - tal.ude])[0]
    opkald = vis.total(tal.opkald)
    und = vis.split([tal.underretninger, tal.opkald - tal.underretninger])[0]
    judged = [tal.vurderet_til_tiden, tal.vurderet_for_sent, tal.vurdering_venter]
    i_tide, for_sent, venter = vis.within(und, judged)
    return {
        "opkald": opkald,
        "ude": ude,
        "andel_ude": vis.ratio(ude, skjul.percent(tal.ude, tal.opkald), enhed="%"),
        "til": til,
        "forfaldne": vis.sum(til, sent),
        "efter": efter,
        "over": over,
        "vente": vente,
        "andel": skjul.share(duty, duty_cells, vis.mindste),
        "pr_100": vis.ratio(opkald, 100 * tal.opkald / familier if familier else None, decimaler=1),
        "sent_skrevne": vis.split([tal.sent_skrevne, tal.opkald - tal.sent_skrevne])[0],
        "underretninger": und,
        "i_tide": i_tide,
        "vurderes": vis.sum(i_tide, for_sent),
        "venter": venter,
    }


HOVEDTAL = (
    ("Opkald", "opkald", None),
    ("Uden for åbningstiden", "ude", "opkald"),
    ("Fulgt op til tiden", "til", "forfaldne"),
    ("Fulgt op efter fristen", "efter", None),
    ("Ikke fulgt op, over fristen", "over", None),
    ("Ikke fulgt op, fristen er ikke nået", "vente", None),
    ("Andel fulgt op til tiden", "andel", None),
    ("Skrevet mere end {} timer efter samtalen", "sent_skrevne", "opkald"),
    ("Underretninger", "underretninger", None),
    ("Underretninger vurderet inden fristen", "i_tide", "vurderes"),
    ("Underretninger, der venter på en vurdering", "venter", None),
)


def _hovedtal(nu, foer, timer):
    return [
        Hovedtal(
            navn.format(timer),
            nu[key],
            nu[af] if af else None,
            foer[key] if foer else MANGLER,
            foer[af] if foer and af else None,
        )
        for navn, key, af in HOVEDTAL
    ]
