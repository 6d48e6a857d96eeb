from django.urls import path

from supervision.views import evaluering

urlpatterns = [
    path(
        "kurser/deltagere/<int:pk>/evaluering/",
        evaluering.evaluering_update,
        name="evaluering_update",
    ),
    path(
        "forloeb/<int:pk>/evaluering/",
        evaluering.forloebsevaluering_list,
        name="forloebsevaluering_list",
    ),
    path(
        "forloeb/<int:pk>/evaluering/<int:familie>/",
        evaluering.forloebsevaluering_update,
        name="forloebsevaluering_update",
    ),
    path("evalueringer/", evaluering.evaluering_rapport, name="evaluering_rapport"),
]
