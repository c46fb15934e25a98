"""Log lines as JSON (or plain in development), each with its request and trust, and with no secret of an address."""

import logging
import logging.config
import re
from typing import Any

import structlog

# Addresses that are secrets themselves: of a feed, of a link that stops mail, of an invitation. An address may stand
# in another one, as where somebody goes after signing in: then its strokes are written as %2F.
STROKE, PIECE = r"(?:/|%2F)", r"(?:(?!%2F)[^/\s\"'?&#])+"
SECRET = re.compile(
    rf"({STROKE}calendar{STROKE})(?:{PIECE}(?=(?:\.|%2E)ics)|[\w-]{{30,}})"
    rf"|({STROKE}(?:stop|join){STROKE}{PIECE}{STROKE}){PIECE}",
    re.IGNORECASE,
)


def without_secrets(text: str) -> str:
    """The same with a dash for whatever opens something to whoever reads it."""
    return SECRET.sub(lambda found: f"{found[1] or found[2]}-", text)


def _no_secrets(_logger: Any, _name: str, line: str) -> str:
    """The last thing that happens to a line of ours."""
    return without_secrets(line)


class NoSecrets(logging.Filter):
    """For loggers of others that write by themselves, as the web server's do."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Every line passes; what it says is settled here."""
        record.msg, record.args = without_secrets(record.getMessage()), None
        return True


NO_SECRETS = NoSecrets()
OF_OTHERS = ("gunicorn.access", "gunicorn.error", "django.server")


def configure(settings: dict[str, Any]) -> None:
    """LOGGING_CONFIG: structlog for our lines and the standard library's alike."""
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso"),
    ]
    renderer: Any = structlog.processors.JSONRenderer() if settings.get("json") else structlog.dev.ConsoleRenderer()
    logging.config.dictConfig(
        {
            "version": 1,
            "disable_existing_loggers": False,
            "formatters": {
                "lines": {
                    "()": structlog.stdlib.ProcessorFormatter,
                    "processors": [
                        structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                        renderer,
                        _no_secrets,
                    ],
                    "foreign_pre_chain": [*shared, structlog.processors.format_exc_info],
                }
            },
            "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "lines"}},
            # They tell of every glyph and every font they look at.
            "loggers": {"fontTools": {"level": "WARNING"}, "weasyprint": {"level": "ERROR"}},
            "root": {"handlers": ["console"], "level": settings.get("level", "INFO")},
        }
    )
    for name in OF_OTHERS:
        # The same one each time, so that it is added once. Their handlers stay as they are.
        logging.getLogger(name).addFilter(NO_SECRETS)
    structlog.configure(
        processors=[
            *shared,
            structlog.processors.format_exc_info,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
