"""Mails: a link, never a name or a word of a case (W5)."""

import smtplib
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMessage, EmailMultiAlternatives

TEMPORARY = 4  # the hundreds of an SMTP code
REFUSED = r" 5\d\d$"  # an error_kind that says »no« for good
SUBJECT = "Du har en besked i Samspil"
BODY = """Hej

Du har en besked i Samspil. Log ind for at læse den:

{url}

Mailen indeholder ikke oplysninger om sagen. Den kan ikke besvares.
"""


def send_pointer(besked):
    """Mail the receiver of `besked` a link to the inbox. Raises when the mail server refuses.

    The same notice has the same Message-ID however often it is sent: a mail server that took it
    in the moment its sender was killed can tell that the second one is the same.
    """
    host = urlsplit(settings.BASE_URL).hostname
    EmailMessage(
        SUBJECT,
        BODY.format(url=f"{settings.BASE_URL}/beskeder/"),
        to=[besked.to.email],
        headers={"Message-ID": f"<besked-{besked.pk}-{besked.created_at:%Y%m%d%H%M%S%f}@{host}>"},
    ).send()


def send_words(to, subject, body, *, key, kalender=b"", metode=""):
    """Mail plain words to somebody. Raises when the mail server refuses.

    `subject` and `body` hold no name and no word of a case (W5). `key` names the occasion: a
    repeat has the same Message-ID. `kalender` is an iCalendar file with the METHOD `metode`, which
    a calendar program reads as an invitation or a cancellation.
    """
    host = urlsplit(settings.BASE_URL).hostname
    mail = EmailMultiAlternatives(subject, body, to=[to], headers={"Message-ID": f"<{key}@{host}>"})
    if kalender:
        mail.attach_alternative(kalender.decode(), f"text/calendar; method={metode}")
    mail.send()


def is_unreachable(error):
    """True when no mail server answered at all, whoever the receiver is."""
    if isinstance(error, smtplib.SMTPException):
        return isinstance(error, smtplib.SMTPServerDisconnected | smtplib.SMTPConnectError)
    return isinstance(error, OSError)


def is_temporary(error):
    """True when the mail server said »not now« (4xx) rather than »no« (5xx)."""
    return _code(error) // 100 == TEMPORARY


def is_refused(error):
    """True when the mail server will never take a mail to that address (5xx for the receiver)."""
    return isinstance(error, smtplib.SMTPRecipientsRefused) and not is_temporary(error)


def error_kind(error):
    """The error in one word and its SMTP code: what may stand in a log (no address, no text)."""
    code = _code(error)
    return f"{type(error).__name__} {code}" if code else type(error).__name__


def _code(error):
    """The SMTP code of the first answer in `error`, 0 without one."""
    if isinstance(error, smtplib.SMTPResponseException):
        return int(error.smtp_code)
    refused = getattr(error, "recipients", None) or {}
    return next((int(code) for code, _ in refused.values()), 0)
