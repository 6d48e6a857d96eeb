"""Getting the effort into operation; offers and guidelines."""

from django.urls import path

from plejefamilier.views import implementering, tilbud

urlpatterns = [
    path("implementering/", implementering.implementering, name="implementering"),
    path("implementering/pdf/", implementering.implementering_pdf, name="implementering_pdf"),
    path(
        "implementering/<slug:skabelon>/<slug:kode>/ret/",
        implementering.punkt_update,
        name="punkt_update",
    ),
    path(
        "implementering/<slug:skabelon>/status/ny/",
        implementering.implementeringsstatus_create,
        name="implementeringsstatus_create",
    ),
    path(
        "implementering/hindringer/ny/",
        implementering.implementeringssag_create,
        name="implementeringssag_create",
    ),
    path(
        "implementering/hindringer/<int:pk>/loes/",
        implementering.implementeringssag_solve,
        name="implementeringssag_solve",
    ),
    path("implementering/kommuner/ny/", implementering.sparring_create, name="sparring_create"),
    path(
        "implementering/kommuner/<int:pk>/fjern/",
        implementering.sparring_retire,
        name="sparring_retire",
    ),
    path("implementering/personer/ny/", implementering.person_create, name="person_create"),
    path("implementering/personer/<int:pk>/slut/", implementering.person_end, name="person_end"),
    path("tilbud/", tilbud.tilbud_list, name="tilbud_list"),
    path("tilbud/nyt/", tilbud.tilbud_create, name="tilbud_create"),
    path("tilbud/<int:pk>/ret/", tilbud.tilbud_update, name="tilbud_update"),
    path("tilbud/<int:pk>/udgaar/", tilbud.tilbud_end, name="tilbud_end"),
    path("retningslinjer/", tilbud.retningslinje_list, name="retningslinje_list"),
    path("retningslinjer/ny/", tilbud.retningslinje_create, name="retningslinje_create"),
    path("retningslinjer/<int:pk>/", tilbud.retningslinje_detail, name="retningslinje_detail"),
    path(
        "retningslinjer/<int:pk>/ny-version/",
        tilbud.retningslinje_update,
        name="retningslinje_update",
    ),
]
