"""Did this help? One press, counted without anything about the person."""

from allauth.account.adapter import get_adapter
from django.http import Http404, HttpResponseForbidden
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from core.models import Throttle
from core.nik import keyed_hash
from helpdesk.models import FaqIndexPage, Question, Score

DOOR, VOICES, WINDOW = "helped", 20, 3600
ANSWERS = {"ya": True, "tidak": False}


@csrf_exempt  # the page is the same for everybody and is kept for everybody, so it can carry no token
@require_POST
def vote(request, key):
    """Count a voice; the same visitor counts once for a question in an hour, and twenty times over all questions."""
    question = get_object_or_404(Question.objects.shown(), key=key)
    has_helped = ANSWERS.get(request.POST.get("jawaban", ""))
    if has_helped is None:
        raise Http404
    if request.headers.get("Sec-Fetch-Site", "same-origin") != "same-origin":
        return HttpResponseForbidden()
    if _may_count(request, question):
        Score.count(question, has_helped=has_helped)
    answer = "ya" if has_helped else "tidak"
    return redirect(f"{reverse('helpdesk:thanks', args=[question.key])}?jawaban={answer}")


def _may_count(request, question: Question) -> bool:
    """The throttle keeps a keyed hash of the address until the hour is over, never beside the voice."""
    visitor = keyed_hash(get_adapter(request).get_client_ip(request) or "unknown")
    once = Throttle.hit(f"{DOOR}-{question.pk}", visitor, limit=1, seconds=WINDOW)
    return once and Throttle.hit(DOOR, visitor, limit=VOICES, seconds=WINDOW)


def thanks(request, key):
    """After a no: whom to ask. After a yes: back to the questions."""
    question = get_object_or_404(Question.objects.shown(), key=key)
    index = FaqIndexPage.objects.live().first()
    context = {
        "question": question,
        "has_helped": request.GET.get("jawaban") != "tidak",
        "back": index.localized.get_url(request) if index else "/",
    }
    return render(request, "helpdesk/thanks.html", context)
