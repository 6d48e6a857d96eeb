from django.urls import path

from overblik import views

app_name = "overblik"
urlpatterns = [
    path("", views.min_dag, name="min_dag"),
    path("soeg/", views.soeg, name="soeg"),
]
