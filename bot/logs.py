"""One stream of log lines on standard error, ours and everybody else's, without secrets.

Each line has the time, level, logger, event, and whatever is bound to the context with
`structlog.contextvars`: the arrival that is being served is the thread through them.
"""

from __future__ import annotations

import logging
import sys
import threading
from collections.abc import Iterable
from contextlib import suppress
from types import TracebackType
from typing import TYPE_CHECKING, TextIO

from bot.redaction import Redaction

if TYPE_CHECKING:
    import structlog
    from structlog.typing import EventDict, Processor

    from bot.settings import Settings

TALKATIVE = ("httpx", "httpcore", "telegram", "slack_bolt", "slack_sdk", "aiohttp", "asyncio", "sqlalchemy", "hpack")
"""At `info` these tell of each request, or worse: its address with the token in it."""


def set_up(settings: Settings) -> None:
    """Replace the root logger's handlers by ours; what a dying thread or program would print is logged too."""
    from structlog import configure
    from structlog.stdlib import BoundLogger, LoggerFactory, ProcessorFormatter, filter_by_level

    redaction = Redaction(settings.secrets)
    handler = StandardError(redaction)
    handler.setFormatter(_formatter(settings.log_format, redaction))
    logging.basicConfig(level=settings.log_level.upper(), handlers=[handler], force=True)
    quiet = "NOTSET" if settings.log_level == "debug" else max("WARNING", settings.log_level.upper(), key=_severity)
    for name in TALKATIVE:
        logging.getLogger(name).setLevel(quiet)
    logging.captureWarnings(capture=True)
    configure(
        processors=[filter_by_level, *_known_about_each(), ProcessorFormatter.wrap_for_formatter],
        logger_factory=LoggerFactory(),
        wrapper_class=BoundLogger,
        cache_logger_on_first_use=False,
    )
    sys.excepthook = _log_uncaught
    threading.excepthook = _log_dead_thread
    sys.unraisablehook = _log_unraisable


class StandardError(logging.StreamHandler[TextIO]):
    def __init__(self, redaction: Redaction) -> None:
        super().__init__(sys.stderr)
        self._redaction = redaction

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802  logging's name
        """A line that cannot be made; logging itself would print its arguments, whatever they are."""
        with suppress(OSError, ValueError):
            told = f"a log line of {record.pathname}:{record.lineno} cannot be written: {sys.exc_info()[1]!r}"
            self.stream.write(self._redaction(told) + self.terminator)


def _severity(level: str) -> int:
    return logging.getLevelNamesMapping()[level]


def _known_about_each() -> Iterable[Processor]:
    from structlog.contextvars import merge_contextvars
    from structlog.processors import StackInfoRenderer, TimeStamper
    from structlog.stdlib import ExtraAdder, PositionalArgumentsFormatter, add_log_level, add_logger_name

    return (
        merge_contextvars,
        add_logger_name,
        add_log_level,
        ExtraAdder(),
        PositionalArgumentsFormatter(),
        TimeStamper(fmt="iso", utc=True),
        StackInfoRenderer(),
    )


def _formatter(log_format: str, redaction: Redaction) -> structlog.stdlib.ProcessorFormatter:
    from structlog.dev import ConsoleRenderer, plain_traceback
    from structlog.processors import JSONRenderer, format_exc_info
    from structlog.stdlib import ProcessorFormatter

    class RedactingFormatter(ProcessorFormatter):
        """The last that sees a line, so nothing that is rendered on the way escapes it: fields, causes, notes."""

        def format(self, record: logging.LogRecord) -> str:
            return redaction(super().format(record))

    rendered: tuple[Processor, ...]
    if log_format == "json":
        rendered = (format_exc_info, JSONRenderer(ensure_ascii=False, default=_printable))
    else:
        rendered = (ConsoleRenderer(colors=False, exception_formatter=plain_traceback),)
    return RedactingFormatter(
        foreign_pre_chain=list(_known_about_each()),
        processors=[ProcessorFormatter.remove_processors_meta, _in_order, *rendered],
    )


def _in_order(_: object, __: str, event: EventDict) -> EventDict:
    """What each line has, first; and without what libraries add for themselves."""
    first = {name: event[name] for name in ("timestamp", "level", "logger", "event") if name in event}
    return first | {name: value for name, value in event.items() if name not in {"color_message", "taskName"}}


def _printable(value: object) -> str:
    return repr(value)


def _log_uncaught(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    logging.getLogger("chat-rec").critical("stopped by a bug", exc_info=(kind, error, trace))


def _log_dead_thread(args: threading.ExceptHookArgs) -> None:
    error = args.exc_value or args.exc_type()
    logging.getLogger("chat-rec").error("a thread died", exc_info=(args.exc_type, error, args.exc_traceback))


def _log_unraisable(args: sys.UnraisableHookArgs) -> None:
    error = args.exc_value or args.exc_type()
    told = args.err_msg or "ignored in"
    logging.getLogger("chat-rec").error(
        "%s: %r", told, args.object, exc_info=(args.exc_type, error, args.exc_traceback)
    )
