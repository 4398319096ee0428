"""What the CMS shows of the base: the register of messages, with “try again” for those that did not arrive."""

from django.urls import path
from wagtail import hooks
from wagtail.snippets.models import register_snippet
from wagtail_modeladmin.options import modeladmin_register

from core import region_views
from core.outbox_register import OutboxRegister, TryAgainView
from core.quarantine_register import QuarantineRegister

modeladmin_register(OutboxRegister)
modeladmin_register(QuarantineRegister)
register_snippet(region_views.RegionsGroup)
hooks.register("register_admin_urls", region_views.addresses)


@hooks.register("register_reports_menu_item")
def outbox_register():
    return OutboxRegister().get_menu_item()


@hooks.register("register_reports_menu_item")
def quarantine_register():
    return QuarantineRegister().get_menu_item()


@hooks.register("register_admin_urls")
def outbox_addresses():
    return [path("pesan-keluar/<int:pk>/coba-lagi/", TryAgainView.as_view(), name="outbox_try_again")]
