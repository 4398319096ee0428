"""What must never reach a log file: numbers that identify a person."""

import logging
import re

PERSONAL = re.compile(r"(?<!\d)(?:\d{16}|(?:\+?62|0)8\d{7,12})(?!\d)|[\w.+-]+@[\w-]+\.[\w.]+")


class MaskPersonalData(logging.Filter):
    """Replace NIK, phone numbers and e-mail addresses in a log record, whoever wrote it."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg, record.args = PERSONAL.sub("[masked]", record.getMessage()), ()
        return True
