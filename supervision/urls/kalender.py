from django.urls import path

from supervision.views import kalender, kalenderadresse

urlpatterns = [
    path("kalender/", kalender.kalender, name="kalender_show"),
    path("kalender/lokaler/", kalender.kalender_lokaler, name="kalender_lokaler"),
    path("kalender/adresser/", kalenderadresse.kalenderadresse_list, name="kalenderadresse_list"),
    path(
        "kalender/adresser/ny/", kalenderadresse.kalenderadresse_open, name="kalenderadresse_open"
    ),
    path(
        "kalender/adresser/<int:pk>/luk/",
        kalenderadresse.kalenderadresse_close,
        name="kalenderadresse_close",
    ),
    path(
        "kalender/feed/<str:noegle>.ics",
        kalenderadresse.kalenderadresse_feed,
        name="kalenderadresse_feed",
    ),
]
