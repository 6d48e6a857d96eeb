"""The families, the grown-ups, who works with them, and absence."""

from django.urls import path

from plejefamilier.views import (
    belastning,
    familie,
    godkendelse,
    kursus,
    liste,
    plejeforaelder,
    profil,
    tilknytning,
)

urlpatterns = [
    path("", liste.plejefamilie_list, name="plejefamilie_list"),
    path("ny/", familie.plejefamilie_create, name="plejefamilie_create"),
    path("uden-konsulent/", tilknytning.uden_konsulent, name="uden_konsulent"),
    path("fravaer/", tilknytning.fravaer_list, name="fravaer_list"),
    path("fravaer/nyt/", tilknytning.fravaer_create, name="fravaer_create"),
    path("fravaer/<int:pk>/fjern/", tilknytning.fravaer_remove, name="fravaer_remove"),
    path("<int:pk>/", familie.plejefamilie_detail, name="plejefamilie_detail"),
    path("<int:pk>/ret/", familie.plejefamilie_update, name="plejefamilie_update"),
    path("<int:pk>/afslut/", familie.plejefamilie_end, name="plejefamilie_end"),
    path("<int:pk>/adresse/", familie.plejefamilie_adresse, name="plejefamilie_adresse"),
    path("<int:pk>/konsulent/", tilknytning.konsulent_assign, name="konsulent_assign"),
    path("<int:pk>/godkendelse/ny/", godkendelse.godkendelse_create, name="godkendelse_create"),
    path("<int:pk>/godkendelse/ret/", godkendelse.godkendelse_update, name="godkendelse_update"),
    path("kursusdage/", kursus.kursus_mangler, name="kursus_mangler"),
    path("kurser/<int:pk>/ret/", kursus.kursustid_update, name="kursustid_update"),
    path("<int:pk>/kurser/", kursus.kursustid_list, name="kursustid_list"),
    path("<int:pk>/kurser/ny/", kursus.kursustid_create, name="kursustid_create"),
    path("<int:pk>/profil/", profil.familieprofil_update, name="familieprofil_update"),
    path("<int:pk>/belastning/", belastning.belastning_list, name="belastning_list"),
    path("<int:pk>/belastning/ny/", belastning.belastning_create, name="belastning_create"),
    path(
        "boern/<uuid:pk>/belastning/ny/",
        belastning.barn_belastning_create,
        name="barn_belastning_create",
    ),
    path("belastning/<int:pk>/traek/", belastning.belastning_withdraw, name="belastning_withdraw"),
    path("<int:pk>/voksne/ny/", plejeforaelder.plejeforaelder_create, name="plejeforaelder_create"),
    path(
        "voksne/<int:pk>/ret/", plejeforaelder.plejeforaelder_update, name="plejeforaelder_update"
    ),
    path(
        "voksne/<int:pk>/fratraadt/", plejeforaelder.plejeforaelder_end, name="plejeforaelder_end"
    ),
]
