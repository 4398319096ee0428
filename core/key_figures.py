"""Figures with date and source for the home page: it lists them without knowing the app that counts them."""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class KeyFigure:
    """One large number, what it counts, period and source, and the page that explains it; all worded for the reader."""

    value: str
    label: str
    source: str
    url: str = ""


Provider = Callable[[object, int], list[KeyFigure]]
_providers: list[Provider] = []


def register(provider: Provider) -> None:
    """Called from AppConfig.ready(); a provider is asked with the request and how many figures are wanted."""
    if provider not in _providers:
        _providers.append(provider)


def some(request, number: int = 4) -> list[KeyFigure]:
    """The figures of all providers in the active language, at most `number`."""
    found = []
    for provider in _providers:
        found += provider(request, number - len(found))
    return found[:number]
