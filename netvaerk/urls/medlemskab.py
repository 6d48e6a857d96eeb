from django.urls import path

from netvaerk.views import familienetvaerk, forslag, medlemskab

GRUPPE, ET = "grupper/<int:pk>/", "medlemskaber/<int:pk>/"

urlpatterns = [
    path(f"{GRUPPE}forslag/", forslag.forslag_list, name="forslag_list"),
    path(f"{GRUPPE}foreslaa/", forslag.medlemskab_propose, name="medlemskab_propose"),
    path(f"{GRUPPE}kontaktliste/", medlemskab.kontaktliste_pdf, name="kontaktliste_pdf"),
    path(f"{ET}svar/", medlemskab.medlemskab_answer, name="medlemskab_answer"),
    path(f"{ET}traek/", medlemskab.medlemskab_withdraw, name="medlemskab_withdraw"),
    path(f"{ET}slut/", medlemskab.medlemskab_end, name="medlemskab_end"),
    path(f"{ET}del/", medlemskab.medlemskab_share, name="medlemskab_share"),
    path("familier/", familienetvaerk.familienetvaerk_list, name="familienetvaerk_list"),
    path(
        "familier/<int:pk>/netvaerk/",
        familienetvaerk.familienetvaerk_detail,
        name="familienetvaerk_detail",
    ),
]
