"""What editors keep besides pages."""

from wagtail.snippets.views.snippets import SnippetViewSet

from home.models import NewsCategory


class NewsCategoryViewSet(SnippetViewSet):
    model = NewsCategory
    icon = "tag"
    add_to_settings_menu = True
    sort_order_field = "sort_order"
    list_display = ["name_id", "name_en"]
