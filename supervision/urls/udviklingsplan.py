"""Addresses of the foster parents' udviklingsplan."""

from django.urls import path

from supervision.views import udviklingsplan as views

urlpatterns = [
    path(
        "familier/<int:pk>/udviklingsplan/",
        views.udviklingsplan_detail,
        name="udviklingsplan_detail",
    ),
    path(
        "familier/<int:pk>/udviklingsplan/ret/",
        views.udviklingsplan_update,
        name="udviklingsplan_update",
    ),
    path(
        "udviklingsmaal/<int:pk>/afslut/", views.udviklingsmaal_close, name="udviklingsmaal_close"
    ),
]
