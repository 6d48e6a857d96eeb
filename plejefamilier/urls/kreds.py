"""The cooperation: its page, the circle, who coordinates, who does what, and institutions."""

from django.urls import path

from plejefamilier.views import kreds, samarbejde, samarbejdsaftale

BARN, FAMILIE = "boern/<uuid:pk>/", "<int:pk>/"
AFTALER = "samarbejdsaftaler/"

urlpatterns = [
    path("samarbejde/", kreds.samarbejde_list, name="samarbejde_list"),
    path(f"{BARN}samarbejde/", kreds.barn_samarbejde, name="barn_samarbejde"),
    path(f"{FAMILIE}samarbejde/", kreds.familie_samarbejde, name="familie_samarbejde"),
    path(f"{BARN}kreds/ny/", kreds.barn_kredsrolle_create, name="barn_kredsrolle_create"),
    path(f"{FAMILIE}kreds/ny/", kreds.familie_kredsrolle_create, name="familie_kredsrolle_create"),
    path("kreds/<int:pk>/ret/", kreds.kredsrolle_update, name="kredsrolle_update"),
    path("kreds/<int:pk>/afslut/", kreds.kredsrolle_end, name="kredsrolle_end"),
    path("kreds/<int:pk>/fortryd/", kreds.kredsrolle_undo, name="kredsrolle_undo"),
    path(f"{BARN}tovholder/", kreds.barn_tovholder, name="barn_tovholder"),
    path(f"{FAMILIE}tovholder/", kreds.familie_tovholder, name="familie_tovholder"),
    path(f"{BARN}roller/ny/", samarbejde.barn_rolleaftale_create, name="barn_rolleaftale_create"),
    path(
        f"{FAMILIE}roller/ny/",
        samarbejde.familie_rolleaftale_create,
        name="familie_rolleaftale_create",
    ),
    path("roller/<int:pk>/", samarbejde.rolleaftale_detail, name="rolleaftale_detail"),
    path("roller/<int:pk>/udskrift/", samarbejde.rolleaftale_pdf, name="rolleaftale_pdf"),
    path(
        f"{BARN}samarbejde/punkter/",
        samarbejde.samarbejdspunkt_update,
        name="samarbejdspunkt_update",
    ),
    path(
        f"{BARN}raadgiver/oenske/", samarbejde.raadgiverskift_create, name="raadgiverskift_create"
    ),
    path(AFTALER, samarbejdsaftale.samarbejdsaftale_list, name="samarbejdsaftale_list"),
    path(f"{AFTALER}ny/", samarbejdsaftale.samarbejdsaftale_create, name="samarbejdsaftale_create"),
    path(
        f"{AFTALER}<int:pk>/",
        samarbejdsaftale.samarbejdsaftale_detail,
        name="samarbejdsaftale_detail",
    ),
    path(
        f"{AFTALER}<int:pk>/ret/",
        samarbejdsaftale.samarbejdsaftale_update,
        name="samarbejdsaftale_update",
    ),
    path(
        f"{AFTALER}<int:pk>/afslut/",
        samarbejdsaftale.samarbejdsaftale_end,
        name="samarbejdsaftale_end",
    ),
]
