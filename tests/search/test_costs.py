"""What a visit to the search costs: at most twelve statements whatever is asked, with many pages no more."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from search import text, vocabulary
from search.models import IndexState, Promoted, SearchDocument, Synonym

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]
MOST = 12
FEW, MANY = 10, 10_000
ASKED = {
    "found": "q=gembira",
    "several words": "q=kabar+gembira+menari+sekali",
    "another page": "q=gembira&hal=1&status=&bulan=2027-01",
    "filtered": "q=gembira&jenis=info&kecamatan=Ciledug",
    "filters alone": "jenis=info",
    "typing errors": "q=kabbar+gembirra+mennari+sekalli+tarrian+bersamma",
    "any word": "q=gembira+xyzzy+plugh+wolulas",
    "a synonym": "q=warta",
    "promoted": "q=kabar+sekali",
    "nothing": "q=xyzzyq+plughq+wolulasq",
    "no question": "",
}


@pytest.fixture
def words(db):
    """A synonym, and three promoted pages of which one is there."""
    Synonym.objects.create(term="warta", means="kabar gembira", is_mutual=True)
    for address in ("/kabar/1/", "/tidak-ada/", "/juga-tidak/"):
        Promoted.objects.create(query="kabar sekali", title_id="Kabar", title_en="News", address=address)


def add(numbers) -> None:
    """Documents as the index writes them; their pages would take minutes."""
    now, edition = int(timezone.now().timestamp() * 1_000_000), IndexState.objects.get().serving
    body = "Menari sekali tarian bersama"
    rows = [
        SearchDocument(
            edition=edition,
            kind="info",
            object_id=1_000_000 + number,
            language="id",
            title=f"Kabar gembira {number}",
            url=f"/kabar/{number}/",
            body=body,
            title_stems=" ".join(text.stems("kabar gembira", "id")),
            stems=" ".join(text.stems(body, "id")),
            field=f"Bidang {number % 5}",
            district="Ciledug",
            month="2027-01",
            version=now,
        )
        for number in numbers
    ]
    SearchDocument.objects.bulk_create(rows, batch_size=500)
    vocabulary.learn(rows[:1])


def statements(client, address: str) -> int:
    """What the second visitor costs; the first one finds the way."""
    client.get(address)
    with CaptureQueriesContext(connection) as asked:
        assert client.get(address).status_code == 200
    return len(asked)


def test_every_question_costs_at_most_twelve_statements_and_many_pages_none_more(client, words):
    add(range(FEW))
    few = {name: statements(client, f"/cari/?{query}") for name, query in ASKED.items()}
    add(range(FEW, MANY))

    many = {name: statements(client, f"/cari/?{query}") for name, query in ASKED.items()}

    assert {name: count for name, count in few.items() if count > MOST} == {}
    assert many == few


def test_a_suggestion_costs_the_same_for_ten_pages_and_for_many(client, words):
    add(range(FEW))
    few = statements(client, "/cari/saran/?q=gembi")
    add(range(FEW, MANY))

    assert statements(client, "/cari/saran/?q=gembi") == few <= MOST
