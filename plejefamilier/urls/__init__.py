"""The addresses of the ground, all below /plejefamilier/; one file for each noun."""

from plejefamilier.urls import (
    aftale,
    barn,
    dataimport,
    familie,
    fordeling,
    implementering,
    kontakt,
    kreds,
    moede,
    optagelse,
    overgang,
    rekruttering,
)

app_name = "plejefamilier"
urlpatterns = [
    *familie.urlpatterns,
    *barn.urlpatterns,
    *aftale.urlpatterns,
    *kreds.urlpatterns,
    *moede.urlpatterns,
    *optagelse.urlpatterns,
    *kontakt.urlpatterns,
    *overgang.urlpatterns,
    *rekruttering.urlpatterns,
    *implementering.urlpatterns,
    *dataimport.urlpatterns,
    *fordeling.urlpatterns,
]
