"""Screens of the CMS for a model of which only some have an address."""

from wagtail.admin.viewsets.model import ModelViewSet


class PartialModelViewSet(ModelViewSet):
    """A model without some of the stock screens: name them in `unrouted`, and leave them out of get_urlpatterns().

    The stock lists link to every screen whose name they are given, and fail at one that has no address.
    """

    unrouted = ("delete", "usage", "inspect", "history")

    def get_common_view_kwargs(self, **kwargs):
        given = super().get_common_view_kwargs(**kwargs)
        return {name: value for name, value in given.items() if name.removesuffix("_url_name") not in self.unrouted}
