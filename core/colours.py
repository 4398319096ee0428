"""The colours of an office: from the few that it chooses to every token of the styles, and whether all can be read.

An office chooses a main, an accent and a third colour, and may choose the first and the last again for the dark theme.
Everything else is derived, so that a new colour cannot spoil a pair nobody thought of; each pair is then measured.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

HEX = re.compile(r"#[0-9a-f]{6}")
TEXT, PART = 4.5, 3.0  # WCAG 2.2: 1.4.3 for text, 1.4.11 for parts that carry meaning
NAMES = ("primary", "primary_dark", "accent", "third", "third_dark")
DEFAULTS = {"primary": "#0b5f66", "accent": "#f5b53b", "third": "#b5432c"}
DARK_DEFAULTS = {"primary_dark": "#67c8be", "third_dark": "#f08a72"}
GROUNDS = {
    "light": {"page": "#fffbf4", "surface": "#ffffff", "sunken": "#f8efe0", "line": "#e6d9c3"},
    "dark": {"page": "#101b1d", "surface": "#18272a", "sunken": "#0b1416", "line": "#2f4346"},
}
WHITE, BLACK, INK, SOFT = "#ffffff", "#000000", "#18292c", "#4c5a5b"


@dataclass(frozen=True)
class Pair:
    """Two tokens that stand on each other somewhere, what they are there, and which colour decides about them."""

    front: str
    back: str
    what: object
    colour: str
    needed: float = TEXT


@dataclass(frozen=True)
class Finding:
    """A pair that cannot be read in one of the themes."""

    pair: Pair
    theme: str
    ratio: float


PAIRS = (
    *(Pair("link", ground, _("links"), "primary") for ground in ("page", "surface", "sunken", "primary-soft")),
    Pair("link-hover", "surface", _("links under the pointer"), "primary"),
    Pair("on-primary", "primary", _("text on buttons"), "primary"),
    Pair("on-primary", "primary-hover", _("text on buttons under the pointer"), "primary"),
    Pair("on-primary-soft", "primary-soft", _("text of notes and marks"), "primary"),
    Pair("on-hero", "hero", _("text at the top of the home page"), "primary"),
    Pair("on-hero-soft", "hero", _("small text at the top of the home page"), "primary"),
    Pair("on-hero", "hero-deep", _("text of the footer"), "primary"),
    Pair("on-hero-soft", "hero-deep", _("small text of the footer"), "primary"),
    Pair("primary", "line", _("bars of seats"), "primary", PART),
    Pair("series-1", "surface", _("first series of charts"), "primary", PART),
    Pair("on-accent", "accent", _("text on the main action"), "accent"),
    Pair("on-accent", "accent-hover", _("text on the main action under the pointer"), "accent"),
    Pair("on-accent-soft", "accent-soft", _("text of notices"), "accent"),
    Pair("accent", "hero", _("the main action on the top of the home page"), "accent", PART),
    Pair("third", "line", _("bars of seats that are nearly full"), "third", PART),
    Pair("on-third-soft", "third-soft", _("text of the picture band"), "third"),
)


def parts(colour: str) -> tuple[int, int, int]:
    return tuple(int(colour[start : start + 2], 16) for start in (1, 3, 5))


def luminance(colour: str) -> float:
    """Relative luminance as WCAG defines it."""
    linear = [value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4 for value in _shares(colour)]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _shares(colour: str) -> list[float]:
    return [part / 255 for part in parts(colour)]


def contrast(one: str, other: str) -> float:
    """Contrast ratio of two colours, from 1 to 21."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def mix(one: str, other: str, share: float) -> str:
    """The colour `share` of the way from one to the other."""
    mixed = (round(a + (b - a) * share) for a, b in zip(parts(one), parts(other), strict=True))
    return "#" + "".join(f"{part:02x}" for part in mixed)


def _readable(colour: str, ground: str, towards: str, ratio: float = 5.2) -> str:
    """The colour, moved towards black or white only as far as it takes to be read on the ground."""
    moved = (mix(colour, towards, step / 20) for step in range(21))
    return next((each for each in moved if contrast(each, ground) >= ratio), towards)


def _on(ground: str, *, deep: str) -> str:
    """Text on a full colour: white where it can be read, else nearly black of the same colour."""
    return WHITE if contrast(WHITE, ground) >= TEXT else mix(deep, BLACK, 0.8)


def tokens(chosen: dict[str, str], theme: str) -> dict[str, str]:
    """Every colour token of one theme that depends on the office's colours."""
    colours = _complete(chosen)
    return _light(colours) if theme == "light" else _dark(colours)


def _complete(chosen: dict[str, str]) -> dict[str, str]:
    """What the office left empty: our own colour, or for the dark theme the chosen one made light enough."""
    colours = DEFAULTS | {name: value for name, value in chosen.items() if value}
    for name in ("primary", "third"):
        dark = f"{name}_dark"
        own = colours[name] == DEFAULTS[name]
        colours.setdefault(dark, DARK_DEFAULTS[dark] if own else _readable(colours[name], "#18272a", WHITE, 7))
    return colours


def _light(colours: dict[str, str]) -> dict[str, str]:
    primary, accent, third = (colours[name] for name in ("primary", "accent", "third"))
    soft, accent_soft, third_soft = mix(primary, WHITE, 0.88), mix(accent, WHITE, 0.8), mix(third, WHITE, 0.86)
    hover = mix(primary, BLACK, 0.22)
    return {
        "primary": primary,
        "primary-hover": hover,
        "on-primary": _on(primary, deep=primary),
        "primary-soft": soft,
        "on-primary-soft": _readable(primary, soft, BLACK, 7),
        **_hero(primary, hover),
        **_accent(accent),
        "accent-soft": accent_soft,
        "on-accent-soft": _readable(accent, accent_soft, BLACK, 7),
        "third": third,
        "third-soft": third_soft,
        "on-third-soft": _readable(third, third_soft, BLACK, 7),
        "link": primary,
        "link-hover": mix(primary, BLACK, 0.35),
        "series-1": primary,
    }


def _dark(colours: dict[str, str]) -> dict[str, str]:
    primary, accent, third = (colours[name] for name in ("primary_dark", "accent", "third_dark"))
    soft, accent_soft, third_soft = (mix(colour, "#101b1d", 0.78) for colour in (primary, accent, third))
    hero = mix(colours["primary"], BLACK, 0.22)
    return {
        "primary": primary,
        "primary-hover": mix(primary, WHITE, 0.25),
        "on-primary": _on(primary, deep=primary),
        "primary-soft": soft,
        "on-primary-soft": _readable(primary, soft, WHITE, 7),
        **_hero(hero, mix(hero, BLACK, 0.22)),
        **_accent(accent),
        "accent-soft": accent_soft,
        "on-accent-soft": _readable(accent, accent_soft, WHITE, 7),
        "third": third,
        "third-soft": third_soft,
        "on-third-soft": _readable(third, third_soft, WHITE, 7),
        "link": mix(primary, WHITE, 0.25),
        "link-hover": mix(primary, WHITE, 0.55),
        "series-1": primary,
    }


def _hero(hero: str, deep: str) -> dict[str, str]:
    return {"hero": hero, "hero-deep": deep, "on-hero": WHITE, "on-hero-soft": mix(hero, WHITE, 0.85)}


def _accent(accent: str) -> dict[str, str]:
    return {"accent": accent, "accent-hover": mix(accent, BLACK, 0.1), "on-accent": _on(accent, deep=accent)}


def unreadable(chosen: dict[str, str]) -> Iterator[Finding]:
    """Every pair, in both themes, whose contrast is lower than it needs."""
    for theme, grounds in GROUNDS.items():
        known = grounds | tokens(chosen, theme)
        for pair in PAIRS:
            ratio = contrast(known[pair.front], known[pair.back])
            if ratio < pair.needed:
                yield Finding(pair, theme, ratio)


def stylesheet(chosen: dict[str, str]) -> str:
    """The custom properties that replace those of the compiled styles; the third colour is called brick there."""
    light, dark = (_properties(tokens(chosen, theme)) for theme in ("light", "dark"))
    return f":root{{{light}}}\n@media screen and (prefers-color-scheme:dark){{:root{{{dark}}}}}\n"


def _properties(values: dict[str, str]) -> str:
    return ";".join(f"--ck-{name.replace('third', 'brick')}:{value}" for name, value in values.items())
