"""Mails: a link, never a name or a word of a case (W5)."""

from django.conf import settings
from django.core.mail import send_mail

SUBJECT = "Du har en besked i Samspil"
BODY = """Hej

Du har en besked i Samspil. Log ind for at læse den:

{url}

Mailen indeholder ikke oplysninger om sagen. Den kan ikke besvares.
"""


def send_pointer(besked):
    """Mail the receiver of `besked` a link to the inbox. Raises when the mail server refuses."""
    send_mail(
        SUBJECT,
        BODY.format(url=f"{settings.BASE_URL}/beskeder/"),
        None,
        [besked.to.email],
    )
