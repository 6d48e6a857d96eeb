"""The children and their placements."""

from django.urls import path

from plejefamilier.urls import barnefakta
from plejefamilier.views import barn

urlpatterns = [
    *barnefakta.urlpatterns,
    path("<int:pk>/boern/ny/", barn.barn_create, name="barn_create"),
    path("boern/<uuid:pk>/", barn.barn_detail, name="barn_detail"),
    path("boern/<uuid:pk>/ret/", barn.barn_update, name="barn_update"),
    path("boern/<uuid:pk>/cpr/", barn.barn_cpr, name="barn_cpr"),
    path("boern/<uuid:pk>/flyt/", barn.anbringelse_create, name="anbringelse_create"),
    path("anbringelser/<int:pk>/afslut/", barn.anbringelse_end, name="anbringelse_end"),
]
