from django.urls import path

from supervision.views import tilmelding, tilmelding_pligt, tilmelding_vaelg

urlpatterns = [
    path("kurser/<int:pk>/tilmeld/", tilmelding_vaelg.tilmelding_create, name="tilmelding_create"),
    path(
        "kurser/<int:pk>/tilmeld/familier/",
        tilmelding_vaelg.tilmelding_familier,
        name="tilmelding_familier",
    ),
    path(
        "kurser/<int:pk>/tilmeld/voksne/",
        tilmelding_vaelg.tilmelding_voksne,
        name="tilmelding_voksne",
    ),
    path("kurser/<int:pk>/tilmeldte/", tilmelding.tilmelding_list, name="tilmelding_list"),
    path(
        "kurser/<int:pk>/skal-deltage/",
        tilmelding_pligt.tilmelding_pligt,
        name="tilmelding_pligt",
    ),
    path("tilmeldinger/", tilmelding.tilmelding_mine, name="tilmelding_mine"),
    path("tilmeldinger/<int:pk>/", tilmelding.tilmelding_detail, name="tilmelding_detail"),
    path("tilmeldinger/<int:pk>/meld-fra/", tilmelding.tilmelding_cancel, name="tilmelding_cancel"),
    path(
        "familier/<int:pk>/tilmeld/",
        tilmelding_vaelg.tilmelding_kursus,
        name="tilmelding_kursus",
    ),
]
