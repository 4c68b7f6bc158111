"""Log lines of every process: for eyes or as JSON, by the settings. Tracebacks never show local variables."""

import logging
import logging.config
import sys
from typing import Literal

import structlog
from structlog.typing import Processor

LogFormat = Literal["console", "json"]
QUIET = ("alembic", "rq", "httpx", "uvicorn.access")
"""Libraries whose ordinary lines say nothing that ours do not; an access log would hold signed addresses."""


def configure(level: str, form: LogFormat) -> None:
    """Send structlog's and the standard library's lines to stderr in one form. `level`: debug, info, warning, error."""
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            structlog.stdlib.add_logger_name,
            *shared,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    formatter = {
        "()": structlog.stdlib.ProcessorFormatter,
        "foreign_pre_chain": [structlog.stdlib.add_logger_name, *shared],
        "processors": [structlog.stdlib.ProcessorFormatter.remove_processors_meta, *_rendering(form)],
    }
    logging.config.dictConfig(
        {
            "version": 1,
            "disable_existing_loggers": False,
            "formatters": {"lines": formatter},
            "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "lines"}},
            "root": {"handlers": ["stderr"], "level": level.upper()},
            "loggers": {name: {"level": "WARNING"} for name in QUIET},
        }
    )


def _rendering(form: LogFormat) -> list[Processor]:
    if form == "json":
        # Plain text of the stack: structlog's dictionaries would hold the locals, and with them people's data.
        return [
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(ensure_ascii=False, default=str),
        ]
    plain = structlog.dev.plain_traceback
    return [structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty(), exception_formatter=plain)]
