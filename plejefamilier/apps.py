from django.apps import AppConfig


class PlejefamilierConfig(AppConfig):
    name = "plejefamilier"
    verbose_name = "plejefamilier"
