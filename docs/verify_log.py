#!/usr/bin/env python3
"""Check an extract of the office's log without the office: needs Python 3 and nothing else.

usage: verify_log.py EXTRACT [HEADS]

EXTRACT  lines of JSON written by `manage.py audit_extract`: {"event": {...}, "hash": "...", "position": n}
HEADS    the file published at /log/kepala.json, best one you kept yourself from an earlier day

Each hash is sha256(previous hash + sha256(event)), where the event is written as JSON with sorted keys and no spaces.
Exit 0: every line follows from the one before, and every published head of that range is in it. Exit 1: the first
lines that do not fit are named. The extract holds no name and no text: only which kind of act happened to which
numbered object, when, by which numbered account.
"""

import hashlib
import json
import sys

GENESIS = "0" * 64
SHOWN = 20


def sha256(text):
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def canonical(value):
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def faults(lines, heads):
    """Yield a sentence for everything that does not fit; `heads` maps positions to published hashes."""
    previous = expected = None
    missing = dict(heads)
    first = last = None
    for number, line in enumerate(lines, start=1):
        try:
            link = json.loads(line)
            position, found, event = link["position"], link["hash"], link["event"]
        except (ValueError, KeyError, TypeError):
            yield f"line {number} is not a link of the log"
            return
        if expected is None:
            first, expected = position, position
            previous = GENESIS if position == 1 else None
        if position != expected:
            yield f"position {expected} is missing: after it comes {position}"
        elif previous is not None and sha256(previous + sha256(canonical(event))) != found:
            yield f"position {position} does not follow: event {event.get('id')} or its place was changed"
        if missing.pop(position, found) != found:
            yield f"position {position} is not the one that was published"
        previous, expected, last = found, position + 1, position
    if last is None:
        yield "the extract is empty"
        return
    for position in sorted(missing):
        if first <= position <= last:
            yield f"position {position} was published and is not in the extract"


def main():
    if len(sys.argv) not in (2, 3):
        sys.exit(__doc__)
    heads = {}
    if len(sys.argv) == 3:
        with open(sys.argv[2], encoding="utf-8") as file:
            heads = {head["position"]: head["hash"] for head in json.load(file)["heads"]}
    with open(sys.argv[1], encoding="utf-8") as file:
        found = list(faults(file, heads))
    for fault in found[:SHOWN]:
        print(fault)
    if found:
        sys.exit(f"{len(found)} faults")
    print(f"no fault; {len(heads)} published heads known")


if __name__ == "__main__":
    main()
