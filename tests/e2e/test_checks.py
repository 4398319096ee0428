"""The checks themselves: each must find what it is there for."""

import pytest

from tests.e2e import checks

pytestmark = pytest.mark.django_db(transaction=True)

GOOD = """<!doctype html><html lang="id"><head><title>Baik</title>
<meta name="viewport" content="width=device-width"></head>
<body><main><h1>Baik</h1><p>Halaman ini baik.</p></main></body></html>"""
BAD = """<!doctype html><html><head></head><body><img src="data:image/gif;base64,R0lGODlhAQABAAAAACw=">
<input type="text"><a href="/"></a><p style="color:#999;background:#aaa">Tidak terbaca</p></body></html>"""
WIDE = GOOD.replace("<p>", '<p style="width: 500px">')


def test_axe_finds_nothing_on_a_good_page(phone):
    phone.set_content(GOOD)

    assert checks.axe(phone) == []


def test_axe_finds_what_is_wrong_on_a_bad_page(phone):
    phone.set_content(BAD)

    rules = {line.split(":")[0] for line in checks.axe(phone)}

    assert {"color-contrast", "document-title", "html-has-lang", "image-alt", "label", "link-name"} <= rules


def test_a_page_without_javascript_is_looked_at_by_a_twin(plain_phone, desktop, live_server):
    plain_phone.route("**/buruk", lambda route: route.fulfill(body=BAD, content_type="text/html"))
    plain_phone.goto(f"{live_server.url}/buruk")

    checks.show_still(desktop, plain_phone)

    assert checks.axe(desktop)


def test_what_is_too_wide_is_named(phone):
    phone.set_content(WIDE)

    assert checks.beyond_the_edge(phone, (320, 600)) == ["p. ends at 508 of 320"]


def test_what_fits_is_not_named(phone):
    phone.set_content(GOOD)

    assert checks.beyond_the_edge(phone, checks.NARROW) == []


def test_a_script_error_is_noted(phone, watch):
    phone.set_content("<title>x</title>")
    phone.evaluate("setTimeout(() => { throw new Error('rusak') })")
    phone.wait_for_function("true")

    assert [problem for problem in watch.problems if "rusak" in problem]
    watch.problems.clear()


def test_a_console_error_is_noted(phone, watch):
    phone.evaluate("console.error('salah')")

    assert len(watch.problems) == 1
    watch.problems.clear()


def test_a_request_to_another_host_is_noted(phone, watch):
    phone.set_content('<title>x</title><img alt="" src="http://127.0.0.2:9/a.png">')

    assert "request to another host: http://127.0.0.2:9/a.png" in watch.problems
    watch.problems.clear()
