"""The pictures of the report: one for each breakdown that is one, by the breakdown's key."""

from faelles.diagram import Bjaelke, liggende, staaende

STANDING = ("maaneder", "ugedage", "timer")
LYING = ("dage", "udbydere", "udfald", "alvor")
EVERY = {"timer": 3}  # phones show every third hour below the bars
MANY = 13  # more bars than this have room for every third word on a phone
PAPER_HEIGHT = 150  # pixels


def blocks(rapport, *, bredde=None):
    """Every (Tabel, caption, SVG or "") in order; `bredde` in pixels is for paper."""
    return [
        (
            tabel,
            tabel.under(rapport.periode.i_navn),
            _picture(tabel, bredde) if key in STANDING + LYING and not tabel.note else "",
        )
        for key, tabel in rapport.tabeller.items()
    ]


def _picture(tabel, bredde):
    column = 2 if tabel.noegle == "dage" else 0  # days differ in number: calls a day
    celler = tabel.values(column)
    bars = [
        Bjaelke(kort, celle.tal, celle.tekst)
        for kort, celle in zip(tabel.kort, celler, strict=True)
    ]
    words = {
        "noegle": f"billede-{tabel.noegle}",
        "titel": f"{tabel.titel}: {tabel.kolonner[column].lower()}. Tallene står i tabellen.",
        "beskrivelse": ", ".join(f"{bar.kort} {bar.tekst}" for bar in bars),
        "bredde": bredde,
    }
    if tabel.noegle in LYING:
        return liggende(bars, **words)
    hver = EVERY.get(tabel.noegle, 3 if len(bars) >= MANY else 1)
    height = {} if bredde is None else {"hoejde": PAPER_HEIGHT}
    return staaende(bars, hver=hver, **words, **height)
