"""How every form of the site is drawn: Django's own form renderer with the markup of the design system.

`{{ form }}` and `{{ field.as_field_group }}` give label, hint, error and control in one group. The widgets' own
templates are left alone, since the CMS draws its forms with them.
"""

from django import forms
from django.forms.boundfield import BoundField
from django.forms.renderers import TemplatesSetting
from django.utils.functional import cached_property
from django.utils.safestring import SafeString

from core.forms import DateWidget

# The most specific class first.
KINDS = (
    (DateWidget, "date"),
    (forms.CheckboxSelectMultiple, "checkboxes"),
    (forms.RadioSelect, "radios"),
    (forms.CheckboxInput, "checkbox"),
    (forms.Textarea, "textarea"),
    (forms.Select, "select"),
    (forms.FileInput, "file"),
    (forms.MultiWidget, "group"),
    (forms.widgets.Input, "input"),
)
CLASSES = {"input": "govuk-input", "textarea": "govuk-textarea", "select": "govuk-select", "file": "govuk-file-upload"}
WIDTHS = (2, 3, 4, 5, 10, 20)
GROUPED = {"date", "checkboxes", "radios", "group"}
OWN_TEMPLATE = {"date", "checkboxes", "radios", "checkbox"}


class GroupedBoundField(BoundField):
    """A field that knows its control and which of its parts is wrong."""

    @cached_property
    def kind(self) -> str:
        return next((kind for widget, kind in KINDS if isinstance(self.field.widget, widget)), "other")

    @property
    def is_grouped(self) -> bool:
        """Whether several controls share one question: fieldset and legend instead of a label."""
        return self.kind in GROUPED

    @property
    def is_optional(self) -> bool:
        """Whether the label says "(optional)": a single box to tick never does."""
        return not self.field.required and self.kind != "checkbox"

    @property
    def is_counted(self) -> bool:
        """Whether the letters still left are told under the field."""
        return self.kind == "textarea" and bool(self.max_length)

    @property
    def max_length(self) -> int | None:
        return getattr(self.field, "max_length", None)

    @cached_property
    def error_codes(self) -> set[str]:
        return {error.code for error in self.form.errors.as_data().get(self.name, [])}

    @property
    def describedby(self) -> str:
        """The ids of hint, error and count, in the order they stand on the page."""
        parts = (("_helptext", self.help_text), ("_error", self.errors), ("-info", self.is_counted))
        own = self.field.widget.attrs.get("aria-describedby", "")
        return " ".join([own, *(f"{self.auto_id}{name}" for name, shown in parts if shown)]).strip()

    @property
    def first_id(self) -> str:
        """The id a link in the error summary leads to: the first control that is wrong."""
        if self.kind == "date":
            wrong = [index for index, part in enumerate(DateWidget.PARTS) if self.is_wrong(part)]
            return f"{self.auto_id}_{wrong[0] if wrong else 0}"
        if self.kind in {"checkboxes", "radios", "group"}:
            return f"{self.auto_id}_0"
        return self.id_for_label

    def is_wrong(self, part: str) -> bool:
        """Whether an error is about this part of a date; one that names no part is about all three."""
        named = self.error_codes & set(DateWidget.PARTS)
        return part in named if named else bool(self.errors)

    @property
    def own_template(self) -> str:
        """The template of a control that Django's own does not draw as the design system wants it."""
        return f"django/forms/parts/{self.kind}.html" if self.kind in OWN_TEMPLATE else ""

    def control(self) -> SafeString:
        """Draw the control alone."""
        return self.as_widget(attrs=self._size_and_state())

    def widget_context(self) -> dict:
        """What `own_template` draws: Django's description of the widget, with only the wrong parts marked as wrong."""
        widget = self.field.widget
        attrs = self.build_widget_attrs(self._size_and_state(), widget) | {"id": self.auto_id}
        context = widget.get_context(self.html_name, self.value(), attrs)["widget"]
        if self.kind == "date":
            self._mark_wrong_parts(context["subwidgets"])
        return context

    def build_widget_attrs(self, attrs, widget=None):
        """Keep `required` out when asked to: browsers would answer before our own words do."""
        built = super().build_widget_attrs(attrs, widget)
        return built | {"required": False} if attrs.get("required") is False else built

    def _size_and_state(self) -> dict:
        attrs = {"required": False}
        if self.describedby and not self.is_grouped:
            attrs["aria-describedby"] = self.describedby
        if self.kind in CLASSES:
            attrs["class"] = " ".join(self._classes())
        if self.is_counted:
            attrs |= {"maxlength": False, "class": f"{attrs['class']} govuk-js-character-count"}
        return attrs

    def _classes(self):
        base = CLASSES[self.kind]
        yield base
        if self.errors:
            yield f"{base}--error"
        width = next((width for width in WIDTHS if self.max_length and self.max_length <= width), None)
        if self.kind == "input" and width:
            yield f"govuk-input--width-{width}"
        if own := self.field.widget.attrs.get("class"):
            yield own

    def _mark_wrong_parts(self, controls: list[dict]) -> None:
        for part, control in zip(DateWidget.PARTS, controls, strict=True):
            control["attrs"].pop("aria-invalid", None)
            if self.is_wrong(part):
                control["attrs"] |= {"aria-invalid": "true", "class": f"{control['attrs']['class']} govuk-input--error"}


class FormRenderer(TemplatesSetting):
    """Draws forms from templates/django/forms/."""

    form_template_name = "django/forms/form.html"
    field_template_name = "django/forms/field.html"
    bound_field_class = GroupedBoundField
