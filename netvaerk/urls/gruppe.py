from django.urls import path

from netvaerk.views import gruppe

EN = "grupper/<int:pk>/"

urlpatterns = [
    path("", gruppe.gruppe_list, name="gruppe_list"),
    path("grupper/ny/", gruppe.gruppe_create, name="gruppe_create"),
    path(EN, gruppe.gruppe_detail, name="gruppe_detail"),
    path(f"{EN}ret/", gruppe.gruppe_update, name="gruppe_update"),
    path(f"{EN}begynd/", gruppe.gruppe_activate, name="gruppe_activate"),
    path(f"{EN}luk/", gruppe.gruppe_close, name="gruppe_close"),
]
