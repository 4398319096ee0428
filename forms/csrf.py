"""Asking whether a POST comes from our own page, without answering for the view."""

from django.middleware.csrf import CsrfViewMiddleware


class _Check(CsrfViewMiddleware):
    def _reject(self, request, reason):
        return reason


def is_genuine(request) -> bool:
    """The check Django makes for every form; the wizard makes it itself, so that a refused form keeps its answers."""
    check = _Check(lambda request: None)
    check.process_request(request)
    return check.process_view(request, None, (), {}) is None
