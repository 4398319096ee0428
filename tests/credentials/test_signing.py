"""The signature: what was signed is genuine, anything else is not, and keys rotate."""

import base64
import json

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from django.core.exceptions import ImproperlyConfigured
from hypothesis import given
from hypothesis import strategies as st

from credentials import signing

PAYLOAD = {"v": 1, "number": "0117/IX/PBK-MJT/2026", "name": "Rin• Con••••", "jp": 240, "units": ["K3", "Mengukur"]}
OLD = "old:" + base64.urlsafe_b64encode(b"o" * 32).decode()
NEW = "new:" + base64.b64encode(b"\xff" * 32).decode()
values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


def test_signed_payload_is_genuine():
    assert signing.is_genuine(PAYLOAD, signing.sign(PAYLOAD))


def test_order_of_keys_does_not_matter():
    assert signing.is_genuine(dict(reversed(PAYLOAD.items())), signing.sign(PAYLOAD))


@given(position=st.integers(min_value=0, max_value=64 * 8 - 1))
def test_any_changed_bit_of_the_signature_is_refused(position):
    signed = signing.sign(PAYLOAD)
    raw = bytearray(base64.urlsafe_b64decode(signed.signature + "=="))
    raw[position // 8] ^= 1 << position % 8
    assert not signing.is_genuine(PAYLOAD, signed._replace(signature=signing.encode(bytes(raw))))


@given(position=st.integers(min_value=0, max_value=85), bit=st.integers(min_value=0, max_value=7))
def test_any_other_spelling_of_the_signature_is_refused(position, bit):
    signed = signing.sign(PAYLOAD)
    text = signed.signature
    changed = text[:position] + chr(ord(text[position]) ^ 1 << bit) + text[position + 1 :]
    assert not signing.is_genuine(PAYLOAD, signed._replace(signature=changed))


@given(payload=st.dictionaries(st.text(), values, max_size=4), other=st.dictionaries(st.text(), values, max_size=4))
def test_only_the_payload_that_was_signed_is_genuine(payload, other):
    signed = signing.sign(payload)
    assert signing.is_genuine(payload, signed)
    assert signing.is_genuine(other, signed) == (signing.canonical(other) == signing.canonical(payload))


@given(position=st.integers(min_value=0), bit=st.integers(min_value=0, max_value=7))
def test_any_changed_bit_of_the_payload_is_refused(position, bit):
    """Flip one bit of the signed text itself: it is no payload any more, or another one."""
    signed, text = signing.sign(PAYLOAD), bytearray(signing.canonical(PAYLOAD))
    text[position % len(text)] ^= 1 << bit
    try:
        changed = json.loads(text)
    except ValueError:
        return
    if isinstance(changed, dict) and not _has_fraction(changed):
        assert not signing.is_genuine(changed, signed)


def _has_fraction(payload: dict) -> bool:
    return any(isinstance(value, float) for value in payload.values())


def test_fractions_are_not_signed():
    with pytest.raises(TypeError):
        signing.sign({"attendance": [{"percent": 96.7}]})


def test_unknown_key_and_rubbish_are_refused():
    signed = signing.sign(PAYLOAD)
    for changed in (signed._replace(key_id="other"), signed._replace(signature=""), signed._replace(signature="ä")):
        assert not signing.is_genuine(PAYLOAD, changed)


def test_new_key_signs_and_old_one_still_verifies(settings):
    settings.SIGNING_KEYS = [OLD]
    before = signing.sign(PAYLOAD)
    settings.SIGNING_KEYS = [NEW, OLD]
    assert signing.sign(PAYLOAD).key_id == "new"
    assert signing.is_genuine(PAYLOAD, before)


def test_retired_key_verifies_without_its_secret(settings):
    settings.SIGNING_KEYS = [OLD]
    before = signing.sign(PAYLOAD)
    public = Ed25519PrivateKey.from_private_bytes(b"o" * 32).public_key().public_bytes_raw()
    settings.SIGNING_KEYS = [NEW, f"old:public:{signing.encode(public)}"]
    assert signing.is_genuine(PAYLOAD, before)
    assert not signing.is_genuine(PAYLOAD | {"jp": 241}, before)


@pytest.mark.parametrize(
    "keys",
    [
        [],
        ["a:tooshort"],
        ["a:public:" + "A" * 43],
        [OLD, OLD],
        ["nothing"],
        ["a:" + base64.b64encode(b"x" * 31).decode()],
    ],
)
def test_wrong_configuration_is_said(settings, keys):
    settings.SIGNING_KEYS = keys
    with pytest.raises(ImproperlyConfigured):
        signing.signing_key()


def decode(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "==")


def test_published_keys_verify_the_token_with_other_tools(settings):
    settings.SIGNING_KEYS = [NEW, OLD]
    header, body, signature = signing.token(PAYLOAD, signing.sign(PAYLOAD)).split(".")
    kid = json.loads(decode(header))["kid"]
    key = next(each for each in signing.public_keys()["keys"] if each["kid"] == kid)
    Ed25519PublicKey.from_public_bytes(decode(key["x"])).verify(decode(signature), f"{header}.{body}".encode())
    assert json.loads(decode(body)) == PAYLOAD
    assert all("d" not in each for each in signing.public_keys()["keys"])
