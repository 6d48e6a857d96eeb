from django.urls import path

from supervision.views import konsulterende, konsulterendeaftale

urlpatterns = [
    path("konsulterende/", konsulterende.visitation_list, name="visitation_list"),
    path("konsulterende/tal/", konsulterendeaftale.konsulterende_tal, name="konsulterende_tal"),
    path(
        "konsulterende/udbydere/",
        konsulterende.konsulterendeudbyder_list,
        name="konsulterendeudbyder_list",
    ),
    path(
        "konsulterende/udbydere/<int:pk>/slut/",
        konsulterende.konsulterendeudbyder_end,
        name="konsulterendeudbyder_end",
    ),
    path(
        "familier/<int:pk>/konsulterende/bed/",
        konsulterende.visitation_create,
        name="visitation_create",
    ),
    path("konsulterende/<int:pk>/", konsulterende.visitation_detail, name="visitation_detail"),
    path(
        "konsulterende/<int:pk>/afgoer/", konsulterende.visitation_decide, name="visitation_decide"
    ),
    path("konsulterende/<int:pk>/forloeb/", konsulterende.visitation_open, name="visitation_open"),
    path(
        "forloeb/<int:pk>/aftale/",
        konsulterendeaftale.forloebsaftale_detail,
        name="forloebsaftale_detail",
    ),
    path(
        "forloeb/<int:pk>/aftale/ret/",
        konsulterendeaftale.forloebsaftale_update,
        name="forloebsaftale_update",
    ),
    path(
        "forloeb/<int:pk>/aftale/underskriv/",
        konsulterendeaftale.forloebsaftale_sign,
        name="forloebsaftale_sign",
    ),
    path(
        "forloeb/<int:pk>/aftale/uden-underskrift/",
        konsulterendeaftale.forloebsaftale_excuse,
        name="forloebsaftale_excuse",
    ),
    path(
        "forloeb/<int:pk>/kaede/",
        konsulterendeaftale.konsulterende_kaede,
        name="konsulterende_kaede",
    ),
]
