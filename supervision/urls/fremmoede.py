from django.urls import path

from supervision.views import fremmoede, fremmoede_papir, fremmoede_udeblevet

urlpatterns = [
    path("kurser/<int:pk>/fremmoede/", fremmoede.fremmoede_list, name="fremmoede_list"),
    path("kurser/gange/<int:pk>/fremmoede/", fremmoede.fremmoede_update, name="fremmoede_update"),
    path("kurser/<int:pk>/deltagerliste/", fremmoede_papir.fremmoede_pdf, name="fremmoede_pdf"),
    path("kurser/deltagere/<int:pk>/bevis/", fremmoede_papir.kursusbevis, name="kursusbevis"),
    path("udeblivelser/", fremmoede_udeblevet.udeblivelse_list, name="udeblivelse_list"),
    path("familier/<int:pk>/begreber/", fremmoede.begreber_familie, name="begreber_familie"),
]
