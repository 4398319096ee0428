"""What the CMS shows of the log: a register among the reports."""

from wagtail import hooks
from wagtail_modeladmin.options import modeladmin_register

from audit.registers import EventRegister

modeladmin_register(EventRegister)


@hooks.register("register_reports_menu_item")
def event_register():
    return EventRegister().get_menu_item()
