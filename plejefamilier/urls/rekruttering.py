"""Who takes part in the effort, and what families ask for."""

from django.urls import path

from plejefamilier.views import anmodning, rekruttering

urlpatterns = [
    path("rekruttering/", rekruttering.indskrivning_list, name="indskrivning_list"),
    path("rekruttering/tal/", rekruttering.rekruttering_tal, name="rekruttering_tal"),
    path("rekruttering/kriterier/", rekruttering.kriterium_list, name="kriterium_list"),
    path(
        "rekruttering/kriterier/<int:pk>/udgaar/",
        rekruttering.kriterium_retire,
        name="kriterium_retire",
    ),
    path("rekruttering/anmodninger/", anmodning.anmodning_list, name="anmodning_list"),
    path("rekruttering/anmodninger/<int:pk>/", anmodning.anmodning_detail, name="anmodning_detail"),
    path(
        "rekruttering/indskrivninger/<int:pk>/afslut/",
        rekruttering.indskrivning_end,
        name="indskrivning_end",
    ),
    path("<int:pk>/indskriv/", rekruttering.indskrivning_create, name="indskrivning_create"),
    path("<int:pk>/informeret/", rekruttering.informering_create, name="informering_create"),
    path("<int:pk>/anmodninger/ny/", anmodning.anmodning_create, name="anmodning_create"),
]
