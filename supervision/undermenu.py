"""The section of training and supervision in the menu: everybody sees the entries she may open."""

from faelles.access import Permission
from faelles.menu import Afsnit, Punkt

ROOT = "/supervision/"

KURSER = Afsnit(
    "Kurser og supervision",
    24,
    (
        Punkt(
            "Kurser",
            "supervision:kursus_list",
            Permission.SEE_KURSER,
            1,
            f"{ROOT}kurser/",
            f"{ROOT}(tilmeldinger|evalueringer|udeblivelser)/",
        ),
        Punkt("Supervision", "supervision:forloeb_list", Permission.SEE_SUPERVISION, 2, ROOT),
        Punkt(
            "Kalender",
            "supervision:kalender_show",
            Permission.SEE_KALENDER,
            3,
            f"{ROOT}kalender/",
        ),
        Punkt("Timer", "supervision:timer_list", Permission.SEE_TIMER, 4, f"{ROOT}timer/"),
        Punkt(
            "Temaer og lokaler",
            "supervision:tema_list",
            Permission.SEE_KURSER,
            5,
            f"{ROOT}temaer/",
            f"{ROOT}(temaspor|begreber|lokaler|fagprofiler)/",
        ),
    ),
)
