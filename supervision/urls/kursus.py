"""Courses: the catalogue, one course on its way to it, and its meetings."""

from django.urls import path

from supervision.views import kursus, kursusgang, kursusudgivelse

urlpatterns = [
    path("kurser/", kursus.kursus_list, name="kursus_list"),
    path("kurser/nyt/", kursus.kursus_create, name="kursus_create"),
    path("kurser/liste/pdf/", kursus.kursus_pdf, name="kursus_pdf"),
    path("kurser/<int:pk>/", kursus.kursus_detail, name="kursus_detail"),
    path("kurser/<int:pk>/ret/", kursus.kursus_update, name="kursus_update"),
    path("kurser/<int:pk>/send/", kursusudgivelse.kursus_send, name="kursus_send"),
    path("kurser/<int:pk>/tilbage/", kursusudgivelse.kursus_return, name="kursus_return"),
    path("kurser/<int:pk>/udgiv/", kursusudgivelse.kursus_publish, name="kursus_publish"),
    path("kurser/<int:pk>/aflys/", kursusudgivelse.kursus_cancel, name="kursus_cancel"),
    path("kurser/<int:pk>/gange/ny/", kursusgang.kursusgang_create, name="kursusgang_create"),
    path("kurser/gange/<int:pk>/flyt/", kursusgang.kursusgang_move, name="kursusgang_move"),
    path("kurser/gange/<int:pk>/aflys/", kursusgang.kursusgang_cancel, name="kursusgang_cancel"),
]
