"""Nobody reads English on an Indonesian screen: the screens of every role are walked with a real client and read.

Two things are looked for in what a person reads: a message of an installed package that the merged catalogue does not
translate, and a word that only English has. Content in English (the translated pages of the site, in lists) is known
and left out by name.
"""

import re
from pathlib import Path

import polib
import pytest
from django.apps import apps
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import trans_real
from wagtail.models import Page

from accounts.enums import Role
from core.texts import kinds, standard
from tests import screens
from tests.factories import programs as make
from tests.factories.accounts import ApplicantFactory, UserFactory

pytestmark = pytest.mark.django_db
BRACES = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w*\}")
# Names of parts of Wagtail that no screen shows, and a message that has its plural instead.
NEVER_SHOWN = {
    *(f"Wagtail {part}" for part in ("API v2", "API v3", "frontend cache", "routablepage", "sitemaps")),
    "embeds",
    "This password is too short. It must contain at least %(min_length)d character.",
}
LANGUAGES = ("en", "en_US", "nl", "de", "fr")  # any of them lists the messages of a package
ENGLISH = re.compile(
    r"\b(the|and|of|with|your|this|that|these|you|are|is|was|for|please|from|has|have|been|not|by|or|be|"
    r"add|edit|delete|search|save|cancel|choose|select|show|hide|close|open|view|create|update|remove|enter|"
    r"all|any|more|less|new|page|pages|user|users|image|images|document|documents|settings|help|home|history|"
    r"name|title|description|date|language|password|sign|next|previous|yes|no results)\b",
    re.I,
)
# What is written alike in Indonesian: a licence, a key of the keyboard, the inner name of a kind of page, an era.
SHARED = re.compile(r"CC BY|^Enter$|^[a-z_]+\.[a-z]+$|\d BE\b")
# Names of permissions are rows that Django writes in English; only who administers groups reads them.
PERMISSION = re.compile(r"^Can [a-z]")
# Words that Wagtail builds from the names of its columns; the list may only shrink.
NOT_TRANSLATABLE = {"Root page", "Site name", "is public", "Page"}


def untranslated() -> dict[str, str]:
    """Messages of installed packages that Indonesian readers get in English, with the app they are of."""
    catalogue, found = trans_real.translation("id")._catalog, {}
    for app in apps.get_app_configs():
        if "site-packages" in app.path:
            for entry in _messages(Path(app.path)):
                key = f"{entry.msgctxt}\x04{entry.msgid}" if entry.msgctxt else entry.msgid
                if not any(each in catalogue for each in (key, (key, 0), (key, 1))):
                    found[entry.msgid] = app.label
    return found


def _messages(folder: Path):
    for language in LANGUAGES:
        path = folder / "locale" / language / "LC_MESSAGES" / "django.po"
        yield from (
            (entry for entry in polib.pofile(str(path)) if entry.msgid and not entry.obsolete) if path.exists() else ()
        )


VARIABLE = re.compile(r"\{\w+\}")  # of a message; its name is no word


def shown(texts: set[str], messages: dict[str, str]) -> set[tuple[str, str]]:
    """Which of the messages stand in these texts, as a whole or with something in their places."""
    whole = {" ".join(message.split()): message for message in messages if not BRACES.search(message)}
    found = {(messages[whole[text]], whole[text]) for text in texts & whole.keys()}
    for message in (message for message in messages if BRACES.search(message)):
        form = re.compile(".+?".join(map(re.escape, BRACES.split(" ".join(message.split())))))
        found |= {(messages[message], message) for text in texts if form.fullmatch(text)}
    return found


def english(texts: set[str], known: set[str]) -> set[str]:
    """Texts with a word that only English has; what is known to be content is taken out first."""
    found = set()
    longest = sorted(known, key=len, reverse=True)  # a title that is part of a longer text must not break it
    for text in texts - NOT_TRANSLATABLE:
        left = "" if PERMISSION.match(text) else VARIABLE.sub("", text)
        for content in longest:
            left = left.replace(VARIABLE.sub("", content), "")
        if ENGLISH.search(SHARED.sub("", left)):
            found.add(text)
    return found


def test_every_message_of_every_package_is_indonesian():
    """All that installed packages may say, also on screens that no walk reaches."""
    assert {message for message in untranslated() if message not in NEVER_SHOWN} == set()


@pytest.fixture
def office():
    """A little of everything that screens show: a batch with sessions, somebody in it, somebody in line."""
    now = timezone.now()
    page = make.batch_page(make.page_in_site(title="Menjahit"), now=now, sessions=2, capacity=1)
    trainer = make.trainer()
    page.batch.sessions.update(trainer=trainer)
    people = [ApplicantFactory(), ApplicantFactory()]
    make.seated(page.batch, people[0], at=now)
    make.register(page.batch, people[1], at=now)
    make.session(page.batch, starts_at=now, trainer=trainer)
    return page, people, trainer


def signed_in(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def walkers(office) -> list[tuple[Client, list[str]]]:
    """Who walks, and from where: visitors, applicants, every role, and who administers, who may open everything."""
    _page, people, trainer = office
    staff = [UserFactory(role=role.value) for role in Role if role != Role.TRAINER]
    administrator = UserFactory(is_staff=True, is_superuser=True)
    return [
        (Client(), ["/", "/masuk/"]),
        *[(signed_in(person.user), ["/akun/"]) for person in people],
        *[(signed_in(user), ["/cms/"]) for user in [*staff, trainer.user]],
        (signed_in(administrator), ["/cms/", *editors(), *screens.without_arguments()]),
    ]


def editors() -> list[str]:
    """The form of each kind of page: of one that is there, and of a new one."""
    written = Page.objects.filter(depth__gt=1, locale__language_code="id")
    pages = {type(page): page for page in written.specific()}
    new = [
        (kind, parent)
        for parent in pages.values()
        for kind in type(parent).allowed_subpage_models()
        if kind.can_create_at(parent)
    ]
    there = [reverse("wagtailadmin_pages:edit", args=[page.pk]) for page in pages.values()]
    return there + [
        reverse("wagtailadmin_pages:add", args=[kind._meta.app_label, kind._meta.model_name, parent.pk])
        for kind, parent in new
    ]


def content() -> set[str]:
    """What editors wrote in English: titles of translated pages, and the English column of what has both languages."""
    found = set(Page.objects.filter(locale__language_code="en").values_list("title", flat=True))
    for model in apps.get_models():
        for field in model._meta.concrete_fields:
            if field.name.endswith("_en") and field.get_internal_type() in ("CharField", "TextField"):
                found |= set(model.objects.values_list(field.name, flat=True))
    found |= {" ".join(own["en"].split()) for kind in kinds() for own in standard(kind).values()}
    return {text for text in found if text and len(text) > 2}


def test_every_role_reads_indonesian(office):
    messages, known, seen = untranslated(), content(), set()
    untold, foreign, count = {}, {}, 0
    for client, starts in walkers(office):
        for path, page in screens.walk(client, starts, seen):
            count += 1
            texts = screens.texts(page)
            untold |= dict.fromkeys(shown(texts, messages), path)
            foreign |= dict.fromkeys(english(texts, known), path)

    assert [f"{path}: {app}: {message}" for (app, message), path in untold.items()] == []
    assert [f"{path}: {text}" for text, path in foreign.items()] == []
    assert count > 250
