"""Login through allauth: people are made by the administrator, nobody signs up."""

from allauth.account.adapter import DefaultAccountAdapter

from faelles import audit


class AccountAdapter(DefaultAccountAdapter):
    def is_open_for_signup(self, request):
        return False

    def post_login(self, request, user, **arguments):
        audit.record("login", None, by=user)
        return super().post_login(request, user, **arguments)

    def authentication_failed(self, request, **credentials):
        audit.record("login.afvist", None, by=None)
        return super().authentication_failed(request, **credentials)
