"""Keeps the HTML that browsers are given during the stories, for one run of the HTML checker at the end."""

import hashlib
import re
from pathlib import Path

FOLDER = Path(__file__).resolve().parents[2] / "test-results" / "html"
CHANGING = re.compile(rb'name="csrfmiddlewaretoken" value="[^"]*"|[0-9]+')


class KeepPages:
    """Write each different public page to a file; screens of the CMS are mostly not ours."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        is_html = response.get("Content-Type", "").startswith("text/html") and not response.streaming
        if is_html and response.content and not request.path.startswith("/cms/"):  # a redirect has no content
            self._keep(request.path, response.content)
        return response

    def _keep(self, path: str, content: bytes) -> None:
        FOLDER.mkdir(parents=True, exist_ok=True)
        name = re.sub(r"[^a-z0-9]+", "-", path.lower()).strip("-")[:60] or "home"
        same = hashlib.sha256(CHANGING.sub(b"", content)).hexdigest()[:8]
        FOLDER.joinpath(f"{name}.{same}.html").write_bytes(content)
