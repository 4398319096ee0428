"""What most people come for, as the home page says it; shown where a search found nothing."""

from django.utils.translation import get_language

from home.models import HomePage


def top_tasks() -> list:
    """The tasks of the home page in the reader's language."""
    page = HomePage.objects.live().filter(locale__language_code=get_language()).first()
    blocks = page.body if page else []
    return [task for block in blocks if block.block_type == "tasks" for task in block.value["tasks"]]
