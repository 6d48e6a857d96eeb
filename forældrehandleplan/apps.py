from django.apps import AppConfig


class ForaeldrehandleplanConfig(AppConfig):
    name = "forældrehandleplan"
    label = "foraeldrehandleplan"  # ASCII for tables, templates and task names
    verbose_name = "forældrehandleplan"
