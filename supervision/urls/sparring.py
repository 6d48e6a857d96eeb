from django.urls import path

from supervision.views import sparring

urlpatterns = [
    path("sparring/", sparring.sparring_list, name="fagligsparring_list"),
    path("sparring/<int:pk>/", sparring.sparring_detail, name="fagligsparring_detail"),
    path("familier/<int:pk>/sparring/ny/", sparring.sparring_create, name="fagligsparring_create"),
]
