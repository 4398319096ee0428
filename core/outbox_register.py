"""The register of messages: to whom (masked), about what, whether they arrived; a failed one gets fresh attempts."""

from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail_modeladmin.helpers import ButtonHelper

from core import outbox, texts
from core.formats import masked_email
from core.models import MessageState, OutboxMessage
from core.registers import Register

TRY_AGAIN = "core.change_outboxmessage"


class OutboxButtons(ButtonHelper):
    """Beside “inspect”: “try again” for a message that was given up."""

    def get_buttons_for_obj(self, obj, *args, **kwargs):
        buttons = super().get_buttons_for_obj(obj, *args, **kwargs)
        if obj.state == MessageState.FAILED and self.request.user.has_perm(TRY_AGAIN):
            buttons.append(self._try_again(obj))
        return buttons

    def _try_again(self, obj) -> dict:
        return {
            "url": reverse("outbox_try_again", args=[obj.pk]),
            "label": _("Try again"),
            "classname": self.finalise_classname(["button-secondary"]),
            "title": _("Send this message again"),
        }


class OutboxRegister(Register):
    model = OutboxMessage
    menu_label = gettext_lazy("Messages sent")
    menu_icon = "mail"
    menu_order = 910
    add_to_admin_menu = False  # stands among the reports
    base_url_path = "pesan-keluar"
    button_helper_class = OutboxButtons
    list_display = ("what", "about", "address", "state", "attempts", "queued_at", "sent_at", "why")
    list_filter = ("state", "language", "queued_at")
    search_fields = ("about", "kind")
    list_export = ("kind", "about", "state", "attempts", "queued_at", "sent_at", "error")
    export_filename = "pesan-keluar"
    ordering = ("-queued_at",)
    inspect_view_fields = (
        *("kind", "about", "language", "state", "attempts", "queued_at", "next_at", "sent_at", "error"),
    )

    def get_queryset(self, request):
        """Without the text, which nobody reads here and which would have to be decrypted."""
        return super().get_queryset(request).defer("content")

    def what(self, message: OutboxMessage) -> str:
        return texts.label(message.kind)

    what.short_description = gettext_lazy("message")
    what.admin_order_field = "kind"

    def why(self, message: OutboxMessage) -> str:
        return texts.fault(message.error)

    why.short_description = gettext_lazy("fault")

    def address(self, message: OutboxMessage) -> str:
        return masked_email(message.to)

    address.short_description = gettext_lazy("to")


class TryAgainView(WagtailAdminTemplateMixin, TemplateView):
    """Asks once, then plans the message anew; the worker sends it."""

    template_name = "core/try_again.html"
    page_title = gettext_lazy("Try again")
    header_icon = "mail"

    def dispatch(self, request, *args, **kwargs):
        if not request.user.has_perm(TRY_AGAIN):
            raise Http404
        return super().dispatch(request, *args, **kwargs)

    @cached_property
    def message(self) -> OutboxMessage:
        return get_object_or_404(
            OutboxMessage.objects.defer("content"), pk=self.kwargs["pk"], state=MessageState.FAILED
        )

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs) | {"message": self.message, "address": masked_email(self.message.to)}

    def post(self, request, *args, **kwargs):
        outbox.try_again(self.message)
        messages.success(request, _("The message is planned again and goes out within a minute."))
        return redirect("pesan-keluar_modeladmin_index")
