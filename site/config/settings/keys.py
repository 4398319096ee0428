"""Keys of a machine that has none yet: made once, kept in DATA_DIR/env, readable by its owner alone."""

import base64
import os
import secrets
from pathlib import Path


def ensure_keys() -> Path:
    """Write the four secrets of a demo or development machine unless they exist; production sets its own."""
    folder = Path(os.environ.get("DATA_DIR") or Path(__file__).resolve().parents[3] / "var")
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "env"
    if not path.exists():
        path.touch(mode=0o600)
        path.write_text("".join(f"{name}={value}\n" for name, value in _new_keys().items()))
    return path


def _new_keys() -> dict[str, str]:
    return {
        "SECRET_KEY": secrets.token_urlsafe(48),
        "DATA_KEYS": base64.urlsafe_b64encode(secrets.token_bytes(32)).decode(),
        "HASH_KEY": secrets.token_urlsafe(32),
        "SIGNING_KEYS": f"k1:{base64.urlsafe_b64encode(secrets.token_bytes(32)).decode()}",
    }
