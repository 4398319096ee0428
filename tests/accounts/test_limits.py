"""Limits are counted in the database: over threads, processes and machines."""

import subprocess
import sys

import pytest
from django.db import connection

from core.models import Throttle

COUNT = """
import os, sys
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.test")
sys.path.insert(0, "site")
from django.conf import settings
settings.DATABASES["default"]["NAME"] = sys.argv[1]
import django
django.setup()
from core.models import Throttle
print(sum(Throttle.hit("code", "orang", limit=10, seconds=3600) for _n in range(6)))
"""


@pytest.mark.django_db(transaction=True)
@pytest.mark.postgres
def test_tries_are_counted_over_processes():
    command = [sys.executable, "-c", COUNT, str(connection.settings_dict["NAME"])]
    running = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _n in range(3)]
    allowed = [int(process.communicate(timeout=120)[0]) for process in running]
    assert sum(allowed) == 10
    assert not Throttle.hit("code", "orang", limit=10, seconds=3600)


@pytest.mark.django_db
def test_what_is_counted_says_nothing_about_whom(client):
    client.post("/masuk/", {"email": "warga@contoh.test"})
    client.post("/masuk/kode/", {"code": "000000"})
    keys = list(Throttle.objects.values_list("key", flat=True))
    assert keys
    assert not [key for key in keys if "warga" in key or "127.0.0.1" in key]
