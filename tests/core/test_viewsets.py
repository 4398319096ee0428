"""A list never links to a screen without an address."""

from django.urls import NoReverseMatch, reverse
from wagtail.admin.viewsets import viewsets as registry

from core.viewsets import PartialModelViewSet


def has_address(name: str) -> bool:
    for arguments in ([], [1]):
        try:
            return bool(reverse(name, args=arguments))
        except NoReverseMatch:
            continue
    return False


def test_every_screen_that_a_partial_viewset_names_has_an_address():
    reverse("wagtailadmin_home")  # Wagtail registers its screens with its addresses
    ours = [viewset for viewset in registry.viewsets if isinstance(viewset, PartialModelViewSet)]
    named = {
        (viewset.name, value)
        for viewset in ours
        for key, value in viewset.get_common_view_kwargs().items()
        if key.endswith("_url_name") and value
    }

    assert {viewset.name for viewset in ours} == {"procedures", "reasons", "seat_rules"}
    assert [value for _name, value in sorted(named) if not has_address(value)] == []
