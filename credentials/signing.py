"""The office's signature under a credential: Ed25519, as a JSON Web Signature that anybody can check.

Keys come from SIGNING_KEYS, a list of ``kid:seed`` (32 bytes, base64). The first signs, all verify, so a key is rotated
by putting a new one in front. A retired key needs no secret any more: ``kid:public:key`` verifies only.
"""

import base64
import binascii
import json
from functools import lru_cache
from typing import NamedTuple

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured


class Key(NamedTuple):
    """One key; `private` is missing for a retired one."""

    kid: str
    public: Ed25519PublicKey
    private: Ed25519PrivateKey | None = None


class Signed(NamedTuple):
    """A signature (64 bytes, base64url without padding) and the id of its key."""

    key_id: str
    signature: str


def canonical(payload: dict) -> bytes:
    """The one spelling of a payload: UTF-8 JSON, sorted keys, no spaces. Raises TypeError for fractions.

    Fractions are written differently by different languages, so they go into a payload as text.
    """
    _refuse_fractions(payload)
    return json.dumps(payload, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def sign(payload: dict) -> Signed:
    """Sign with the first key of SIGNING_KEYS."""
    key = signing_key()
    return Signed(key.kid, encode(key.private.sign(_signing_input(key.kid, payload))))


def is_genuine(payload: dict, signed: Signed) -> bool:
    """Whether exactly this payload was signed by a key we know. Any changed bit, also of the signature, answers no."""
    key = _keys(tuple(settings.SIGNING_KEYS)).get(signed.key_id)
    signature = _decode(signed.signature)
    if key is None or signature is None:
        return False
    try:
        key.public.verify(signature, _signing_input(signed.key_id, payload))
    except InvalidSignature:
        return False
    return True


def token(payload: dict, signed: Signed) -> str:
    """Payload and signature as a compact JWS (RFC 7515), for whoever checks with tools of their own."""
    return f"{_signing_input(signed.key_id, payload).decode()}.{signed.signature}"


def public_keys() -> dict:
    """The JSON Web Key Set (RFC 8037) served at /.well-known/credential-keys.json."""
    return {"keys": [_as_jwk(key) for key in _keys(tuple(settings.SIGNING_KEYS)).values()]}


def signing_key() -> Key:
    """The key that signs now; raises ImproperlyConfigured when there is none."""
    first = next(iter(_keys(tuple(settings.SIGNING_KEYS)).values()), None)
    if first is None or first.private is None:
        raise ImproperlyConfigured("The first of SIGNING_KEYS must be a signing key: kid:seed")
    return first


def encode(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def _decode(text: str) -> bytes | None:
    """The bytes of a base64url text, None unless it is the one spelling of them."""
    try:
        raw = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except (binascii.Error, ValueError):
        return None
    return raw if encode(raw) == text else None


def _signing_input(kid: str, payload: dict) -> bytes:
    header = canonical({"alg": "EdDSA", "kid": kid})
    return f"{encode(header)}.{encode(canonical(payload))}".encode()


def _refuse_fractions(value) -> None:
    if isinstance(value, float):
        raise TypeError("A signed payload holds no fractions; write them as text")
    for child in value.values() if isinstance(value, dict) else value if isinstance(value, list | tuple) else ():
        _refuse_fractions(child)


def _as_jwk(key: Key) -> dict:
    return {"kty": "OKP", "crv": "Ed25519", "use": "sig", "alg": "EdDSA", "kid": key.kid, "x": encode(_raw(key.public))}


def _raw(public: Ed25519PublicKey) -> bytes:
    return public.public_bytes_raw()


@lru_cache(maxsize=8)
def _keys(entries: tuple[str, ...]) -> dict[str, Key]:
    keys = [_read_key(entry) for entry in entries]
    if len({key.kid for key in keys}) != len(keys):
        raise ImproperlyConfigured("Two of SIGNING_KEYS have the same key id")
    return {key.kid: key for key in keys}


def _read_key(entry: str) -> Key:
    *names, text = entry.strip().split(":")
    kid, kind = "".join(names[:1]), names[1:]
    try:
        if not kid or kind not in ([], ["public"]):
            raise ValueError("no key id")
        raw = base64.urlsafe_b64decode(text.replace("+", "-").replace("/", "_") + "=" * (-len(text) % 4))
        if kind == ["public"]:
            return Key(kid, Ed25519PublicKey.from_public_bytes(raw))
        private = Ed25519PrivateKey.from_private_bytes(raw)
    except ValueError as error:
        raise ImproperlyConfigured(f"SIGNING_KEYS: {kid!r} is not written as kid:seed, 32 bytes in base64") from error
    return Key(kid, private.public_key(), private)
