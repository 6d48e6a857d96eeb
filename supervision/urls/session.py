"""Addresses of sessions: planned, moved, cancelled, written down; and the report of a year."""

from django.urls import path

from supervision.views import session, sessionslog, sessionsplan, sessionsrapport

urlpatterns = [
    path("forloeb/<int:pk>/sessioner/ny/", sessionsplan.session_create, name="session_create"),
    path("forloeb/<int:pk>/sessioner/nye/", sessionsplan.session_series, name="session_series"),
    path("forloeb/<int:pk>/sessioner/skriv/", sessionslog.session_write, name="session_write"),
    path("sessioner/<int:pk>/", session.session_detail, name="session_detail"),
    path("sessioner/<int:pk>/skriv/", sessionslog.session_log, name="session_log"),
    path("sessioner/<int:pk>/flyt/", sessionsplan.session_move, name="session_move"),
    path("sessioner/<int:pk>/aflys/", sessionsplan.session_cancel, name="session_cancel"),
    path("sessioner/<int:pk>/rettelse/", session.session_correct, name="session_correct"),
    path(
        "familier/<int:pk>/rapport/<int:aar>/",
        sessionsrapport.supervisionsrapport,
        name="supervisionsrapport",
    ),
]
