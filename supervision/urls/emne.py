"""The lists behind training: themes, terms, rooms, specialists and theme tracks."""

from django.urls import path

from supervision.views import emne, emne_fagprofil, emne_spor

urlpatterns = [
    path("temaer/", emne.tema_list, name="tema_list"),
    path("temaer/nyt/", emne.tema_create, name="tema_create"),
    path("temaer/<int:pk>/ret/", emne.tema_update, name="tema_update"),
    path("temaer/<int:pk>/brug/", emne.tema_retire, name="tema_retire"),
    path("begreber/", emne.begreb_list, name="begreb_list"),
    path("begreber/nyt/", emne.begreb_create, name="begreb_create"),
    path("begreber/<int:pk>/ret/", emne.begreb_update, name="begreb_update"),
    path("begreber/<int:pk>/brug/", emne.begreb_retire, name="begreb_retire"),
    path("lokaler/", emne.lokale_list, name="lokale_list"),
    path("lokaler/nyt/", emne.lokale_create, name="lokale_create"),
    path("lokaler/<int:pk>/ret/", emne.lokale_update, name="lokale_update"),
    path("lokaler/<int:pk>/brug/", emne.lokale_retire, name="lokale_retire"),
    path("fagprofiler/", emne_fagprofil.fagprofil_list, name="fagprofil_list"),
    path("fagprofiler/ny/", emne_fagprofil.fagprofil_create, name="fagprofil_create"),
    path("fagprofiler/<int:pk>/ret/", emne_fagprofil.fagprofil_update, name="fagprofil_update"),
    path("fagprofiler/<int:pk>/brug/", emne_fagprofil.fagprofil_retire, name="fagprofil_retire"),
    path("temaspor/", emne_spor.temaspor_list, name="temaspor_list"),
    path("temaspor/nyt/", emne_spor.temaspor_create, name="temaspor_create"),
    path("temaspor/<int:pk>/", emne_spor.temaspor_detail, name="temaspor_detail"),
    path("temaspor/<int:pk>/ret/", emne_spor.temaspor_update, name="temaspor_update"),
    path("temaspor/<int:pk>/brug/", emne_spor.temaspor_retire, name="temaspor_retire"),
    path("temaspor/<int:pk>/led/nyt/", emne_spor.sporled_create, name="sporled_create"),
    path("temaspor/led/<int:pk>/flyt/", emne_spor.sporled_move, name="sporled_move"),
    path("temaspor/led/<int:pk>/fjern/", emne_spor.sporled_remove, name="sporled_remove"),
]
