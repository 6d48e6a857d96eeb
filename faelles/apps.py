from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class FaellesConfig(AppConfig):
    name = "faelles"
    verbose_name = "fælles"

    def ready(self):
        """Let every app register its rules, menu entries and listeners."""
        autodiscover_modules("regler", "wiring")
