"""What the administrator has sent in from Excel lately: one with errors, one that is ready."""

import io
from datetime import timedelta

from openpyxl import load_workbook

from plejefamilier import actions
from plejefamilier.actions.dataimport import work_off_imports
from plejefamilier.indlaesning.skabelon import template

NUMMER = "9041"
FAMILIE = [
    NUMMER,
    "Vestergaard, Hanne og Jens",
    "Forstærket",
    "01-03-2025",
    2,
    "Socialtilsyn Nord",
    "Prøvevej 41, 9999 Vestersund",
    "nej",
    "20 04 19 41",
]
VOKSNE = ([NUMMER, "Hanne Vestergaard", "20 04 19 42"], [NUMMER, "Jens Vestergaard"])


class Indlaesninger:
    """The day before yesterday a file with slips in it, this morning the same put right."""

    def __init__(self, rng, dagbog, hus, verden, start, now):
        self.hus = hus
        dagbog.at(now - timedelta(days=2, hours=3), self._with_errors)
        dagbog.at(now - timedelta(hours=1), self._ready)

    def _with_errors(self):
        familie = [*FAMILIE]
        familie[3], familie[4] = "31-02-2025", 9
        self._send(familie, [*VOKSNE, ["9042", "Else Prøvesen"]])

    def _ready(self):
        self._send(FAMILIE, VOKSNE)

    def _send(self, familie, voksne):
        by = self.hus.administrator
        team = by.kommune.teams.filter(aktiv=True).order_by("pk").first()
        book = load_workbook(io.BytesIO(template()))
        rows = {"Familier": [[*familie, team.navn]], "Plejeforældre": voksne}
        for title, lines in rows.items():
            for number, line in enumerate(lines, start=3):
                for column, value in enumerate(line, start=1):
                    book[title].cell(row=number, column=column, value=value)
        stream = io.BytesIO()
        book.save(stream)
        actions.receive_import(
            by=by, kommune=by.kommune, filnavn="familier.xlsx", indhold=stream.getvalue()
        )
        work_off_imports()
