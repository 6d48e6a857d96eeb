"""Every address of the house. The health addresses are answered by the middleware before these."""

from django.urls import include, path

urlpatterns = [
    path("", include("overblik.urls")),
    path("", include("faelles.urls")),
    path("plejefamilier/", include("plejefamilier.urls")),
    path("supervision/", include("supervision.urls")),
    path("netvaerk/", include("netvaerk.urls")),
    path("akuttelefon/", include("akuttelefon.urls")),
]

handler400 = "faelles.views.errors.bad_request"
handler403 = "faelles.views.errors.forbidden"
handler404 = "faelles.views.errors.not_found"
handler500 = "faelles.views.errors.server_error"
