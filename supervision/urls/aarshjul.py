"""Addresses of the year of supervision."""

from django.urls import path

from supervision.views import aarshjul, aarshjulsplan

urlpatterns = [
    path("familier/<int:pk>/aarshjul/", aarshjul.aarshjul_familie, name="aarshjul_familie"),
    path("forloeb/<int:pk>/aarshjul/", aarshjul.aarshjul_gruppe, name="aarshjul_gruppe"),
    path("aarshjul/<int:pk>/", aarshjul.aarshjul_detail, name="aarshjul_detail"),
    path("aarshjul/<int:pk>/planlaeg/", aarshjulsplan.aarshjul_plan, name="aarshjul_plan"),
    path("aarshjul/<int:pk>/aftal/", aarshjul.aarshjul_finish, name="aarshjul_finish"),
    path("aarshjul/<int:pk>/rytme/", aarshjul.aarshjul_update, name="aarshjul_update"),
    path("aarshjul/<int:pk>/naeste/", aarshjul.aarshjul_next, name="aarshjul_next"),
    path("aarshjul/<int:pk>/pdf/", aarshjul.aarshjul_pdf, name="aarshjul_pdf"),
]
