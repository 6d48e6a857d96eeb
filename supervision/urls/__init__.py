"""The addresses of training and supervision, all below /supervision/; one file a noun."""

from supervision.urls import (
    aarshjul,
    emne,
    forloeb,
    fremmoede,
    kalender,
    konsulterende,
    kursus,
    session,
    tilmelding,
    timer,
    udviklingsplan,
)

app_name = "supervision"
urlpatterns = [
    *emne.urlpatterns,
    *kursus.urlpatterns,
    *tilmelding.urlpatterns,
    *fremmoede.urlpatterns,
    *forloeb.urlpatterns,
    *session.urlpatterns,
    *aarshjul.urlpatterns,
    *udviklingsplan.urlpatterns,
    *konsulterende.urlpatterns,
    *timer.urlpatterns,
    *kalender.urlpatterns,
]
