"""How an account is recognised: e-mail address and password, or the session; never a demo account outside the demo."""

from allauth.account.auth_backends import AuthenticationBackend

from accounts.rules import may_sign_in


class AccountBackend(AuthenticationBackend):
    """allauth's backend with the office's rule; it also ends sessions of accounts that may no longer sign in."""

    def user_can_authenticate(self, user):
        return may_sign_in(user)
