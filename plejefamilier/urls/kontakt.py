"""Notes, their templates, and how often families are contacted."""

from django.urls import path

from plejefamilier.views import kontakt, kontakt_skriv, kontaktrapport, notatskabelon

urlpatterns = [
    path("notater/", kontakt.kontakt_list, name="kontakt_list"),
    path("notater/nyt/", kontakt.kontakt_vaelg, name="kontakt_vaelg"),
    path("notater/<uuid:pk>/", kontakt.kontakt_detail, name="kontakt_detail"),
    path("notater/<uuid:pk>/ret/", kontakt.kontakt_correct, name="kontakt_correct"),
    path("notater/<uuid:pk>/del/", kontakt.kontakt_share, name="kontakt_share"),
    path(
        "notater/deling/<int:pk>/fjern/",
        kontakt.kontaktdeling_withdraw,
        name="kontaktdeling_withdraw",
    ),
    path("notater/skabeloner/", notatskabelon.notatskabelon_list, name="notatskabelon_list"),
    path("notater/skabeloner/ny/", notatskabelon.notatskabelon_create, name="notatskabelon_create"),
    path(
        "notater/skabeloner/<int:pk>/",
        notatskabelon.notatskabelon_update,
        name="notatskabelon_update",
    ),
    path(
        "notater/skabeloner/<int:pk>/fjern/",
        notatskabelon.notatskabelon_remove,
        name="notatskabelon_remove",
    ),
    path("<int:pk>/notat/", kontakt_skriv.familie_kontakt_create, name="familie_kontakt_create"),
    path("boern/<uuid:pk>/notat/", kontakt_skriv.barn_kontakt_create, name="barn_kontakt_create"),
    path(
        "samarbejde/plads/<int:pk>/notat/",
        kontakt_skriv.kreds_kontakt_create,
        name="kreds_kontakt_create",
    ),
    path("kontakt/", kontaktrapport.kontaktrapport, name="kontaktrapport"),
    path("kontakt/excel/", kontaktrapport.kontaktrapport_excel, name="kontaktrapport_excel"),
]
