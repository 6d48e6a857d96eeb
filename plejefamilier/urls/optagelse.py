"""Films of a child, and methods that were tried."""

from django.urls import path

from plejefamilier.views import metode, optagelse

urlpatterns = [
    path("boern/<uuid:pk>/video/", optagelse.video_list, name="video_list"),
    path("boern/<uuid:pk>/video/ny/", optagelse.video_create, name="video_create"),
    path(
        "boern/<uuid:pk>/video/samtykke/",
        optagelse.videosamtykke_create,
        name="videosamtykke_create",
    ),
    path(
        "videosamtykker/<int:pk>/traek/",
        optagelse.videosamtykke_withdraw,
        name="videosamtykke_withdraw",
    ),
    path("video/<uuid:pk>/", optagelse.video_fetch, name="video_fetch"),
    path("video/<uuid:pk>/slet/", optagelse.video_delete, name="video_delete"),
    path("boern/<uuid:pk>/metoder/ny/", metode.metode_create, name="metode_create"),
    path("metoder/<int:pk>/", metode.metode_detail, name="metode_detail"),
    path("metoder/<int:pk>/udfald/", metode.metode_end, name="metode_end"),
]
