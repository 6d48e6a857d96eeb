"""Login through allauth: people are made by the administrator, nobody signs up."""

import logging
from smtplib import SMTPException
from urllib.parse import quote

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.forms import default_token_generator
from allauth.account.internal.flows.password_reset import request_password_reset
from allauth.core.exceptions import ImmediateHttpResponse
from django.conf import settings
from django.shortcuts import render
from django.urls import reverse

from faelles import audit
from faelles.models import Bruger

logger = logging.getLogger(__name__)

LINK_MAILS = ("account/email/password_reset_key", "account/email/unknown_account")


class MailDown(ImmediateHttpResponse):
    """The mail server did not take a mail somebody waits for; allauth answers with the page."""


class AccountAdapter(DefaultAccountAdapter):
    """What we hook into: who may sign up, where links lead, and a line in the log for each step."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "email_password_mismatch": "E-mailen eller adgangskoden er ikke rigtig.",
        "enter_current_password": "Det er ikke din nuværende adgangskode.",
        "too_many_login_attempts": (
            "Der har været for mange forsøg. Vent et kvarter, eller vælg en ny adgangskode."
        ),
    }

    def is_open_for_signup(self, request):
        return False

    def post_login(self, request, user, **arguments):
        audit.record("login", None, by=user)
        return super().post_login(request, user, **arguments)

    def authentication_failed(self, request, **credentials):
        """Log a wrong password with the person it was tried for, so that a revisor can see it."""
        email = credentials.get("email", "").lower()
        audit.record("login.afvist", None, by=Bruger.objects.filter(email=email).first())
        return super().authentication_failed(request, **credentials)

    def logout(self, request):
        if request.user.is_authenticated:
            audit.record("logout", None, by=request.user)
        super().logout(request)

    def set_password(self, user, password):
        """A new password also opens a login that too many wrong tries had closed."""
        super().set_password(user, password)
        audit.record("adgangskode.valgt", user, by=user)
        self._delete_login_attempts_cached_email(self.request, email=user.email)

    def send_mail(self, template_prefix, email, context):
        """Mail, and tell the truth when the mail server is away; the same for known and unknown."""
        try:
            super().send_mail(template_prefix, email, context)
        except (OSError, SMTPException) as error:
            logger.warning("A mail about a password was not sent: %s", type(error).__name__)
            if template_prefix in LINK_MAILS:
                page = render(self.request, "faelles/mail_nede.html", status=503)
                raise MailDown(page) from error

    def get_reset_password_from_key_url(self, key):
        """The link begins with our own address, whatever Host the request claimed."""
        path = reverse("account_reset_password_from_key", kwargs={"uidb36": "UID", "key": "KEY"})
        return settings.BASE_URL + path.replace("UID-KEY", quote(key))


def send_password_link(request, bruger):
    """Mail `bruger` the link with which she chooses a password. Raises MailDown."""
    request_password_reset(request, bruger.email, [bruger], default_token_generator)
