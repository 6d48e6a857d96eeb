"""The cellar's addresses. Of allauth only what we use: login, logout and the ways to a password."""

from allauth.account import views as allauth
from django.urls import include, path, re_path
from django.views.decorators.http import require_http_methods

from faelles.views import besked, bruger, drift, kalender, kladde, log, regel, side

_page = require_http_methods(["GET", "HEAD", "POST"])

pages = [
    path("beskeder/", besked.besked_list, name="besked_list"),
    path("beskeder/<int:pk>/", besked.besked_open, name="besked_open"),
    path("beskeder/laest/", besked.besked_read_all, name="besked_read_all"),
    path("kladder/<int:pk>/", kladde.kladde_continue, name="formkladde_continue"),
    path("kladder/<int:pk>/slet/", kladde.kladde_delete, name="formkladde_delete"),
    path("kladder/<int:pk>/hent/", kladde.kladde_restore, name="formkladde_restore"),
    path("kladder/<slug:slags>/gem/", kladde.kladde_save, name="formkladde_save"),
    path("session/", side.session_forlaeng, name="session_forlaeng"),
    path("tilgaengelighed/", side.tilgaengelighed, name="tilgaengelighed"),
    path("kalender/", kalender.kalender, name="kalender"),
    path("kalender/<int:year>/", kalender.kalender_year, name="kalender_year"),
    path("kalender/lukkedag/ny/", kalender.lukkedag_create, name="lukkedag_create"),
    path("kalender/lukkedag/<int:pk>/", kalender.lukkedag_update, name="lukkedag_update"),
    path("kalender/lukkedag/<int:pk>/slet/", kalender.lukkedag_delete, name="lukkedag_delete"),
    path("regler/", regel.regel_list, name="regel_list"),
    path("regler/startvalg/<slug:preset>/", regel.regel_preset, name="regel_preset"),
    path("regler/<str:key>/", regel.regel_update, name="regel_update"),
    path("brugere/", bruger.bruger_list, name="bruger_list"),
    path("brugere/ny/", bruger.bruger_create, name="bruger_create"),
    path("brugere/<int:pk>/", bruger.bruger_update, name="bruger_update"),
    path("brugere/<int:pk>/link/", bruger.bruger_link, name="bruger_link"),
    path("brugere/<int:pk>/luk/", bruger.bruger_deactivate, name="bruger_deactivate"),
    path("brugere/<int:pk>/aabn/", bruger.bruger_activate, name="bruger_activate"),
    path("brugere/<int:pk>/rolle/", bruger.rolle_create, name="rolle_create"),
    path("brugere/rolle/<int:pk>/slut/", bruger.rolle_end, name="rolle_end"),
    path("log/", log.log_list, name="log_list"),
    path("drift/", drift.driftsstatus, name="driftsstatus"),
]

# Names without a namespace: allauth reverses them. Nobody signs up; allauth only wants the address.
konto = [
    path("log-paa/", _page(allauth.login), name="account_login"),
    path("log-af/", _page(allauth.logout), name="account_logout"),
    path("lukket/", _page(allauth.account_inactive), name="account_inactive"),
    path("opret/", _page(allauth.signup), name="account_signup"),
    path("adgangskode/", _page(allauth.password_change), name="account_change_password"),
    path("adgangskode/glemt/", _page(allauth.password_reset), name="account_reset_password"),
    path(
        "adgangskode/glemt/sendt/",
        _page(allauth.password_reset_done),
        name="account_reset_password_done",
    ),
    re_path(
        r"^adgangskode/ny/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        _page(allauth.password_reset_from_key),
        name="account_reset_password_from_key",
    ),
    path(
        "adgangskode/gemt/",
        _page(allauth.password_reset_from_key_done),
        name="account_reset_password_from_key_done",
    ),
]

urlpatterns = [
    path("", include((pages, "faelles"))),
    path("konto/", include(konto)),
]
