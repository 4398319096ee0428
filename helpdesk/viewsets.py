"""Questions and topics in the CMS: written by editors, in an order they drag, with what readers said."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column
from wagtail.snippets.views.snippets import SnippetViewSet, SnippetViewSetGroup

from helpdesk.models import Question, Topic


class QuestionViewSet(SnippetViewSet):
    model = Question
    icon = "help"
    sort_order_field = "sort_order"
    list_filter = ["topic", "is_shown"]
    search_backend_name = None
    search_fields = ["question_id", "question_en", "answer_id", "search_words"]
    list_display = [
        "question_id",
        "topic",
        Column("helped", label=_("Helped"), accessor="helped"),
        Column("missed", label=_("Did not help"), accessor="missed"),
    ]

    def get_queryset(self, request):
        return Question.objects.in_order().with_score()


class TopicViewSet(SnippetViewSet):
    model = Topic
    icon = "folder-open-inverse"
    sort_order_field = "sort_order"
    list_display = ["name_id", "name_en"]


class HelpdeskGroup(SnippetViewSetGroup):
    menu_label = _("Questions")
    menu_icon = "help"
    menu_order = 320
    items = (QuestionViewSet, TopicViewSet)
