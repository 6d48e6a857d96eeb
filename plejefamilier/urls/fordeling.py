"""A konsulent leaves: her families are given to others in one act."""

from django.urls import path

from plejefamilier.views import fordeling

urlpatterns = [
    path("fordel/", fordeling.fordeling_list, name="fordeling_list"),
    path("fordel/<int:pk>/", fordeling.fordeling_create, name="fordeling_create"),
]
