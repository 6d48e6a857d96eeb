"""The sections of the ground in the menu: the families, the cooperation, and the effort itself.

Five entries each: lists of what families and children lack, what one does with others every day,
and what the municipality runs the effort by. Everybody sees those she may open.
"""

from faelles.access import Permission
from faelles.menu import Afsnit, Punkt

ROOT = "/plejefamilier/"
SAG = rf"{ROOT}(boern/[^/]+|\d+)/"  # addresses about one child or one family begin so

FAMILIER = Afsnit(
    "Plejefamilier",
    20,
    (
        Punkt("Familier", "plejefamilier:plejefamilie_list", Permission.SEE_FAMILIER, 1, ROOT),
        Punkt("Tilsyn", "plejefamilier:tilsyn_list", Permission.RECORD_BARN, 2, f"{ROOT}tilsyn/"),
        Punkt("Behov", "plejefamilier:behov_list", Permission.RECORD_BARN, 3, f"{ROOT}behov/"),
        Punkt(
            "Kursusdage",
            "plejefamilier:kursus_mangler",
            Permission.EDIT_FAMILIER,
            4,
            f"{ROOT}kursusdage/",
        ),
        Punkt(
            "Kontakt",
            "plejefamilier:kontaktrapport",
            Permission.EDIT_FAMILIER,
            5,
            f"{ROOT}kontakt/",
        ),
    ),
)
SAMARBEJDE = Afsnit(
    "Samarbejde",
    22,
    (
        Punkt(
            "Mine samarbejder",
            "plejefamilier:samarbejde_list",
            Permission.SEE_SAMARBEJDE,
            1,
            f"{ROOT}samarbejde/",
            rf"({ROOT}(kreds|roller|overgang)|{SAG}(samarbejde|kreds|tovholder|roller|raadgiver))",
        ),
        Punkt(
            "Møder",
            "plejefamilier:moede_list",
            Permission.SEE_SAMARBEJDE,
            2,
            f"{ROOT}moeder/",
            f"{ROOT}moederaekker/",
        ),
        Punkt(
            "Aftaler",
            "plejefamilier:aftale_list",
            Permission.SEE_SAMARBEJDE,
            3,
            f"{ROOT}aftaler/",
        ),
        Punkt(
            "Notater",
            "plejefamilier:kontakt_list",
            Permission.WRITE_KONTAKT,
            4,
            f"{ROOT}notater/",
            rf"{ROOT}samarbejde/plads/\d+/notat/",
        ),
        Punkt(
            "Overgange",
            "plejefamilier:overgang_list",
            Permission.SEE_SAMARBEJDE,
            5,
            f"{ROOT}overgange/",
            regel="plejefamilier.stoettet_overgang",
        ),
    ),
)
INDSATSEN = Afsnit(
    "Indsatsen",
    24,
    (
        Punkt(
            "Rekruttering",
            "plejefamilier:indskrivning_list",
            Permission.RECRUIT,
            1,
            f"{ROOT}rekruttering/",
            f"{SAG}(indskriv|informeret|anmodninger)/",
        ),
        Punkt(
            "Tilbud",
            "plejefamilier:tilbud_list",
            Permission.SEE_IMPLEMENTERING,
            2,
            f"{ROOT}tilbud/",
        ),
        Punkt(
            "Retningslinjer",
            "plejefamilier:retningslinje_list",
            Permission.SEE_SAMARBEJDE,
            3,
            f"{ROOT}retningslinjer/",
        ),
        Punkt(
            "Samarbejdsaftaler",
            "plejefamilier:samarbejdsaftale_list",
            Permission.SEE_SAMARBEJDE,
            4,
            f"{ROOT}samarbejdsaftaler/",
        ),
        Punkt(
            "Implementering",
            "plejefamilier:implementering",
            Permission.SEE_IMPLEMENTERING,
            5,
            f"{ROOT}implementering/",
            f"{ROOT}rekruttering",  # the numbers of it, for those who do not recruit
        ),
    ),
)
