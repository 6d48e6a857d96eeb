from django.urls import path

from netvaerk.views import afstand

urlpatterns = [path("afstande/", afstand.koereafstand_list, name="koereafstand_list")]
