"""The demo and development: one machine, plain http, mails written to files, keys made at the first run."""

import os

from config.settings.keys import ensure_keys

ensure_keys()
os.environ.setdefault("DEMO", "true")
os.environ.setdefault("EMAIL_URL", "file://")

from config.settings.base import *  # noqa: E402, F403
from config.settings.base import STORAGES, env  # noqa: E402

DEBUG = env.bool("DEBUG", False)
if DEBUG:
    STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
