"""What may stand in a log line: names of routes and kinds of error, never content (S-38)."""

import logging


class NeutralFilter(logging.Filter):
    """Drops traces and arguments of errors: their texts carry names and literals."""

    def filter(self, record: logging.LogRecord) -> bool:
        if record.exc_info:
            kind = record.exc_info[0]
            record.msg = f"{record.name}: {kind.__name__ if kind else 'error'}"
            record.args = ()
            record.exc_info = None
            record.exc_text = None
        if record.name.startswith(("django.request", "django.security", "django.server")):
            record.msg = f"{record.name}: {getattr(record, 'status_code', 'refused')}"
            record.args = ()
        return True
