"""A handler of Python's logging that turns records into errors of Plimsoll."""

from __future__ import annotations

import logging
import threading
import time
from collections import OrderedDict
from collections.abc import Mapping
from typing import Any, Callable

from plimsoll import _fingerprint, _process
from plimsoll._client import Client, describe
from plimsoll._stage import current_stage

_MOST_FINGERPRINTS = 1000


class LogHandler(logging.Handler):
    """`logging.getLogger().addHandler(plimsoll.LogHandler())` tells errors that are logged; it raises nothing.

    Of errors with the same fingerprint at most `per_minute` are sent each minute; the others are counted under
    `repeated` in `statistics().dropped`. What the SDK itself logs is left out.
    """

    def __init__(
        self,
        level: int | str = logging.ERROR,
        *,
        model: str | None = None,
        pipeline: str | None = None,
        tags: Mapping[str, Any] | None = None,
        per_minute: int = 10,
        client: Callable[[], Client] | None = None,
    ) -> None:
        super().__init__(level)
        self._model = model
        self._pipeline = pipeline
        self._tags = dict(tags or {})
        self._per_minute = per_minute
        self._client = client or _process.client
        self._seen: OrderedDict[str, tuple[float, int]] = OrderedDict()
        self._seen_lock = threading.Lock()

    def emit(self, record: logging.LogRecord) -> None:
        """Queue an error event for the record."""
        if record.name.partition(".")[0] == "plimsoll":
            return
        try:
            self._tell(record)
        except Exception:  # noqa: BLE001
            self.handleError(record)

    def _tell(self, record: logging.LogRecord) -> None:
        error = record.exc_info[1] if record.exc_info else None
        message = record.getMessage()
        # The text before its values are filled in is the same each time.
        mark = _fingerprint.of_message(record.name, str(record.msg))
        kind = record.levelname.capitalize()
        if error is not None:
            mark, kind = _fingerprint.of_exception(error), describe(error)[0]
        client = self._client()
        if not self._is_wanted(mark):
            client.leave_out("repeated", 1)
            return
        stage = current_stage()
        client.log_error(
            kind if error is None else error,
            message,
            stack=record.stack_info if error is None else None,
            fingerprint=mark,
            model=self._model,
            pipeline=self._pipeline or (None if stage is None else stage.pipeline),
            tags={"logger": record.name, "level": record.levelname, **self._tags},
        )

    def _is_wanted(self, mark: str) -> bool:
        now = time.monotonic()
        with self._seen_lock:
            since, count = self._seen.pop(mark, (now, 0))
            if now - since >= 60:  # noqa: PLR2004
                since, count = now, 0
            self._seen[mark] = since, count + 1
            while len(self._seen) > _MOST_FINGERPRINTS:
                self._seen.popitem(last=False)
            return count < self._per_minute
