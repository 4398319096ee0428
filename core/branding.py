"""Whose site it is, as far as one sees it: short name, logo, colours. Another city changes these, not the code."""

import hashlib

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.validators import RegexValidator
from django.db import models
from django.urls import reverse
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, HelpPanel, MultiFieldPanel

from core import colours
from core.colours import Finding

THEMES = {"light": _("light theme"), "dark": _("dark theme")}
ICON_SIZES = (180, 192, 512)  # the first screen of an iPhone, of other phones, and their start screens
SOCIAL = ("instagram", "facebook", "youtube", "tiktok")
is_colour = RegexValidator(r"^#[0-9a-fA-F]{6}\Z", _("Write the colour as # and six digits, such as #0b5f66."))


def colour_field(label, **kwargs):
    return models.CharField(label, max_length=7, blank=True, validators=[is_colour], **kwargs)


def picture_field(label, **kwargs):
    return models.ForeignKey(
        "core.CustomImage",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=label,
        **kwargs,
    )


class Branding(models.Model):
    """Empty fields mean our own name, logo and colours. Sizes of the pictures are made when the settings are saved."""

    short_name = models.CharField(
        _("name of the site"), max_length=40, blank=True, help_text=_("Stands beside the logo and in every title.")
    )
    logo = picture_field(_("logo"), help_text=_("A square picture with a transparent ground, 160 pixels wide or more."))
    logo_address = models.CharField(max_length=255, blank=True, editable=False)
    logo_file = models.CharField(max_length=60, blank=True, editable=False)
    favicon = picture_field(_("icon of the browser"), help_text=_("Square. Without one the logo is taken."))
    favicon_address = models.CharField(max_length=255, blank=True, editable=False)
    colour_primary = colour_field(_("main colour"), help_text=_("Buttons, links and the top of the home page."))
    colour_primary_dark = colour_field(
        _("main colour in the dark theme"), help_text=_("Leave empty to have it made from the main colour.")
    )
    colour_accent = colour_field(_("accent colour"), help_text=_("The one thing to do on a page."))
    colour_third = colour_field(_("third colour"), help_text=_("The picture band and seats that are nearly full."))
    colour_third_dark = colour_field(
        _("third colour in the dark theme"), help_text=_("Leave empty to have it made from the third colour.")
    )
    instagram = models.URLField("Instagram", blank=True)
    facebook = models.URLField("Facebook", blank=True)
    youtube = models.URLField("YouTube", blank=True)
    tiktok = models.URLField("TikTok", blank=True)

    class Meta:
        abstract = True

    branding_panels = [
        MultiFieldPanel([FieldPanel(name) for name in ("short_name", "logo", "favicon")], heading=_("Name and logo")),
        MultiFieldPanel(
            [
                HelpPanel(
                    _("Each colour is measured against everything it stands on, in the light and in the dark theme.")
                ),
                *[FieldPanel(f"colour_{name}") for name in colours.NAMES],
            ],
            heading=_("Colours"),
        ),
        MultiFieldPanel([FieldPanel(name) for name in SOCIAL], heading=_("Social media")),
    ]

    def save(self, *args, **kwargs):
        self.logo_address = _address(self.logo, "max-160x160")
        self.logo_file = _kept_for_paper(self.logo)
        self.favicon_address = _address(self.favicon or self.logo, "fill-64x64|format-png")
        for size in ICON_SIZES:
            _address(self.favicon or self.logo, icon_cut(size))
        super().save(*args, **kwargs)

    @property
    def site_name(self) -> str:
        """The name in every title, mail, calendar and card."""
        return self.short_name or settings.WAGTAIL_SITE_NAME

    @property
    def colours(self) -> dict[str, str]:
        """The colours that the office chose, by name."""
        chosen = {name: getattr(self, f"colour_{name}").lower() for name in colours.NAMES}
        return {name: value for name, value in chosen.items() if value}

    @property
    def theme_colour(self) -> str:
        return self.colours.get("primary", colours.DEFAULTS["primary"])

    @property
    def stylesheet_url(self) -> str:
        """Where the browser finds the office's colours; nothing when it keeps ours."""
        return theme_url(self.colours) if self.colours else ""

    @property
    def social_links(self) -> list[dict[str, str]]:
        found = [(self._meta.get_field(name).verbose_name, getattr(self, name)) for name in SOCIAL]
        return [{"label": label, "url": url} for label, url in found if url]

    @property
    def logo_url(self) -> str:
        return self.logo_address if self.logo_id else ""

    @property
    def favicon_url(self) -> str:
        return self.favicon_address if self.favicon_id or self.logo_id else ""

    def clean(self):
        super().clean()
        if all(colours.HEX.fullmatch(value) for value in self.colours.values()):
            self._check_contrast()

    def _check_contrast(self) -> None:
        """Refuse colours that somebody could not read; each message names the place, the ratio and what is needed."""
        problems: dict[str, list[str]] = {}
        for finding in colours.unreadable(self.colours):
            problems.setdefault(self._field_of(finding), []).append(_sentence(finding))
        if problems:
            raise ValidationError(problems)

    def _field_of(self, finding: Finding) -> str:
        """The field whose value decides about the pair: that of the dark theme only where it was filled in."""
        dark = f"{finding.pair.colour}_dark"
        is_own = finding.theme == "dark" and self.colours.get(dark)
        return f"colour_{dark if is_own else finding.pair.colour}"


def _sentence(finding: Finding) -> str:
    values = {
        "what": finding.pair.what,
        "theme": THEMES[finding.theme],
        "ratio": _decimal(finding.ratio),
        "needed": _decimal(finding.pair.needed),
    }
    text = gettext("%(what)s (%(theme)s): the contrast is %(ratio)s to 1, and at least %(needed)s to 1 is needed.")
    return text % values


def _decimal(value: float) -> str:
    """Rounded down, so that 4.49 never reads as 4.5."""
    return f"{int(value * 10) / 10:.1f}".replace(".", gettext("."))


def icon_cut(size: int) -> str:
    """A square with a ground: a transparent one is black on some phones. A smaller original is not blown up."""
    return f"fill-{size}x{size}-c100|format-png|bgcolor-ffffff"


def _address(image, spec: str) -> str:
    return image.get_rendition(spec).url if image else ""


def _kept_for_paper(image) -> str:
    """The logo as paper prints it, named by its content: what was printed with an older logo finds it for ever."""
    if not image:
        return ""
    with image.get_rendition("max-600x600|format-png").file.open() as file:
        content = file.read()
    name = f"logo/{hashlib.sha256(content).hexdigest()[:20]}.png"
    return name if default_storage.exists(name) else default_storage.save(name, ContentFile(content))


# The address of a stylesheet says what is in it, so it never changes and needs no database; the hash keeps strangers
# from having the site serve colours of their own.


def theme_url(chosen: dict[str, str]) -> str:
    text = "-".join(chosen.get(name, "").lstrip("#") or "x" for name in colours.NAMES)
    return reverse("theme", args=[text, _signature(text)])


def theme_css(text: str, signature: str) -> str | None:
    """The stylesheet for an address that theme_url() made; nothing for any other."""
    values = text.split("-")
    if len(values) != len(colours.NAMES) or not constant_time_compare(signature, _signature(text)):
        return None
    return colours.stylesheet(
        {name: f"#{value}" for name, value in zip(colours.NAMES, values, strict=True) if value != "x"}
    )


def _signature(text: str) -> str:
    """Changes with the colours and with the way tokens are made from them."""
    return salted_hmac("core.branding", text + colours.stylesheet({}), algorithm="sha256").hexdigest()[:16]
