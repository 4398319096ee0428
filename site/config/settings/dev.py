"""The demo and development: one machine, plain http, mails written to files, keys made at the first run."""

import os

from config.settings.keys import ensure_keys

ensure_keys()
os.environ.setdefault("DEMO", "true")
os.environ.setdefault("EMAIL_URL", "file://")

from config.settings.base import *
from config.settings.base import STORAGES, env

DEBUG = env.bool("DEBUG", False)
if DEBUG:
    STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
