"""Where django-formtools keeps what was typed: in the draft row, written by workflow.keep_step, never in a session."""

from formtools.wizard.storage.base import BaseStorage


class DraftStorage(BaseStorage):
    """Reads the draft of the request. Nothing is written here: storing comes before validating (workflow.keep_step)."""

    def __init__(self, prefix, request=None, file_storage=None):
        super().__init__(prefix, request, file_storage)
        self.init_data()

    def get_step_data(self, step):
        return self.request.road.raw(step)

    def set_step_data(self, step, cleaned_data):
        """Kept already, with everything else that was sent."""

    def get_step_files(self, step):
        return None

    def set_step_files(self, step, files):
        """Kept already, as rows of DraftFile."""

    def reset(self):
        """Never by a visit: beginning again is a button (workflow.discard)."""
