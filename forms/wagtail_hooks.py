"""What the CMS shows of registrations: the counter."""

from wagtail import hooks

from forms.viewsets import CounterViewSet


@hooks.register("register_admin_viewset")
def counter():
    return CounterViewSet()
