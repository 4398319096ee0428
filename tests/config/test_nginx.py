"""The sample configuration in deploy/ in front of two web workers: a real nginx, seconds of memory, nothing private."""

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from wagtail.models import Site

from tests import processes
from tests.factories.home import InfoPageFactory

NGINX = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin:/usr/local/sbin")
ROOT = Path(__file__).resolve().parents[2]
SAMPLE = ROOT / "deploy" / "nginx" / "cakap.conf"
pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(not NGINX, reason="no nginx found (Debian: apt install nginx-light)"),
]


def adjusted(folder: Path, port: int, web: int, disk: Path | None = None) -> str:
    """The sample with the ports and folders of this machine, without certificates: what an office adjusts.

    `disk` is where its own files lie, by default those of the site.
    """
    words = SAMPLE.read_text()
    redirect, site = words.index("server {\n    listen 80"), words.index("server {\n    listen 443")
    words = words[:redirect] + words[site:]
    changes = {
        r"unix:/run/cakap/web\.sock": f"127.0.0.1:{web}",
        r"    listen \[::\]:443.*\n": "",
        r"listen 443 ssl http2": f"listen 127.0.0.1:{port}",
        r"    ssl_.*\n": "",
        r"/var/cache/nginx/cakap": f"{folder}/cache",
        r"/var/log/nginx/cakap\.log": f"{folder}/access.log",
        r"/srv/cakap/app/site/static": str(disk or ROOT / "site" / "static"),
    }
    for old, new in changes.items():
        words, count = re.subn(old, new, words)
        assert count, f"the sample has no {old} any more"
    return words


@pytest.fixture
def proxy(tmp_path):
    """nginx before the web workers; gives its port and the server behind it."""
    home = Site.objects.get(is_default_site=True).root_page
    InfoPageFactory(parent=home, locale=home.locale, slug="isi", title="Judul lama")
    port = processes.free_port()
    with processes.web() as web:
        yield from served(tmp_path, port, web)


def served(folder, port, web, disk=None):
    """nginx with the sample until the caller is done."""
    kinds = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    temp = "".join(f"{name}_temp_path {folder}/{name};\n" for name in kinds)
    usual = "sendfile on; tcp_nopush on;\n"  # as Debian's own nginx.conf says
    user = "user root;\n" if os.geteuid() == 0 else ""
    head = f"{user}daemon off; pid {folder}/pid; error_log {folder}/error.log;\nevents {{}}\nhttp {{\n{usual}{temp}"
    (folder / "nginx.conf").write_text(f"{head}{adjusted(folder, port, web, disk)}}}\n")
    server = subprocess.Popen([NGINX, "-p", folder, "-e", folder / "error.log", "-c", folder / "nginx.conf"])
    try:
        processes.until(lambda: processes.answers(port), processes.PATIENCE)
        yield port
    finally:
        server.terminate()
        server.wait(20)


def state(port, path, **headers):
    return processes.get(port, path, **headers).headers.get("x-proxy-cache")


def test_the_sample_keeps_pages_for_seconds_and_nothing_private(proxy):
    processes.until(lambda: state(proxy, "/isi/") in ("HIT", "UPDATING"), 20)

    page = InfoPageFactory._meta.model.objects.get(slug="isi")
    page.title = "Judul baru"
    page.save_revision().publish()
    processes.until(lambda: all("Judul baru" in processes.get(proxy, "/isi/").body for _ in range(8)), 5)

    own = processes.get(proxy, "/isi/", Cookie="sessionid=x")
    assert (own.headers["x-proxy-cache"], own.headers["cache-control"]) == ("BYPASS", "private, no-cache")
    for path in ("/status/", "/verifikasi/", "/masuk/", "/cms/"):
        assert [state(proxy, path) for _ in range(3)].count("HIT") == 0


def test_a_visitor_with_the_page_gets_no_second_copy(proxy):
    tag = processes.get(proxy, "/isi/").headers["etag"]
    again = processes.get(proxy, "/isi/", **{"If-None-Match": tag})

    assert (again.status, again.body) == (304, "")


def test_each_encoding_is_kept_for_itself(proxy):
    for _ in range(3):
        packed = processes.get(proxy, "/isi/", **{"Accept-Encoding": "gzip, deflate, br"})
        plain = processes.get(proxy, "/isi/")

    assert packed.headers["content-encoding"] == "gzip"
    assert ("content-encoding" in plain.headers, "Judul lama" in plain.body) == (False, True)


def test_a_forged_header_reaches_no_page(proxy):
    forged = {"X-Forwarded-Host": "jahat.example", "X-Forwarded-For": "1.2.3.4", "Accept-Language": "en"}
    first = processes.get(proxy, "/isi/", **forged)

    assert first.body == processes.get(proxy, "/isi/").body
    assert "jahat" not in first.body
