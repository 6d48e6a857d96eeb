"""The addresses of training and supervision, all below /supervision/; one file a noun."""

from supervision.urls import (
    aarshjul,
    emne,
    evaluering,
    forloeb,
    fremmoede,
    kalender,
    konsulterende,
    kursus,
    session,
    sparring,
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
    *evaluering.urlpatterns,
    *sparring.urlpatterns,
    *forloeb.urlpatterns,
    *session.urlpatterns,
    *aarshjul.urlpatterns,
    *udviklingsplan.urlpatterns,
    *konsulterende.urlpatterns,
    *timer.urlpatterns,
    *kalender.urlpatterns,
]
