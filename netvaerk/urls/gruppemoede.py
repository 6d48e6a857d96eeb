"""Addresses of a group's meetings, topics, attendance and hand-over."""

from django.urls import path

from netvaerk.views import gruppeemne, gruppefremmoede, gruppemoede, overdragelse

GRUPPE, MOEDE = "grupper/<int:pk>/", "moeder/<int:pk>/"

urlpatterns = [
    path(f"{GRUPPE}moeder/ny/", gruppemoede.gruppemoede_plan, name="gruppemoede_plan"),
    path(MOEDE, gruppemoede.gruppemoede_detail, name="gruppemoede_detail"),
    path(f"{MOEDE}flyt/", gruppemoede.gruppemoede_move, name="gruppemoede_move"),
    path(f"{MOEDE}aflys/", gruppemoede.gruppemoede_cancel, name="gruppemoede_cancel"),
    path(f"{MOEDE}emne/", gruppeemne.gruppemoede_emne, name="gruppemoede_emne"),
    path(f"{MOEDE}fremmoede/", gruppefremmoede.gruppemoede_fremmoede, name="gruppemoede_fremmoede"),
    path(f"{GRUPPE}emner/", gruppeemne.emneforslag_create, name="emneforslag_create"),
    path("emner/<int:pk>/fjern/", gruppeemne.emneforslag_remove, name="emneforslag_remove"),
    path(f"{GRUPPE}overdrag/", overdragelse.gruppe_hand_over, name="gruppe_hand_over"),
    path(f"{GRUPPE}moedes/", overdragelse.gruppe_confirm, name="gruppe_confirm"),
]
