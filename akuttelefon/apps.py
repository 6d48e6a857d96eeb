from django.apps import AppConfig


class AkuttelefonConfig(AppConfig):
    name = "akuttelefon"
    verbose_name = "akuttelefon"
