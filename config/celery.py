"""The Celery app. Tasks live in the tasks.py of the room that owns the date."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
app = Celery("samspil", task_cls="faelles.opgave:Opgave")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
