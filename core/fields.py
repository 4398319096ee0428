"""Encrypted columns: ciphertext at rest, plain Python in use.

Keys come from DATA_KEYS (first encrypts, all decrypt), never from SECRET_KEY. A value that does not decrypt raises:
a wrong key must be noticed, not stored over. Look-ups go through a keyed hash column, never through these.
"""

import json
from functools import lru_cache

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models


@lru_cache
def _fernet(keys: tuple[str, ...]) -> MultiFernet:
    return MultiFernet([Fernet(key) for key in keys])


def encrypt(text: str) -> str:
    return _fernet(tuple(settings.DATA_KEYS)).encrypt(text.encode()).decode()


def decrypt(token: str) -> str:
    """Plain text; raises cryptography.fernet.InvalidToken when no key of DATA_KEYS fits."""
    return _fernet(tuple(settings.DATA_KEYS)).decrypt(token.encode()).decode()


def seal(content: bytes) -> bytes:
    """Bytes that nobody can use without a key."""
    return _fernet(tuple(settings.DATA_KEYS)).encrypt(content)


def unseal(sealed: bytes) -> bytes:
    return _fernet(tuple(settings.DATA_KEYS)).decrypt(sealed)


def encrypted_with_first(token: str) -> bool:
    """Whether the first key of DATA_KEYS opens it, without the older ones."""
    try:
        Fernet(settings.DATA_KEYS[0]).decrypt(token.encode())
    except InvalidToken:
        return False
    return True


def rotate(token: str) -> str:
    """The same text, encrypted with the first key."""
    return _fernet(tuple(settings.DATA_KEYS)).rotate(token.encode()).decode()


class EncryptedTextField(models.TextField):
    """Text, encrypted in the database."""

    def get_prep_value(self, value):
        value = super().get_prep_value(value)
        return value if value in (None, "") else encrypt(value)

    def from_db_value(self, value, expression, connection):
        return value if value in (None, "") else decrypt(value)


class EncryptedJSONField(models.TextField):
    """A JSON value, encrypted as a whole; dates and decimals become strings."""

    def get_prep_value(self, value):
        return None if value is None else encrypt(json.dumps(value, cls=DjangoJSONEncoder))

    def from_db_value(self, value, expression, connection):
        return None if value is None else json.loads(decrypt(value))

    def to_python(self, value):
        return value

    def value_to_string(self, obj):
        return json.dumps(self.value_from_object(obj), cls=DjangoJSONEncoder)
