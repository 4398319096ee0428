"""Addresses of the schedule, its calendar files and the feeds of open batches; pages of the CMS have their own."""

from django.urls import path

from programs import feeds
from programs.views import schedule

urlpatterns = [
    path("pelatihan/atom.xml", feeds.atom, name="batches_atom"),
    path("pelatihan/rss.xml", feeds.rss, name="batches_rss"),
    path("jadwal/", schedule.page, name="schedule"),
    path("jadwal.ics", schedule.feed, name="schedule_feed"),
    path("jadwal/program/<slug:code>.ics", schedule.program_feed, name="schedule_program"),
    path("jadwal/angkatan/<slug:code>.ics", schedule.batch_feed, name="schedule_batch"),
    path("jadwal/angkatan/<slug:code>/unduh.ics", schedule.batch_file, name="calendar-pelatihan"),
]
