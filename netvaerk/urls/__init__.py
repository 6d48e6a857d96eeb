"""The addresses of networks, all below /netvaerk/; one file a noun."""

from netvaerk.urls import afstand, gruppe, gruppemoede, medlemskab, mentor, rapport

app_name = "netvaerk"
urlpatterns = [
    *gruppe.urlpatterns,
    *medlemskab.urlpatterns,
    *gruppemoede.urlpatterns,
    *mentor.urlpatterns,
    *rapport.urlpatterns,
    *afstand.urlpatterns,
]
