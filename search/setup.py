"""The synonyms and promoted results every office starts with; what editors change afterwards stays changed."""

from pathlib import Path

from accounts.enums import Role
from accounts.roles import grant
from core.bootstrap import rows
from search import index
from search.models import Promoted, SearchDocument, Synonym

DATA = Path(__file__).parent / "data"
VERBS = ("view", "add", "change", "delete")


def load_search() -> None:
    """The words once, the permissions always, and the pages that the office starts with."""
    for model in ("synonym", "promoted"):
        grant(Role.EDITOR, *[f"search.{verb}_{model}" for verb in VERBS])
    grant(Role.EDITOR, "search.view_failedquery", "search.delete_failedquery")
    if not Synonym.objects.exists():
        for row in rows(DATA / "synonyms.csv"):
            Synonym(term=row["term"], means=row["means"], is_mutual=row["direction"] == "both").save()
    if not Promoted.objects.exists():
        for row in rows(DATA / "promoted.csv"):
            Promoted(query=row["query"], title_id=row["title_id"], title_en=row["title_en"], address=row["path"]).save()
    if not SearchDocument.objects.served().exists():
        index.rebuild()
