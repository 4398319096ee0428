"""What search engines read of a page: schema.org in JSON-LD. Pure builders; `script` writes them safely into HTML.

A data block is not executed, so the strict content policy lets it pass; what an editor typed cannot end it.
"""

import json
from collections.abc import Iterable

from django.utils.html import format_html, strip_tags
from django.utils.safestring import SafeString

CONTEXT = "https://schema.org"
ESCAPES = {ord(sign): f"\\u{ord(sign):04X}" for sign in "<>&\u2028\u2029"}


def script(things: Iterable[dict]) -> str:
    """One data block with all things of a page; nothing when there are none."""
    things = [thing for thing in things if thing]
    if not things:
        return ""
    data = {"@context": CONTEXT, "@graph": things}
    words = json.dumps(data, ensure_ascii=False, separators=(",", ":")).translate(ESCAPES)
    return format_html('<script type="application/ld+json">{}</script>', SafeString(words))


def thing(kind: str, **values) -> dict:
    """A thing without what is not known of it."""
    return {"@type": kind} | {name: value for name, value in values.items() if value not in (None, "", [], {})}


def office(settings, url: str, language: str) -> dict:
    """The office behind the site, as one entity that every other thing may point to."""
    return thing(
        "GovernmentOffice",
        **{"@id": f"{url}#kantor"},
        name=settings.office,
        url=url,
        telephone=settings.phone,
        email=settings.email,
        address=settings.address and thing("PostalAddress", streetAddress=settings.address, addressCountry="ID"),
        description=settings.hours_en if language == "en" else settings.hours,
        areaServed=settings.city and thing("City", name=settings.city),
    )


def breadcrumbs(steps: Iterable[tuple[str, str]]) -> dict:
    """The way to a page: (title, full address) from the home page to the page itself."""
    items = [
        {"@type": "ListItem", "position": number, "name": title, "item": url}
        for number, (title, url) in enumerate(steps, start=1)
    ]
    return thing("BreadcrumbList", itemListElement=items)


def news(*, title: str, url: str, text: str, published, changed, image: str, publisher: dict) -> dict:
    return thing(
        "NewsArticle",
        headline=title[:110],
        url=url,
        description=text,
        datePublished=published and published.isoformat(),
        dateModified=changed and changed.isoformat(),
        image=image,
        publisher={"@id": publisher["@id"]},
    )


def course(*, name: str, url: str, text: str, provider: str, instances: list[dict]) -> dict:
    """A programme; `provider` is the address of the office's entity, `instances` come from course_instance."""
    return thing(
        "Course",
        name=name,
        url=url,
        description=text or name,
        provider={"@id": provider},
        hasCourseInstance=instances,
    )


def course_instance(*, name: str, url: str, starts_on, ends_on, place: str, seats: int, free: int, price: int) -> dict:
    """A batch; who asks for no money says so, since that is what people search for."""
    return thing(
        "CourseInstance",
        name=name,
        url=url,
        courseMode="onsite",
        startDate=starts_on.isoformat(),
        endDate=ends_on.isoformat(),
        location=place and thing("Place", name=place),
        maximumAttendeeCapacity=seats,
        offers=thing(
            "Offer",
            price=str(price),
            priceCurrency="IDR",
            url=url,
            availability=f"{CONTEXT}/{'InStock' if free > 0 else 'SoldOut'}",
        ),
    ) | {"isAccessibleForFree": price == 0, "remainingAttendeeCapacity": max(free, 0)}


def event(*, name: str, url: str, starts_at, ends_at, place: str, street: str, is_off: bool, office: str) -> dict:
    """Something that takes place at a place; what is called off stays, so that whoever read of it learns so."""
    return thing(
        "EducationEvent",
        name=name,
        url=url,
        startDate=starts_at.isoformat(),
        endDate=ends_at.isoformat(),
        eventStatus=f"{CONTEXT}/{'EventCancelled' if is_off else 'EventScheduled'}",
        eventAttendanceMode=f"{CONTEXT}/OfflineEventAttendanceMode",
        location=thing("Place", name=place, address=street or place),
        organizer={"@id": office},
    )


def faq(questions: Iterable[tuple[str, str]]) -> dict:
    """Questions with their answers; (question, answer in HTML)."""
    entries = [
        thing("Question", name=question, acceptedAnswer=thing("Answer", text=strip_tags(str(answer)).strip()))
        for question, answer in questions
    ]
    return thing("FAQPage", mainEntity=entries) if entries else {}
