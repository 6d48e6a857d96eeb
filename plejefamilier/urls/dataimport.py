"""What a municipality brings along in a workbook."""

from django.urls import path

from plejefamilier.views import dataimport

urlpatterns = [
    path("indlaes/", dataimport.dataimport_list, name="dataimport_list"),
    path("indlaes/skabelon/", dataimport.dataimport_template, name="dataimport_template"),
    path("indlaes/<int:pk>/", dataimport.dataimport_detail, name="dataimport_detail"),
    path("indlaes/<int:pk>/status/", dataimport.dataimport_status, name="dataimport_status"),
    path("indlaes/<int:pk>/fejl/", dataimport.dataimport_errors, name="dataimport_errors"),
    path("indlaes/<int:pk>/start/", dataimport.dataimport_start, name="dataimport_start"),
    path("indlaes/<int:pk>/opgiv/", dataimport.dataimport_give_up, name="dataimport_give_up"),
    path("indlaes/<int:pk>/fortryd/", dataimport.dataimport_undo, name="dataimport_undo"),
]
