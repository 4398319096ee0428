"""Addresses of the feeds of news; pages of the CMS have their own."""

from django.urls import path

from home import feeds

urlpatterns = [
    path("berita/atom.xml", feeds.atom, name="news_atom"),
    path("berita/rss.xml", feeds.rss, name="news_rss"),
]
