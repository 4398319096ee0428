#!/usr/bin/env python3
"""Lighthouse (mobile) over one page of every public kind, on a seeded office served as in production.

The office lies in DATA_DIR/lighthouse and is filled once. gunicorn serves it with compressed static files and pages
from memory. Scores and figures of each page are printed; it fails below 98/100/100/100. A page that misses the first
is measured twice more and the median counts: the processor of a small machine is not always its own. Needs chromium;
the tool itself comes from the locked packages of tests/lighthouse/ and is nothing that the product needs.
"""

import argparse
import contextlib
import json
import os
import shutil
import statistics
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "site")]
BIN = ROOT / ".venv" / "bin"
FOLDER = ROOT / "tests" / "lighthouse"
DATA = Path(os.environ.get("DATA_DIR") or ROOT / "var").resolve() / "lighthouse"
CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
FLAGS = "--headless=new --no-sandbox --disable-dev-shm-usage --disable-gpu --no-first-run"
GATES = {"performance": 98, "accessibility": 100, "best-practices": 100, "seo": 100}
TRIES = 3  # of a page whose speed was not reached at once
WARM = 12  # answers from memory in a row: with two processes, one cold one would show


@dataclass(frozen=True)
class Verdict:
    """What one run said of a page: scores by category, figures, and the audits that cost points."""

    scores: dict[str, int]
    figures: dict[str, float]
    lost: list[str]

    @property
    def missed(self) -> dict[str, int]:
        return {name: score for name, score in self.scores.items() if score < GATES[name]}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("kinds", nargs="*", help="only these kinds of page, such as home or batch")
    parser.add_argument("--port", type=int, default=8010)
    parser.add_argument("--language", default="id", choices=("id", "en"))
    given = parser.parse_args()
    if not CHROMIUM:
        sys.exit("chromium is needed (Debian: apt install chromium)")
    install_tool()
    os.environ.update(environment(given.port))
    fill()
    with served(given.port):
        sys.exit(measure_all(given.port, pages(given.language, given.kinds)))


def environment(port: int) -> dict[str, str]:
    site = f"http://127.0.0.1:{port}"
    return {"DATA_DIR": str(DATA), "HOST": "127.0.0.1", "PORT": str(port), "BASE_URL": site, "LOG_LEVEL": "ERROR"} | {
        "DJANGO_SETTINGS_MODULE": "config.settings.dev"
    }


def install_tool() -> None:
    """Exactly the locked packages, by the Node of the virtual environment, when the lock has changed."""
    lock, stamp = FOLDER / "package-lock.json", FOLDER / "node_modules" / ".stamp"
    if stamp.is_file() and stamp.stat().st_mtime >= lock.stat().st_mtime:
        return
    quiet = ("--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error")
    subprocess.run([sys.executable, BIN / "npm", "ci", "--prefix", FOLDER, *quiet], check=True)
    stamp.touch()


def fill() -> None:
    """The demo office, once; tables and static files are brought up to date each time."""
    DATA.mkdir(parents=True, exist_ok=True)
    subprocess.run([ROOT / "scripts" / "install"], cwd=ROOT, check=True)
    stamp = DATA / "demo.stamp"
    if not stamp.exists():
        subprocess.run([sys.executable, "manage.py", "seed_demo"], cwd=ROOT, check=True)
        stamp.touch()


def pages(language: str, kinds: list[str]) -> dict[str, str]:
    """What to measure, by kind."""
    import django

    from tests.page_kinds import addresses

    django.setup()
    found = addresses(language)
    return {kind: path for kind, path in found.items() if not kinds or kind in kinds}


@contextlib.contextmanager
def served(port: int) -> Iterator[None]:
    """gunicorn as in production; ended with the measuring."""
    from tests import processes

    server = subprocess.Popen([sys.executable, "-m", "gunicorn", "--config", "gunicorn.conf.py"], cwd=ROOT)
    try:
        processes.until(lambda: processes.answers(port), processes.PATIENCE)
        yield
    finally:
        server.terminate()
        server.wait(30)


def warm(port: int, path: str) -> None:
    """Ask until every process has the page in memory; pages that are never kept are asked all the same."""
    from tests import processes

    in_a_row = 0
    for _ in range(10 * WARM):
        answer = processes.get(port, path, **{"Accept-Encoding": "gzip"})
        in_a_row = in_a_row + 1 if answer.headers.get("x-cache") == "hit" else 0
        if in_a_row >= WARM:
            return


def measure_all(port: int, found: dict[str, str]) -> int:
    """Print a line for each page; the number of pages that missed a gate."""
    print(f"\n{'page':24}{'perf a11y best  seo':>20}{'LCP ms':>8}{'TBT ms':>8}{'CLS':>7}{'KB':>6}{'asked':>6}")
    missed = 0
    for kind, path in found.items():
        verdict = measure(port, path, kind)
        show(kind, verdict)
        missed += bool(verdict.missed)
    print(f"\n{len(found) - missed} of {len(found)} pages reach {'/'.join(map(str, GATES.values()))}")
    return missed


def measure(port: int, path: str, kind: str) -> Verdict:
    """The first run, or of three the one with the median speed."""
    warm(port, path)
    url = f"http://127.0.0.1:{port}{path}"
    runs = [run(url, kind)]
    while "performance" in runs[0].missed and len(runs) < TRIES:
        runs.append(run(url, kind))
    middle = statistics.median_low(verdict.scores["performance"] for verdict in runs)
    return next(verdict for verdict in runs if verdict.scores["performance"] == middle)


def run(url: str, kind: str) -> Verdict:
    """One visit of the page by a browser of its own, on the phone and network that the tool imitates."""
    from tests.page_kinds import is_listed

    report = DATA / "reports" / f"{kind}.json"
    report.parent.mkdir(exist_ok=True)
    # What says on purpose that it is not for search engines is not asked whether it is.
    skipped = [] if is_listed(kind) else ["--skip-audits=is-crawlable"]
    command = [sys.executable, BIN / "node", FOLDER / "node_modules" / "lighthouse" / "cli" / "index.js", url]
    options = ["--quiet", "--output=json", f"--output-path={report}", f"--chrome-flags={FLAGS}", *skipped]
    only = [f"--only-categories={','.join(GATES)}", "--no-enable-error-reporting"]
    for _ in range(TRIES):  # the browser of a busy machine may lose its own recording
        done = subprocess.run([*command, *options, *only], env=os.environ | {"CHROME_PATH": CHROMIUM}, timeout=240)
        if not done.returncode:
            return read(json.loads(report.read_text()))
    sys.exit(f"{url}: no measurement in {TRIES} tries")


def read(report: dict) -> Verdict:
    """Scores, figures and losses of a report."""
    if report.get("runtimeError"):
        sys.exit(f"{report['requestedUrl']}: {report['runtimeError']['message']}")
    audits, categories = report["audits"], report["categories"]
    figures = {
        "lcp": audits["largest-contentful-paint"]["numericValue"],
        "tbt": audits["total-blocking-time"]["numericValue"],
        "cls": audits["cumulative-layout-shift"]["numericValue"],
        "bytes": audits["total-byte-weight"]["numericValue"],
        "requests": len(audits["network-requests"]["details"]["items"]),
    }
    scores = {name: round((categories[name]["score"] or 0) * 100) for name in GATES}
    return Verdict(scores, figures, [line for name in GATES for line in losses(categories[name], audits)])


def losses(category: dict, audits: dict) -> list[str]:
    """The audits that cost a category points, with what they point at."""
    weighed = [audits[ref["id"]] for ref in category["auditRefs"] if ref["weight"]]
    failed = [audit for audit in weighed if audit["score"] is not None and audit["score"] < 0.9]
    return [f"{category['id']}: {audit['title']} {audit.get('displayValue', '')} {_places(audit)}" for audit in failed]


def _places(audit: dict) -> str:
    items = (audit.get("details") or {}).get("items") or []
    found = [(item.get("node") or {}).get("snippet") or item.get("url") or item.get("description") for item in items]
    return "; ".join(str(place)[:160] for place in found[:3] if place)


def show(kind: str, verdict: Verdict) -> None:
    scores = "".join(f"{verdict.scores[name]:>5}" for name in GATES)
    numbers = verdict.figures
    line = f"{numbers['lcp']:>8.0f}{numbers['tbt']:>8.0f}{numbers['cls']:>7.3f}{numbers['bytes'] / 1024:>6.0f}"
    print(f"{kind:24}{scores}{line}{numbers['requests']:>6}", flush=True)
    for lost in verdict.lost if verdict.missed else []:
        print(f"    {lost}")


if __name__ == "__main__":
    main()
