"""The WSGI application; gunicorn.conf.py names it."""

import os
from importlib import import_module

from django.conf import settings
from django.core.wsgi import get_wsgi_application

from core.front import Front
from core.pagecache import store

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.production")
application = Front(get_wsgi_application(), store)
import_module("core.sqlite3.keeper").keep_open()

if settings.ELASTICSEARCH_URL:  # takes seconds: not in the first visitor's time
    import_module("search.adapters.elastic")
