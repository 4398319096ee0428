"""From the editor of a batch page: sessions by a pattern, and the next batch."""

from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.generic import FormView, RedirectView
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from cases.rules import Refused
from core.models import OfficeSettings
from programs import sessions, workflow
from programs.forms import NextBatchForm, PatternForm
from programs.models import BatchPage, ProgramIndexPage


class ProgramsView(RedirectView):
    """The list of programmes in the explorer; the menu names this address, so that no page is looked up for it."""

    def get_redirect_url(self, *args, **kwargs):
        page = ProgramIndexPage.objects.first()
        return reverse("wagtailadmin_explore", args=[page.pk]) if page else reverse("wagtailadmin_home")


class PageFormView(WagtailAdminTemplateMixin, FormView):
    """A form about one batch page; who may not edit the page does not learn that it exists."""

    template_name = "programs/staff/form.html"
    header_icon = "date"

    @cached_property
    def page(self) -> BatchPage:
        page = get_object_or_404(BatchPage, pk=self.kwargs["page"])
        may = page.permissions_for_user(self.request.user)
        if not self.allowed(may) or page.alias_of_id:
            raise Http404
        return page

    def allowed(self, may) -> bool:
        return may.can_edit() and not may.page_locked()

    def dispatch(self, request, *args, **kwargs):
        self.draft = self.page.get_latest_revision_as_object()
        return super().dispatch(request, *args, **kwargs)

    def get_page_subtitle(self):
        return self.draft.title

    def get_breadcrumbs_items(self):
        edit = {"url": self.edit_url(self.page), "label": self.draft.title}
        return [*super().get_breadcrumbs_items(), edit, {"url": "", "label": self.get_page_title()}]

    def edit_url(self, page) -> str:
        return reverse("wagtailadmin_pages:edit", args=[page.pk])


class PatternView(PageFormView):
    """Fill the draft with sessions such as "Monday to Friday 08.00-14.30, 30 days, skip holidays"."""

    form_class = PatternForm
    page_title = gettext_lazy("Make sessions from a pattern")
    help_text = gettext_lazy(
        "The sessions in the draft are replaced; days that stay keep their attendance. Change them in the editor then."
    )

    def get_initial(self):
        first_on = self.draft.starts_on or timezone.localdate()
        return {"first_on": first_on, "weekdays": list(range(5)), "starts": "08:00", "ends": "14:30", "count": 30}

    def get_context_data(self, **kwargs):
        labels = {"help_text": self.help_text, "submit": _("Make sessions")}
        return super().get_context_data(**kwargs) | labels | {"jp_minutes": OfficeSettings.load().jp_minutes}

    def form_valid(self, form):
        times = form.times()
        workflow.fill_draft(self.draft, times=times, jp=form.jp, by=self.request.user)
        words = ngettext("%(count)d session made.", "%(count)d sessions made.", len(times)) % {"count": len(times)}
        messages.success(self.request, f"{words} {_('They count when the page is published.')}")
        return redirect(self.edit_url(self.page))


class NextBatchView(PageFormView):
    """Clone a batch forward: the same page as a new draft, every date moved by the same number of days."""

    form_class = NextBatchForm
    page_title = gettext_lazy("Open next batch")
    help_text = gettext_lazy(
        "A new draft with the next number; every date and session moves by the same number of days."
    )

    def allowed(self, may) -> bool:
        page = BatchPage.objects.get(pk=self.kwargs["page"])
        return page.get_parent().permissions_for_user(self.request.user).can_add_subpage()

    def get_initial(self):
        page = self.draft
        if not (page.starts_on and page.ends_on):
            return {}
        return {"starts_on": page.starts_on + sessions.span_of(page.starts_on, page.ends_on)}

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs) | {"help_text": self.help_text, "submit": _("Open next batch")}

    def form_valid(self, form):
        try:
            page = workflow.open_next_batch(self.page, starts_on=form.cleaned_data["starts_on"], by=self.request.user)
        except Refused as refused:
            form.add_error("starts_on", str(refused))
            return self.form_invalid(form)
        messages.success(
            self.request, _("Draft “%(title)s” made. Look it over and publish it.") % {"title": page.title}
        )
        return redirect(self.edit_url(page))
