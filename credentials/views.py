"""Is this certificate genuine? Anybody may ask; the owner downloads their own."""

from datetime import timedelta
from urllib.parse import urlsplit

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.views import View
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from core.models import Throttle
from core.nik import keyed_hash
from credentials import codes, documents, pages, signing
from credentials.forms import VerifyForm
from credentials.models import Credential

DOOR, TRIES, WINDOW = "verify", 20, 600  # typed codes and numbers a visitor may try in ten minutes
PRIVATE_HEADERS = {
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Robots-Tag": "noindex, nofollow",
}


def _template(credential: Credential) -> str:
    """The page for what is true now; a signature that does not fit beats every state."""
    return f"credentials/{credential.state if credential.is_genuine else 'altered'}.html"


def _host() -> str:
    """The address people must see in the browser, so that a copied page does not fool them."""
    return urlsplit(settings.BASE_URL).netloc


class VerificationView(View):
    """What the pages share: nothing is kept by browsers, told to other sites or found by search engines."""

    http_method_names = ["get", "head", "options"]

    def dispatch(self, request, *args, **kwargs):
        response = super().dispatch(request, *args, **kwargs)
        for name, value in PRIVATE_HEADERS.items():
            response.headers[name] = value
        return response

    def answer(self, credential: Credential | None, *, shows_name: bool = True):
        context = {"credential": credential, "form": VerifyForm(), "checked_at": timezone.now(), "host": _host()}
        if credential is None:
            return render(self.request, "credentials/not_found.html", context, status=404)
        context |= {"rows": pages.facts(credential, shows_name=shows_name), "shows_name": shows_name}
        return render(self.request, _template(credential), context)

    def is_throttled(self) -> bool:
        """Count a try that could be a guess; a visitor is told apart by address, kept as a keyed hash."""
        visitor = keyed_hash(get_adapter(self.request).get_client_ip(self.request) or "unknown")
        return not Throttle.hit(DOOR, visitor, limit=TRIES, seconds=WINDOW)

    def refuse(self):
        response = render(self.request, "429.html", {"until": timezone.now() + timedelta(seconds=WINDOW)}, status=429)
        response.headers["Retry-After"] = str(WINDOW)
        return response


class VerifyFormView(VerificationView):
    """/verifikasi/: type a number or a code."""

    def get(self, request):
        if "kode" not in request.GET:
            return render(request, "credentials/verify_form.html", {"form": VerifyForm(), "host": _host()})
        form = VerifyForm(request.GET)
        if not form.is_valid():
            return render(request, "credentials/verify_form.html", {"form": form, "host": _host()}, status=422)
        return self._find(form.cleaned_data["kode"])

    def _find(self, typed: str):
        """A code goes to its page. Numbers follow each other, so a number alone shows no name."""
        if found := codes.lookup(typed):
            return redirect("credentials:verify", next(iter(found.values())))
        if self.is_throttled():
            return self.refuse()
        known = Credential.objects.for_verification().filter(number__iexact=" ".join(typed.split()))
        return self.answer(known.first(), shows_name=False)


class VerifyView(VerificationView):
    """/verifikasi/<code>/: valid, revoked, replaced or unknown. Typed codes are counted, those of a QR not."""

    def get(self, request, code):
        found = codes.lookup(code)
        if (found is None or "short_code" in found) and self.is_throttled():
            return self.refuse()
        credential = Credential.objects.for_verification().filter(**found).first() if found else None
        return self.answer(credential)


class SignedFactsView(VerificationView):
    """/verifikasi/<code>/tanda-tangan/: what was signed, as a token that others can check with our public keys."""

    def get(self, request, code):
        found = codes.lookup(code)
        if found is None or "code" not in found:
            raise Http404
        credential = get_object_or_404(Credential, **found)
        token = signing.token(credential.payload, credential.signed)
        return JsonResponse({"state": credential.state, "payload": credential.payload, "jws": token})


@require_safe
@cache_control(public=True, max_age=3600)
def public_keys(request):
    """The keys that verify our signatures (JWKS), for anybody."""
    return JsonResponse(signing.public_keys())


@method_decorator(login_required, name="dispatch")
class DownloadView(View):
    """The owner's PDF; somebody else's certificate is as missing as one that does not exist."""

    http_method_names = ["get", "head", "options"]

    def get(self, request, code):
        own = Credential.objects.of_user(request.user).exclude(sequence=None)  # no paper of ours for an old entry
        credential = get_object_or_404(own, code=code)
        return pdf_answer(credential)


def pdf_answer(credential: Credential, *, inline: bool = False) -> HttpResponse:
    """The PDF as a file that nobody keeps on the way."""
    response = HttpResponse(documents.pdf(credential), content_type="application/pdf")
    kind = "inline" if inline else "attachment"
    response.headers["Content-Disposition"] = f'{kind}; filename="{documents.file_name(credential)}"'
    response.headers["Cache-Control"] = "private, no-store"
    return response
