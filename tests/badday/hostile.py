"""What people type who wish a site ill, the forms they type it into, and how one sees that it did no harm."""

import re
from dataclasses import dataclass
from urllib.parse import quote_from_bytes, urljoin

from bs4 import BeautifulSoup

# Were it executed or echoed as it is, this would be found in the answer.
SCRIPT = "<script>alert('jahat')</script>"
PRODUCT = "62694889"  # 7907 x 7927: only a template engine that evaluates what was typed can write it
RAW = re.compile(rb"<script>alert\('jahat'\)|<img src=x onerror|<svg/?onload|" + PRODUCT.encode())
STRINGS = {
    "script": SCRIPT,
    "attribute": "\"'><img src=x onerror=alert('jahat')>",
    "svg": "</title></textarea><svg/onload=alert('jahat')>",
    "template": "{{ 7907*7927 }}${7907*7927}<%= 7907*7927 %>{% debug %}#{7907*7927}",
    "format": "%s%(name)s%n{0}{self.__class__}%%",
    "sql": "' OR 1=1; DROP TABLE cases_case; --",
    "like": "%_\\%_[a-z]*",
    "match": '" OR NEAR(a b) AND * ^ : ( -',
    "nul": "a\x00b",
    "only_nul": "\x00",
    "controls": "".join(map(chr, range(1, 32))) + "\x7f\x85\u2028\u2029",
    "lines": "a\r\nSet-Cookie: jahat=1\r\n\r\n<html>",
    "emoji": "👩🏽‍🎓🏳️‍🌈" * 3,
    "rtl": "\u202egpj.exe\u202c مرحبا \u2066\u2069",
    "combining": "Z" + "\u0301\u0489" * 200,
    "astral": "\U0001d54f\U0010ffff\ufffe\uffff\ufeff",
    "surrogate": "\ud800x\udfff",
    "formula": "=cmd|' /C calc'!A0",
    "formula_at": "@SUM(1+1)*cmd|'",
    "number": "9" * 400,
    "negative": "-1",
    "huge_id": "99999999999999999999999999",
    "nan": "NaN",
    "exponent": "1e400",
    "arabic_digits": "١٢٣٤٥٦٧٨٩٠١٢٣٤٥٦",
    "superscript": "²",
    "date": "0000-00-00",
    "late_date": "9999-12-31T23:59:59.9999999+99:99",
    "path": "../../../../etc/passwd\x00.jpg",
    "json": '{"a": [' + "[" * 200,
    "long": "x" * 100_000,
    "empty": "",
    "spaces": " \u00a0\u3000\u200b ",
}


@dataclass
class Form:
    """A form as it stands on a page: where it is sent, its fields with the values that are there, and what is text."""

    method: str
    action: str
    values: list[tuple[str, str]]
    typed: set[str]

    def is_open(self, name: str, everywhere: bool) -> bool:
        """Whether the text goes here: into what is typed, or also into choices and hidden fields (never the token)."""
        return name != "csrfmiddlewaretoken" and (everywhere or name in self.typed)


def forms(page: BeautifulSoup, path: str) -> list[Form]:
    return [_form(each, path) for each in page.find_all("form")]


def _form(element, path: str) -> Form:
    values, typed = [], set()
    for field in element.find_all(["input", "textarea", "select", "button"]):
        name, kind = field.get("name"), field.get("type", "text")
        if not name or kind == "file":
            continue
        values.append((name, _value(field)))
        if field.name == "textarea" or (field.name == "input" and kind not in CHOSEN):
            typed.add(name)
    action = urljoin(path, element.get("action") or path)
    return Form((element.get("method") or "get").lower(), action, values, typed)


CHOSEN = ("hidden", "checkbox", "radio", "submit", "button", "image")


def _value(field) -> str:
    if field.name == "textarea":
        return field.get_text()
    if field.name == "select":
        option = field.find("option", selected=True) or field.find("option")
        return option.get("value", option.get_text()) if option else ""
    return field.get("value", "on" if field.get("type") in ("checkbox", "radio") else "")


def encoded(fields: list[tuple[str, str]]) -> str:
    """A form as a browser sends it; lone surrogates as the bytes that an unfriendly program would make of them."""
    return "&".join(f"{_quoted(name)}={_quoted(value)}" for name, value in fields)


def _quoted(text: str) -> str:
    return quote_from_bytes(text.encode("utf-8", "surrogatepass"), safe="")


def harm(answer, about: str) -> list[str]:
    """Why an answer is not harmless: a fault, something echoed as it was typed, something evaluated, a header made."""
    found = []
    if answer.status_code >= 500:
        found.append(f"{about}: {answer.status_code}")
    if "jahat" in answer.cookies or answer.headers.get("Set-Cookie", "").startswith("jahat"):
        found.append(f"{about}: made a header")
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    kind = answer.headers.get("Content-Type", "")
    if kind.startswith("text/html") and (raw := RAW.search(body)):
        found.append(f"{about}: echoes {body[max(0, raw.start() - 60) : raw.end() + 20]!r}")
    return found


# Names of files, as the security lists have them.

DEVICES = ("CON", "PRN", "AUX", "NUL", *(f"COM{n}" for n in range(1, 10)), *(f"LPT{n}" for n in range(1, 10)))
_UP = ("../", "..\\", "....//", "..%2f", "%2e%2e/", "..%c0%af", "..%252f", ".%00./", "..;/", "\\\\jahat.example\\c$\\")
_TARGETS = ("etc/passwd", "windows\\win.ini", "app/manage.py", ".ssh/authorized_keys", "db.sqlite3")
_ENDS = (
    *("php", "php5", "phtml", "phar", "jsp", "asp;.jpg", "aspx", "cgi", "exe", "bat", "cmd", "ps1", "sh", "hta", "js"),
    *("html", "svg", "xml", "xhtml", "htaccess", "lnk", "scr", "swf", "jar", "desktop", "url", "mht", "shtml"),
)
_SIGNS = (
    *("\x00", "\n", "\r\n", "\t", "\x1b[31m", "\x7f", "\x85", "\u2028", "\u202e", "\u2066", "\u200b", "\ufeff"),
    *("\ufffe", "\U0010ffff", "\ud800", "\u0301" * 60, "\U0001f642", "\U0001f469\u200d\U0001f393", "\u0645\u0631"),
    *("\u65e5\u672c", "\u00e9", "e\u0301", "\ufb01", "\ufdfa", "\u0130"),
)
FILE_NAMES = [
    *(
        "",
        ".",
        "..",
        "...",
        "/",
        "\\",
        " ",
        ".jpg",
        ".htaccess",
        "~",
        "-rf",
        "--help",
        "a" * 255,
        "a" * 700,
        "x." * 300,
    ),
    *(up * times + target for up in _UP for times in (1, 8) for target in _TARGETS[:3]),
    *(f"/{target}" for target in _TARGETS),
    *("file:///etc/passwd", "C:\\Windows\\system.ini", "C:ktp.jpg", "ktp.jpg::$DATA", "ktp.jpg:jahat", "ktp.jpg."),
    *DEVICES,
    *(f"{name}.jpg" for name in DEVICES),
    *(f"ktp.{end}" for end in _ENDS),
    *(f"ktp.{end}.jpg" for end in _ENDS),
    *(f"ktp{sign}.jpg" for sign in _SIGNS),
    *(f"gpj{sign}.exe" for sign in _SIGNS[:12]),
    *("<script>alert('jahat')</script>.jpg", "\"onload=alert('jahat').jpg", "';alert(1);'.jpg", "&lt;b&gt;.jpg"),
    *("=cmd|' /C calc'!A0.jpg", "+1.jpg", "@SUM(1).jpg", "{{7907*7927}}.jpg", "${7907*7927}.jpg", "%s%n%p.jpg"),
    *("$(touch jahat).jpg", "`id`.jpg", "a;ls.jpg", "a|b.jpg", "a&b.jpg", "a'b.jpg", 'a"b.jpg', "a?b*.jpg", "a#b.jpg"),
    *("' OR 1=1 --.jpg", "a;filename=b.exe", "a\"; filename*=UTF-8''b.exe", "=?utf-8?q?a?=.jpg", "a,b.jpg", "a=b.jpg"),
]
