"""The context manager that times one stage of a pipeline."""

from __future__ import annotations

import time
from contextvars import ContextVar, Token
from types import TracebackType
from typing import Any, Callable

from plimsoll._client import Client, describe
from plimsoll._identifiers import new_id

_current: ContextVar[Stage | None] = ContextVar("plimsoll_stage", default=None)


class Stage:
    """One run of a stage: set `records_in` and `records_out` inside the block, or call `fail`.

    A stage inside a stage of the same pipeline belongs to the same run, unless a run id is given. An exception marks
    the stage as failed and goes on to the caller unchanged.
    """

    def __init__(self, client: Callable[[], Client], pipeline: str, name: str, run_id: str | None, tags: Any) -> None:
        self.pipeline = pipeline
        self.name = name
        self.records_in: int | None = None
        self.records_out: int | None = None
        self._client = client
        self._tags = tags
        self._run_id = run_id
        self._failure: tuple[str, str] | None = None
        self._start = 0
        self._token: Token[Stage | None] | None = None

    @property
    def run_id(self) -> str:
        """The run that this stage belongs to."""
        if self._run_id is None:
            outer = _current.get()
            inherits = outer is not None and outer is not self and outer.pipeline == self.pipeline
            self._run_id = outer.run_id if outer is not None and inherits else new_id()
        return self._run_id

    def fail(self, kind: str, message: str) -> None:
        """Mark the stage as failed without raising."""
        self._failure = (str(kind), str(message))

    def __enter__(self) -> Stage:  # noqa: PYI034
        _ = self.run_id
        self._token = _current.set(self)
        self._start = time.perf_counter_ns()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        duration_ms = (time.perf_counter_ns() - self._start) / 1e6
        if self._token is not None:
            try:
                _current.reset(self._token)
            except ValueError:
                # A generator may be closed in another context than the one it was entered in.
                _current.set(None)
        if problem is not None:
            self._failure = describe(problem)
        self._client().stage(
            self.pipeline,
            self.name,
            run_id=self.run_id,
            duration_ms=duration_ms,
            records_in=self.records_in,
            records_out=self.records_out,
            error=self._failure,
            tags=self._tags,
        )
