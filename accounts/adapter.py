"""allauth's hooks: its mails go through the outbox, and nobody is sent to a foreign address after signing in."""

import secrets

from allauth.account.adapter import DefaultAccountAdapter
from django.utils.translation import get_language

from core import outbox


class AccountAdapter(DefaultAccountAdapter):
    """Mails are rows: a dead mail server never breaks a sign-up, and the code arrives when it is back."""

    def send_mail(self, template_prefix, email, context):
        mail = self.render_mail(template_prefix, email, context)
        outbox.queue_mail(
            template_prefix.rpartition("/")[2],
            key=f"account:{secrets.token_hex(16)}",
            to=email,
            language=get_language() or "id",
            subject=mail.subject,
            text=mail.body,
        )
