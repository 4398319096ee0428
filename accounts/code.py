"""Signing in by a code that is sent by e-mail.

The door never looks an address up: known and unknown addresses get the same page, the same mail in the same time. Only
somebody who has read the code, and so owns the address, meets the account, or opens one.
"""

import time

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login import perform_login, record_authentication
from allauth.account.internal.flows.login_by_code import LoginCodeVerificationProcess
from allauth.account.models import Login
from allauth.account.stages import LoginByCodeStage, LoginStageController
from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language

from accounts import workflow


class CodeProcess(LoginCodeVerificationProcess):
    """allauth's process without a user until the code is right; its state lives in the session."""

    @classmethod
    def start(cls, request: HttpRequest, email: str) -> "CodeProcess":
        """Send a code to an address and remember it in the session."""
        login = Login(email=email)
        login.state["stages"] = {"current": LoginByCodeStage.key}
        stage = LoginByCodeStage(LoginStageController(request, login), request, login)
        stage.state.update(cls.initial_state(user=None, email=email) | {"initiated_by_user": True})
        process = cls(stage)
        process.send()
        process.persist()
        return process

    @classmethod
    def current(cls, request: HttpRequest) -> "CodeProcess | None":
        """The code this browser waits for; None when there is none or it is too old."""
        stage = LoginStageController.enter(request, LoginByCodeStage.key)
        return cls(stage).abort_if_invalid() if stage and stage.state else None

    @property
    def email(self) -> str:
        return self.state["email"]

    @property
    def tries_left(self) -> int:
        return self.max_attempts - self.state["failed_attempts"]

    def send_by_email(self, email: str, skip_enumeration_mails: bool = False) -> None:
        get_adapter().send_mail("account/email/login_code", email, {"code": self.generate_code()})

    def resend(self) -> None:
        """Send a new code; the old one is worth nothing, and time and tries begin again."""
        self.state |= {"at": time.time(), "failed_attempts": 0}
        self.send()
        self.record_resend()
        self.persist()

    def finish(self, redirect_url: str | None) -> HttpResponse:
        """Sign in the owner of the address; a first-time visitor gets an account now."""
        user = workflow.open_account(self.email, language=get_language() or "id")
        record_authentication(self.request, user, method="code", email=self.email)
        return perform_login(self.request, Login(user=user, redirect_url=redirect_url, email=user.email))
