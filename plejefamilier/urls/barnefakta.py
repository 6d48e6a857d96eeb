"""What is written about a child, and the lists of children who lack something."""

from django.urls import path

from plejefamilier.views import barnefakta, behov, slaegt, tilsyn

BARN = "boern/<uuid:pk>"

urlpatterns = [
    path("behov/", behov.behov_list, name="behov_list"),
    path(f"{BARN}/behov/nyt/", barnefakta.behov_create, name="behov_create"),
    path("behov/<int:pk>/ret/", barnefakta.behov_update, name="behov_update"),
    path(f"{BARN}/oensker/nye/", barnefakta.oenske_create, name="oenske_create"),
    path("oensker/<int:pk>/ret/", barnefakta.oenske_update, name="oenske_update"),
    path(f"{BARN}/plan/", barnefakta.barneplan_update, name="barneplan_update"),
    path(f"{BARN}/maal/nyt/", barnefakta.maal_create, name="barnemaal_create"),
    path("maal/<int:pk>/ret/", barnefakta.maal_update, name="barnemaal_update"),
    path(
        f"{BARN}/opfoelgning/ny/",
        barnefakta.barnsopfoelgning_create,
        name="barnsopfoelgning_create",
    ),
    path(f"{BARN}/aflastning/ny/", barnefakta.aflastning_create, name="aflastning_create"),
    path("aflastning/<int:pk>/ret/", barnefakta.aflastning_update, name="aflastning_update"),
    path("aflastning/<int:pk>/aflys/", barnefakta.aflastning_cancel, name="aflastning_cancel"),
    path("tilsyn/", tilsyn.tilsyn_list, name="tilsyn_list"),
    path(f"{BARN}/tilsyn/nyt/", tilsyn.tilsyn_create, name="tilsyn_create"),
    path("tilsyn/<int:pk>/traek/", tilsyn.tilsyn_withdraw, name="tilsyn_withdraw"),
    path(f"{BARN}/foraeldre/ny/", slaegt.foraelder_create, name="foraelder_create"),
    path("foraeldre/<int:pk>/ret/", slaegt.foraelder_update, name="foraelder_update"),
    path("foraeldre/<int:pk>/afslut/", slaegt.foraelder_end, name="foraelder_end"),
    path(f"{BARN}/soeskende/nye/", slaegt.soeskende_create, name="soeskende_create"),
    path("soeskende/<int:pk>/ret/", slaegt.soeskende_update, name="soeskende_update"),
    path("soeskende/<int:pk>/fjern/", slaegt.soeskende_remove, name="soeskende_remove"),
]
