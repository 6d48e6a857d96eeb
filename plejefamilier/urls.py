"""The addresses of the ground, all below /plejefamilier/."""

from django.urls import path

from plejefamilier.views import barn, familie, liste, plejeforaelder, tilknytning

app_name = "plejefamilier"
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
    path("<int:pk>/voksne/ny/", plejeforaelder.plejeforaelder_create, name="plejeforaelder_create"),
    path("<int:pk>/boern/ny/", barn.barn_create, name="barn_create"),
    path(
        "voksne/<int:pk>/ret/", plejeforaelder.plejeforaelder_update, name="plejeforaelder_update"
    ),
    path(
        "voksne/<int:pk>/fratraadt/", plejeforaelder.plejeforaelder_end, name="plejeforaelder_end"
    ),
    path("boern/<uuid:pk>/", barn.barn_detail, name="barn_detail"),
    path("boern/<uuid:pk>/ret/", barn.barn_update, name="barn_update"),
    path("boern/<uuid:pk>/cpr/", barn.barn_cpr, name="barn_cpr"),
    path("boern/<uuid:pk>/flyt/", barn.anbringelse_create, name="anbringelse_create"),
    path("anbringelser/<int:pk>/afslut/", barn.anbringelse_end, name="anbringelse_end"),
]
