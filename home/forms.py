"""What editors must fill in before a page is published."""

from wagtail.admin.forms import WagtailAdminPageForm


class ContentForm(WagtailAdminPageForm):
    """A draft may lack what its model calls NEEDED; nothing is published without it."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name, sentence in self._meta.model.NEEDED.items():
            if name in self.fields:
                self.fields[name].required = True
                self.fields[name].error_messages["required"] = sentence
