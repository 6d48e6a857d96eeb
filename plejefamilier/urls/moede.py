"""Meetings."""

from django.urls import path

from plejefamilier.views import moede, moedeserie, referat

ONE = "moeder/<int:pk>/"
SERIE = "moederaekker/<int:pk>/"

urlpatterns = [
    path("moeder/", moede.moede_list, name="moede_list"),
    path("moeder/nyt/", moede.moede_create, name="moede_create"),
    path(ONE, moede.moede_detail, name="moede_detail"),
    path(f"{ONE}flyt/", moede.moede_move, name="moede_move"),
    path(f"{ONE}aflys/", moede.moede_cancel, name="moede_cancel"),
    path(f"{ONE}deltagere/", moede.deltager_update, name="deltager_update"),
    path(f"{ONE}svar/", moede.moede_svar, name="moede_svar"),
    path(f"{ONE}dagsorden/", referat.dagsorden_update, name="dagsorden_update"),
    path(f"{ONE}referat/", referat.referat_update, name="referat_update"),
    path(f"{ONE}referat/laas/", referat.referat_lock, name="referat_lock"),
    path(f"{ONE}referat/ret/", referat.referatrettelse_create, name="referatrettelse_create"),
    path(f"{ONE}aftaler/ny/", referat.moede_aftale_create, name="moede_aftale_create"),
    path(f"{ONE}pdf/", referat.moede_pdf, name="moede_pdf"),
    path(SERIE, moedeserie.moedeserie_detail, name="moedeserie_detail"),
    path(f"{SERIE}slut/", moedeserie.moedeserie_end, name="moedeserie_end"),
]
