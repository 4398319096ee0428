"""The words of messages: a list of all of them, and a page for one with its variables and a preview."""

import re

from django import forms
from django.http import Http404
from django.shortcuts import redirect
from django.urls import reverse, reverse_lazy
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView, View
from wagtail.admin import messages
from wagtail.admin.menu import MenuItem
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from cases import permissions, words
from cases.models import Case, MessageText
from cases.workflow import words as workflow
from core import numbers, texts

GAP = re.compile(r"\{\w+\}")  # a variable; in the list it is shown as a gap
LANGUAGE_NAMES = {"id": gettext_lazy("Indonesian"), "en": gettext_lazy("English")}


class WordsMenuItem(MenuItem):
    def __init__(self):
        url = reverse_lazy("cases:words")
        super().__init__(gettext_lazy("Words of messages"), url, name="words", icon_name="mail", order=250)

    def is_shown(self, request):
        return permissions.may_change_words(request.user)


class WordsForm(forms.ModelForm):
    """Subject and text in both languages; every variable must be one of this message."""

    class Meta:
        model = MessageText
        fields = [f"{part}_{language}" for language in texts.LANGUAGES for part in words.PARTS]
        widgets = {f"text_{language}": forms.Textarea(attrs={"rows": 12}) for language in texts.LANGUAGES}

    def __init__(self, *args, kind: str, **kwargs):
        super().__init__(*args, **kwargs)
        self.kind = kind

    def clean(self):
        for name, text in list(self.cleaned_data.items()):
            for fault in words.faults(self.kind, text):
                self.add_error(name, fault)
        return self.cleaned_data

    def in_parts(self) -> dict[str, dict[str, str]]:
        return words.in_parts(MessageText(**self.cleaned_data))

    def left_out(self) -> list[str]:
        """Variables of the product's words that neither language's new words name."""
        data = self.cleaned_data
        out = [words.missing(self.kind, data[f"subject_{name}"], data[f"text_{name}"]) for name in texts.LANGUAGES]
        return sorted(set(out[0]) & set(out[1]))


class WordsPage(WagtailAdminTemplateMixin, TemplateView):
    header_icon = "mail"
    page_title = gettext_lazy("Words of messages")

    def dispatch(self, request, *args, **kwargs):
        if not permissions.may_change_words(request.user):
            raise Http404
        return super().dispatch(request, *args, **kwargs)

    def get_page_title(self):
        return self.page_title


class WordsListView(WordsPage):
    """Every message that people get, and whether the office has words of its own for it."""

    template_name = "cases/words_list.html"

    def get_breadcrumbs_items(self):
        return [*self.breadcrumbs_items, {"url": "", "label": self.get_page_title()}]

    def get_context_data(self, **kwargs):
        own = dict(MessageText.objects.values_list("kind", "changed_at"))
        rows = [
            {
                "kind": kind,
                "label": texts.label(kind),
                "subject": GAP.sub("…", texts.words(kind)["subject"]["id"]),
                "own": own.get(kind),
            }
            for kind in texts.kinds()
        ]
        return super().get_context_data(**kwargs) | {"rows": rows}


class WordsView(WordsPage):
    """One message. “Preview” shows it with a real case, in both languages, and saves nothing."""

    template_name = "cases/words.html"
    form = None
    shown = ()

    def dispatch(self, request, *args, **kwargs):
        if kwargs["kind"] not in texts.kinds():
            raise Http404
        return super().dispatch(request, *args, **kwargs)

    @property
    def kind(self) -> str:
        return self.kwargs["kind"]

    def get_page_title(self):
        return texts.label(self.kind)

    def get_breadcrumbs_items(self):
        back = {"url": reverse("cases:words"), "label": self.page_title}
        return [*self.breadcrumbs_items, back, {"url": "", "label": self.get_page_title()}]

    @property
    def now(self) -> dict[str, str]:
        found = texts.words(self.kind)
        return {f"{part}_{name}": found[part][name] for part in words.PARTS for name in texts.LANGUAGES}

    @cached_property
    def case(self) -> Case | None:
        """The case of the preview: the number typed, else the newest this person may see."""
        found = permissions.visible_cases(self.request.user).select_related("applicant__user", "stage")
        number = numbers.read_case_number(self.request.POST.get("number", ""))
        return found.filter(number=number).first() if number else found.order_by("-submitted_at").first()

    def post(self, request, *args, **kwargs):
        self.form = WordsForm(request.POST, kind=self.kind)
        if not self.form.is_valid():
            return self.render_to_response(self.get_context_data(), status=422)
        if "preview" in request.POST:
            self.shown = self._previews()
            return self.render_to_response(self.get_context_data())
        workflow.change(self.kind, self.form.cleaned_data, by=request.user)
        messages.success(request, _("Saved. Messages from now on use these words."))
        self._say_left_out()
        return redirect("cases:words")

    def _previews(self) -> list[dict]:
        parts = self.form.in_parts()
        found = [(name, *words.preview(parts, self.case, name)) for name in texts.LANGUAGES]
        return [{"language": LANGUAGE_NAMES[name], "subject": subject, "text": text} for name, subject, text in found]

    def _say_left_out(self) -> None:
        left = self.form.left_out()
        if left:
            names = ", ".join(f"{{{name}}}" for name in left)
            messages.warning(self.request, _("These variables are not used any more: %(names)s.") % {"names": names})

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs) | {
            "form": self.form or WordsForm(initial=self.now, kind=self.kind),
            "kind": self.kind,
            "variables": texts.variables(self.kind),
            "is_own": MessageText.objects.filter(kind=self.kind).exists(),
            "shown": self.shown,
            "number": self.case.number if self.case else "",
        }


class StandardWordsView(View):
    """Back to the words of the product."""

    http_method_names = ["post"]

    def post(self, request, kind):
        if not permissions.may_change_words(request.user) or kind not in texts.kinds():
            raise Http404
        workflow.standard(kind, by=request.user)
        messages.success(request, _("The message has its first words again."))
        return redirect("cases:words")
