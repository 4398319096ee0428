"""What must never reach a log file: numbers that identify a person."""

import logging
import re
import traceback

PERSONAL = re.compile(r"(?<!\d)(?:\d{16}|(?:\+?62|0)8\d{7,12})(?!\d)|[\w.+-]+@[\w-]+\.[\w.]+")


class MaskPersonalData(logging.Filter):
    """Replace NIK, phone numbers and e-mail addresses in a log record, whoever wrote it."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg, record.args = PERSONAL.sub("[masked]", record.getMessage()), ()
        if record.exc_info and record.exc_info[0]:
            self._look_at_fault(record)
        return True

    def _look_at_fault(self, record: logging.LogRecord) -> None:
        """A fault that passes by itself is one line; of any other the words are masked (a database quotes rows)."""
        from core import busy  # at the first fault: the database is not set up yet when logging is

        problem = record.exc_info[1]
        if busy.is_passing(problem):
            record.levelno, record.levelname = logging.WARNING, "WARNING"
            record.msg, record.exc_info, record.exc_text = f"{record.msg}: {type(problem).__name__}", None, None
        else:
            record.exc_text = PERSONAL.sub("[masked]", "".join(traceback.format_exception(*record.exc_info)).rstrip())
