from django.urls import path

from supervision.views import sparring

urlpatterns = [
    path("sparring/", sparring.sparring_list, name="sparring_list"),
    path("sparring/<int:pk>/", sparring.sparring_detail, name="sparring_detail"),
    path("familier/<int:pk>/sparring/ny/", sparring.sparring_create, name="sparring_create"),
]
