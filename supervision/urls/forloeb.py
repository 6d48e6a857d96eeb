from django.urls import path

from supervision.views import forloeb, forloeb_handling

ET = "forloeb/<int:pk>/"

urlpatterns = [
    path("forloeb/", forloeb.forloeb_list, name="forloeb_list"),
    path("forloeb/nyt/", forloeb.forloeb_vaelg, name="forloeb_vaelg"),
    path("forloeb/nyt/<slug:slags>/", forloeb.forloeb_create, name="forloeb_create"),
    path("forloeb/hvem/", forloeb.forloeb_specialister, name="forloeb_specialister"),
    path(
        "familier/<int:pk>/forloeb/nyt/",
        forloeb.familie_forloeb_create,
        name="familie_forloeb_create",
    ),
    path("familier/<int:pk>/gruppe/", forloeb_handling.familie_gruppe, name="familie_gruppe"),
    path(ET, forloeb.forloeb_detail, name="forloeb_detail"),
    path(f"{ET}ret/", forloeb.forloeb_update, name="forloeb_update"),
    path(f"{ET}udskrift/", forloeb.forloeb_pdf, name="forloeb_pdf"),
    path(f"{ET}begynd/", forloeb_handling.forloeb_activate, name="forloeb_activate"),
    path(f"{ET}kontakt/", forloeb_handling.forloeb_kontakt, name="forloeb_kontakt"),
    path(f"{ET}del/", forloeb_handling.forloeb_share, name="forloeb_share"),
    path(f"{ET}del/stop/", forloeb_handling.forloeb_unshare, name="forloeb_unshare"),
    path(f"{ET}forlaeng/", forloeb_handling.forloeb_extend, name="forloeb_extend"),
    path(f"{ET}afslut/", forloeb_handling.forloeb_close, name="forloeb_close"),
    path(f"{ET}genaabn/", forloeb_handling.forloeb_reopen, name="forloeb_reopen"),
    path(
        f"{ET}deltagere/ny/",
        forloeb_handling.forloebsdeltager_create,
        name="forloebsdeltager_create",
    ),
    path(
        "forloeb/deltagere/<int:pk>/slut/",
        forloeb_handling.forloebsdeltager_end,
        name="forloebsdeltager_end",
    ),
]
