"""What search engines read: whole, true, and impossible to break out of."""

import datetime as dt
import json
import re

import pytest

from core import jsonld

BLOCK = re.compile(r'<script type="application/ld\+json">(.*?)</script>', re.S)


def graph(html):
    found = BLOCK.findall(html)
    assert len(found) == 1
    data = json.loads(found[0])
    assert data["@context"] == "https://schema.org"
    return data["@graph"]


@pytest.mark.parametrize("words", ["</script><script>alert(1)</script>", "<!--", "]]>", "a & b", "\u2028", '"\\', "😀"])
def test_words_of_editors_cannot_end_the_block(words):
    html = jsonld.script([jsonld.thing("Thing", name=words)])

    assert graph(html) == [{"@type": "Thing", "name": words}]
    assert html.count("<") == 2


def test_nothing_to_say_is_no_block():
    assert jsonld.script([{}, {}]) == ""


def test_what_is_not_known_is_not_said():
    assert jsonld.thing("Place", name="", address=None, rooms=0) == {"@type": "Place", "rooms": 0}


def test_the_way_is_numbered_from_the_home_page():
    way = jsonld.breadcrumbs([("Beranda", "https://a/"), ("Pelatihan", "https://a/p/")])

    assert [(item["position"], item["item"]) for item in way["itemListElement"]] == [
        (1, "https://a/"),
        (2, "https://a/p/"),
    ]


def instance(**fields):
    day = dt.date(2026, 12, 1)
    fields = {"starts_on": day, "ends_on": day, "place": "BLK", "seats": 16, "free": 3, "price": 0} | fields
    return jsonld.course_instance(name="Menjahit 3", url="https://a/", **fields)


@pytest.mark.parametrize(("free", "said"), [(3, "InStock"), (0, "SoldOut"), (-1, "SoldOut")])
def test_a_batch_says_whether_seats_are_left(free, said):
    found = instance(free=free)

    assert found["offers"]["availability"] == f"https://schema.org/{said}"
    assert found["remainingAttendeeCapacity"] == max(free, 0)


@pytest.mark.parametrize(("price", "is_free"), [(0, True), (50_000, False)])
def test_what_is_free_says_so(price, is_free):
    assert (instance(price=price)["isAccessibleForFree"], instance(price=price)["offers"]["price"]) == (
        is_free,
        str(price),
    )


def test_a_programme_without_batches_names_none():
    course = jsonld.course(name="Menjahit", url="https://a/", text="", provider="https://a/#kantor", instances=[])

    assert ("hasCourseInstance" in course, course["description"]) == (False, "Menjahit")


def test_answers_are_plain_words():
    found = jsonld.faq([("Biaya?", "<p>Tidak <b>ada</b>.</p>")])

    assert found["mainEntity"][0]["acceptedAnswer"]["text"] == "Tidak ada."
    assert jsonld.faq([]) == {}
