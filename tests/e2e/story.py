"""What the people of the stories do again and again: sign in, fill a step, read a mail, look at a paper."""

import datetime as dt
import email
import io
import re
from dataclasses import dataclass
from email.policy import default as modern
from io import BytesIO
from urllib.parse import urlsplit

import pypdfium2
import zxingcpp
from django.contrib.auth.hashers import make_password
from django.core.management import call_command
from django.urls import reverse
from playwright.sync_api import Locator, Page, expect

from accounts import workflow as accounts
from accounts.enums import Role
from accounts.models import User
from accounts.roles import group
from audit.models import Event

PASSWORD = "rahasia-kantor-2026"
DESKTOP = {"viewport": {"width": 1280, "height": 900}}
LINK = re.compile(r"https?://\S+")


class Mailbox:
    """The mails that arrived over SMTP; `read` lets the worker deliver first."""

    def __init__(self, server, tick) -> None:
        self.server, self.tick = server, tick

    def read(self, address: str) -> tuple[str, str]:
        """Subject and text of the last mail to somebody."""
        for _round in range(2):  # what one round decides to tell is delivered by the next
            self.tick()
        mine = [envelope for envelope in self.server.messages if envelope.rcpt_tos == [address]]
        mail = email.message_from_bytes(mine[-1].content, policy=modern)
        return mail["Subject"], mail.get_body(("plain",)).get_content()

    def code(self, address: str) -> str:
        return re.search(r"\b\d{6}\b", self.read(address)[1])[0]

    def link(self, address: str) -> str:
        return LINK.search(self.read(address)[1])[0]


def employee(role: Role, name: str) -> User:
    """Somebody of the office whose address is proven, who signs in by password."""
    user = accounts.open_account(f"{name.lower()}@kantor.test")
    user.first_name, user.password = name, make_password(PASSWORD)
    user.save()
    user.groups.add(group(role))
    return user


def enter_cms(page: Page, user: User, address: str = "/cms/") -> Page:
    """The one door, by password."""
    page.goto(address)
    page.get_by_role("link", name=re.compile("kata sandi")).click()
    page.get_by_label("Surel (email)").fill(user.email)
    page.get_by_label("Kata sandi").fill(PASSWORD)
    page.get_by_role("main").get_by_role("button", name="Masuk", exact=True).click()
    page.wait_for_url(re.compile(re.escape(address)))
    return page


def answer_door(page: Page, address: str, mailbox: Mailbox) -> None:
    """The door asks for an e-mail address and the code that was sent to it."""
    page.get_by_label("Surel (email)").fill(address)
    page.get_by_role("button", name="Kirim kode").click()
    page.get_by_label("Kode masuk").fill(mailbox.code(address))
    page.get_by_role("main").get_by_role("button", name="Masuk", exact=True).click()


def fill(page: Page, values: dict[str, str]) -> None:
    """Type, choose or tick every named field of the form."""
    for name, value in values.items():
        for each in value if isinstance(value, list) else [value]:
            _fill_one(page, name, each)


def _fill_one(page: Page, name: str, value: str) -> None:
    found: Locator = page.get_by_role("main").locator(f"[name='{name}']")
    kind = found.first.evaluate("field => field.type")
    if kind in ("radio", "checkbox"):
        page.get_by_role("main").locator(f"[name='{name}'][value='{value}']").check()
    elif kind.startswith("select"):
        found.select_option(value)
    else:
        found.fill(value)


def upload(page: Page, name: str, file_name: str, content: bytes) -> None:
    kind = "image/png" if file_name.endswith("png") else "image/jpeg"
    file = {"name": file_name, "mimeType": kind, "buffer": content}
    page.locator(f"input[type=file][name='{name}']").set_input_files(file)


def go_on(page: Page) -> None:
    """The main button of a step."""
    page.get_by_role("main").get_by_role("button", name=re.compile("^Lanjut")).click()


def path_of(address: str) -> str:
    """An absolute address of the site, for a page that has its base."""
    return urlsplit(address).path


def read_qr(pdf: bytes) -> str:
    """What the QR code of a paper says."""
    document = pypdfium2.PdfDocument(BytesIO(pdf))
    picture = document[0].render(scale=3).to_pil()
    document.close()
    return zxingcpp.read_barcode(picture).text


def wib(year: int, month: int, day: int, hour: int, minute: int = 0) -> dt.datetime:
    """A moment of the office's day."""
    return dt.datetime(year, month, day, hour, minute, tzinfo=dt.timezone(dt.timedelta(hours=7)))


@dataclass
class Stage:
    """What every act of a story needs."""

    new_page: object
    sound: object
    picture: object
    mailbox: Mailbox
    clock: object

    def desk_of(self, user, address="/cms/", **device):
        """Another officer sits down and signs in."""
        return enter_cms(self.new_page(**device or DESKTOP), user, address)

    def show(self, page, name, **options):
        self.sound(page, **options)
        self.picture(page, f"story-{name}")


def type_dates(page):
    dates = {
        "opens_at": "2026-04-06 08:00",
        "closes_at": "2026-04-10 16:00",
        "starts_on": "2026-05-04",
        "ends_on": "2026-05-06",
    }
    for name, value in dates.items():
        type_date(page, name, value)


def type_date(page, name, value):
    """The calendar opens under the field and must be gone before the next thing is clicked."""
    field, calendar = page.locator(f"[name={name}]"), page.locator(".xdsoft_datetimepicker:visible")
    field.click()
    calendar.wait_for()
    field.fill(value)
    page.keyboard.press("Tab")
    calendar.wait_for(state="hidden")


def more_actions(page):
    page.locator("footer .w-dropdown__toggle").first.click()


def open_next(stage, user):
    """Sit down at the desk and take the next case of the queue."""
    page = stage.desk_of(user, reverse("cases:index"))
    page.get_by_role("button", name="Mulai memeriksa").click()
    page.wait_for_url(re.compile(r"/cms/berkas/\d+/"))
    return page


def judge(page, document, verdict):
    page.get_by_role("link", name=re.compile(document)).first.click()
    with page.expect_response(re.compile("/nilai/")):
        page.get_by_role("group", name=f"{document}:").get_by_role("button", name=verdict).click()


def tick_the_checks(page):
    for check in page.locator(".desk-checks").get_by_role("checkbox").all():
        with page.expect_response(re.compile("/kerja/")):
            check.check()


def decide(page, name):
    """The desk answers with the next case, or with the queue when none waits."""
    here = page.url
    page.get_by_role("button", name=name, exact=True).click()
    page.wait_for_url(lambda address: address != here)


def send(page):
    """From the summary over the declaration to the receipt."""
    go_on(page)
    page.get_by_label(re.compile("jawaban dan dokumen ini benar")).check()
    page.get_by_label(re.compile("bersedia hadir")).check()
    page.get_by_role("button", name="Kirim pendaftaran").click()
    expect(page.get_by_role("heading", name="Pendaftaran Anda sudah kami terima")).to_be_visible()


def expect_story(page, *titles):
    """The timeline of the account begins with these, in this order."""
    told = page.locator(".ck-timeline h3").all_inner_texts()[: len(titles)]
    assert [text[: len(title)] for text, title in zip(told, titles, strict=True)] == list(titles)


def the_log_is_whole(stage):
    """Every event is sealed and every seal fits."""
    stage.mailbox.tick()
    call_command("audit_verify", stdout=io.StringIO())
    assert not Event.objects.filter(link=None).exists()
