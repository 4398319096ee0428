"""Numbers people read aloud: Crockford base 32 with a check character (mod 37), as on receipts and certificates."""

import secrets

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
CHECK_ALPHABET = ALPHABET + "*~$=U"
_READ = str.maketrans({"O": "0", "I": "1", "L": "1"})


def check_character(body: str) -> str:
    value = 0
    for character in body:
        value = value * 32 + ALPHABET.index(character)
    return CHECK_ALPHABET[value % 37]


def new_body(length: int = 8) -> str:
    """Random characters whose check character is a plain letter or digit, so that nobody must type `*` or `~`."""
    while True:
        body = "".join(secrets.choice(ALPHABET) for _ in range(length))
        if check_character(body) in ALPHABET:
            return body


def case_number(prefix: str) -> str:
    """A new case number such as BLK-7K3M-9QX2-D: 40 random bits and a check character."""
    body = new_body()
    return f"{prefix}-{body[:4]}-{body[4:]}-{check_character(body)}"


def short_code() -> str:
    """A new code to type from paper, such as 7K3M-9QX2-D."""
    body = new_body()
    return f"{body[:4]}-{body[4:]}-{check_character(body)}"


def normalise(text: str) -> str:
    """Upper case, hyphens and spaces removed, O read as 0 and I or L as 1 in the random part."""
    return "".join(ch for ch in (text or "").upper() if ch.isalnum())


def read_code(text: str) -> str | None:
    """The short code somebody typed, in its printed form; None when the check character does not fit."""
    plain = normalise(text).translate(_READ)
    if len(plain) != 9 or any(ch not in ALPHABET for ch in plain) or check_character(plain[:8]) != plain[8]:
        return None
    return f"{plain[:4]}-{plain[4:8]}-{plain[8]}"


def read_case_number(text: str) -> str | None:
    """The case number somebody typed, in its printed form; None when it cannot be one."""
    plain = normalise(text)
    code = read_code(plain[-9:])
    return f"{plain[:-9]}-{code}" if code and plain[:-9] else None
