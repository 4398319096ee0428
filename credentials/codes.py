"""Codes that open the verification page: a long one for the QR code, a short one to type (core.numbers.short_code)."""

import secrets

from core.numbers import ALPHABET, normalise, read_code

LENGTH = 26  # 5 bits each: 130 random bits
_READ = str.maketrans({"O": "0", "I": "1", "L": "1"})


def new_code() -> str:
    """A new code that cannot be guessed, in the alphabet of the short ones: no case, no look-alikes."""
    return "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))


def lookup(text: str) -> dict[str, str] | None:
    """The filter that finds what somebody scanned or typed: long code or short code; None when it is neither."""
    plain = normalise(text).translate(_READ)
    if len(plain) == LENGTH and set(plain) <= set(ALPHABET):
        return {"code": plain}
    short = read_code(text)
    return {"short_code": short} if short else None
