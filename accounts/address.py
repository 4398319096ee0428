"""A new e-mail address: it counts only once its owner has read the code we sent there."""

import secrets
import time

from allauth.account import app_settings
from allauth.account.internal.flows.code_verification import AbstractCodeVerificationProcess
from django.http import HttpRequest
from django.utils.translation import get_language

from accounts.adapter import code_facts, new_code
from core import outbox

KEY = "new_address"
RESENDS = 3


class AddressProcess(AbstractCodeVerificationProcess):
    """allauth's process for a code, kept in the session of the signed-in person until the new address is proved."""

    def __init__(self, request: HttpRequest, state: dict):
        self.request = request
        limits = {
            "max_attempts": app_settings.LOGIN_BY_CODE_MAX_ATTEMPTS,
            "timeout": app_settings.LOGIN_BY_CODE_TIMEOUT,
        }
        super().__init__(state=state, user=request.user, **limits)

    @classmethod
    def start(cls, request: HttpRequest, email: str) -> "AddressProcess":
        """Send a code to the new address. It is not looked up, so nothing here tells whether somebody uses it."""
        process = cls(request, cls.initial_state(request.user, email=email))
        process.send()
        process.persist()
        return process

    @classmethod
    def current(cls, request: HttpRequest) -> "AddressProcess | None":
        """The code this person waits for; one that was asked for by another account in this browser is none."""
        state = request.session.get(KEY)
        process = cls(request, state) if state and state.get("user_id") == str(request.user.pk) else None
        return process.abort_if_invalid() if process else None

    @property
    def email(self) -> str:
        return self.state["email"]

    @property
    def tries_left(self) -> int:
        return self.max_attempts - self.state["failed_attempts"]

    @property
    def can_resend(self) -> bool:
        return not self.is_resend_quota_reached(RESENDS)

    def send(self) -> None:
        self.state["code"] = new_code()
        key, facts = f"address:{secrets.token_hex(16)}", code_facts(self.state["code"])
        language = get_language() or "id"
        outbox.queue("address_code", key=key, to=self.email, language=language, facts=facts)

    def resend(self) -> None:
        self.state |= {"at": time.time(), "failed_attempts": 0}
        self.send()
        self.record_resend()
        self.persist()

    def persist(self) -> None:
        self.request.session[KEY] = self.state

    def abort(self) -> None:
        self.request.session.pop(KEY, None)
