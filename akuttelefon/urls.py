from django.urls import path

from akuttelefon.views import (
    kladde,
    opfoelgning,
    opkald,
    rapport,
    registrering,
    rettelse,
    underretning,
)

app_name = "akuttelefon"
urlpatterns = [
    path("", opkald.opkald_list, name="opkald_list"),
    path("opkald/nyt/", registrering.opkald_create, name="opkald_create"),
    path("opkald/nyt/familier/", registrering.opkald_familier, name="opkald_familier"),
    path("opkald/nyt/forloeb/", registrering.opkald_forloeb, name="opkald_forloeb"),
    path("opkald/nyt/kladde/", kladde.kladde_save, name="kladde_save"),
    path("opkald/kladde/<int:pk>/", kladde.kladde_continue, name="kladde_continue"),
    path("opkald/kladde/<int:pk>/slet/", kladde.kladde_delete, name="kladde_delete"),
    path("opkald/kladde/<int:pk>/fortryd/", kladde.kladde_restore, name="kladde_restore"),
    path("opkald/kladde/<int:pk>/overtag/", kladde.kladde_take_over, name="kladde_take_over"),
    path("opkald/<int:pk>/", opkald.opkald_detail, name="opkald_detail"),
    path("opkald/<int:pk>/pdf/", opkald.opkald_pdf, name="opkald_pdf"),
    path("opkald/<int:pk>/familie/", opkald.opkald_link, name="opkald_link"),
    path("opkald/<int:pk>/ret/", rettelse.rettelse_create, name="rettelse_create"),
    path("opkald/<int:pk>/tilbage/", rettelse.opkald_withdraw, name="opkald_withdraw"),
    path("opkald/<int:pk>/tilbage/fortryd/", rettelse.opkald_restore, name="opkald_restore"),
    path(
        "opkald/<int:pk>/underretning/",
        underretning.underretning_create,
        name="underretning_create",
    ),
    path("underretning/<int:pk>/", underretning.underretning_assess, name="underretning_assess"),
    path("underretning/<int:pk>/tag/", underretning.underretning_take, name="underretning_take"),
    path(
        "underretning/<int:pk>/overdrag/",
        underretning.underretning_hand_over,
        name="underretning_hand_over",
    ),
    path(
        "opfoelgning/<int:pk>/afslut/",
        opfoelgning.opfoelgning_complete,
        name="opfoelgning_complete",
    ),
    path(
        "opfoelgning/<int:pk>/overdrag/",
        opfoelgning.opfoelgning_hand_over,
        name="opfoelgning_hand_over",
    ),
    path("frister/", opfoelgning.frist_list, name="frist_list"),
    path("rapport/", rapport.rapport, name="rapport"),
    path("rapport/pdf/", rapport.rapport_pdf, name="rapport_pdf"),
    path("rapport/excel/", rapport.rapport_excel, name="rapport_excel"),
]
