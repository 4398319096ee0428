"""Addresses that carry no language: the public keys."""

from django.urls import path

from credentials import views

urlpatterns = [path(".well-known/credential-keys.json", views.public_keys, name="credential_keys")]
