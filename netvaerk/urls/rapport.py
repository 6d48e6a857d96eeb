from django.urls import path

from netvaerk.views import netvaerkssvar, rapport

urlpatterns = [
    path("rapport/", rapport.rapport_show, name="rapport_show"),
    path("rapport/pdf/", rapport.rapport_pdf, name="netvaerksrapport_pdf"),
    path("rapport/excel/", rapport.rapport_excel, name="netvaerksrapport_excel"),
    path("svar/nyt/", netvaerkssvar.netvaerkssvar_create, name="netvaerkssvar_create"),
    path("svar/ark/", netvaerkssvar.netvaerkssvar_pdf, name="netvaerkssvar_pdf"),
    path("svar/<int:pk>/fjern/", netvaerkssvar.netvaerkssvar_remove, name="netvaerkssvar_remove"),
]
