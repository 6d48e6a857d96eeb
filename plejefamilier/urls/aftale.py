"""Agreements."""

from django.urls import path

from plejefamilier.views import aftale

urlpatterns = [
    path("aftaler/", aftale.aftale_list, name="aftale_list"),
    path("aftaler/<int:pk>/", aftale.aftale_detail, name="aftale_detail"),
    path("aftaler/<int:pk>/ret/", aftale.aftale_update, name="aftale_update"),
    path("aftaler/<int:pk>/bortfald/", aftale.aftale_drop, name="aftale_drop"),
    path("aftaler/<int:pk>/fortryd/", aftale.aftale_reopen, name="aftale_reopen"),
    path("<int:pk>/aftaler/ny/", aftale.familie_aftale_create, name="familie_aftale_create"),
    path("boern/<uuid:pk>/aftaler/ny/", aftale.barn_aftale_create, name="barn_aftale_create"),
]
