"""Logs as JSON lines on standard output: what happened, when, in which request.

No field holds what a person said or is called: names and texts of people never reach a log call,
and a test sends canaries through every endpoint to prove it.
"""

import logging

import structlog
from structlog.tracebacks import ExceptionDictTransformer


def configure_logs(level: str) -> None:
    """Set the logs of this process up; done once, by whoever starts it.

    The server's own line for each request is left out: it is no JSON, and holds the path, so ids.
    """
    logging.getLogger("uvicorn.access").disabled = True
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.ExceptionRenderer(ExceptionDictTransformer(show_locals=False)),
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelName(level.upper())),
        logger_factory=structlog.WriteLoggerFactory(),
    )
