"""Supported moves: the move, its plan, and the contacts of the gradual move."""

from django.urls import path

from plejefamilier.views import overgang, overgang_moede, overgangskontakt, udslusningsplan

ROOT = "overgange/<int:pk>/"

urlpatterns = [
    path("overgange/", overgang.overgang_list, name="overgang_list"),
    path("overgange/ny/", overgang.overgang_create, name="overgang_create"),
    path("overgange/tal/", overgang.overgang_tal, name="overgang_tal"),
    path(ROOT, overgang.overgang_detail, name="overgang_detail"),
    path(f"{ROOT}udskrift/", overgang.overgang_pdf, name="overgang_pdf"),
    path(f"{ROOT}ret/", overgang.overgang_update, name="overgang_update"),
    path(f"{ROOT}flyttet/", overgang.overgang_flyt, name="overgang_flyt"),
    path(f"{ROOT}afslut/", overgang.overgang_close, name="overgang_close"),
    path(f"{ROOT}stemme/", overgang.overgang_stemme, name="overgang_stemme"),
    path(
        f"{ROOT}opstartsmoede/",
        overgang_moede.overgang_opstartsmoede,
        name="overgang_opstartsmoede",
    ),
    path(
        f"{ROOT}samarbejdsmoeder/",
        overgang_moede.overgang_samarbejdsmoeder,
        name="overgang_samarbejdsmoeder",
    ),
    path(f"{ROOT}plan/", udslusningsplan.udslusningsplan_detail, name="udslusningsplan_detail"),
    path(f"{ROOT}plan/ret/", udslusningsplan.udslusningsplan_update, name="udslusningsplan_update"),
    path(
        f"{ROOT}besoeg/nyt/",
        overgangskontakt.overgangskontakt_create,
        name="overgangskontakt_create",
    ),
    path(f"{ROOT}raadgivning/", overgangskontakt.overgang_raadgivning, name="overgang_raadgivning"),
    path(f"{ROOT}voksne/ny/", overgangskontakt.kendtvoksen_create, name="kendtvoksen_create"),
    path(
        "overgange/voksne/<int:pk>/periode/",
        overgangskontakt.kendtvoksen_end,
        name="kendtvoksen_end",
    ),
    path(
        "overgange/besoeg/<int:pk>/holdt/",
        overgangskontakt.overgangskontakt_hold,
        name="overgangskontakt_hold",
    ),
    path(
        "overgange/besoeg/<int:pk>/aflys/",
        overgangskontakt.overgangskontakt_cancel,
        name="overgangskontakt_cancel",
    ),
]
