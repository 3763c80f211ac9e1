"""The context manager that times one stage of a pipeline."""

from __future__ import annotations

import functools
import inspect
import time
from contextvars import ContextVar, Token
from types import TracebackType
from typing import Any, Callable, TypeVar, cast

from plimsoll._client import Client, describe
from plimsoll._identifiers import new_id

Function = TypeVar("Function", bound=Callable[..., Any])

_current: ContextVar[Stage | None] = ContextVar("plimsoll_stage", default=None)


class Stage:
    """One run of a stage: set `records_in` and `records_out` inside the block, or call `fail`.

    It is entered with `with` or `async with`, or decorates a function, each call of which is then a run of the stage. A
    stage inside a stage of the same pipeline belongs to the same run, unless a run id is given; inside one of another
    pipeline it begins a run whose parent is that pipeline's. An exception marks the stage as failed and goes on to the
    caller unchanged.
    """

    def __init__(
        self,
        client: Callable[[], Client],
        pipeline: str,
        name: str,
        run_id: str | None,
        parent_run_id: str | None,
        tags: Any,
    ) -> None:
        self.pipeline = pipeline
        self.name = name
        self.records_in: int | None = None
        self.records_out: int | None = None
        self._client = client
        self._tags = tags
        self._run_id = run_id
        self._given = run_id, parent_run_id
        self._parent_run_id = parent_run_id
        self._parent_stage: str | None = None
        self._failure: tuple[str, str] | None = None
        self._start = 0
        self._token: Token[Stage | None] | None = None

    @property
    def run_id(self) -> str:
        """The run that this stage belongs to."""
        if self._run_id is None:
            outer = self._outer()
            inherits = outer is not None and outer.pipeline == self.pipeline
            self._run_id = outer.run_id if outer is not None and inherits else new_id()
        return self._run_id

    @property
    def parent_run_id(self) -> str | None:
        """The run that this stage's run is a part of; None if there is none."""
        return self._parent_run_id

    def fail(self, kind: str, message: str) -> None:
        """Mark the stage as failed without raising."""
        self._failure = (str(kind), str(message))

    def __enter__(self) -> Stage:  # noqa: PYI034
        outer = self._outer()
        run_id = self.run_id
        if outer is not None:
            self._parent_stage = outer.name
            if self._parent_run_id is None and outer.run_id != run_id:
                self._parent_run_id = outer.run_id
            elif self._parent_run_id is None:
                self._parent_run_id = outer.parent_run_id
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
            parent_stage=self._parent_stage,
            parent_run_id=self._parent_run_id,
            tags=self._tags,
        )

    async def __aenter__(self) -> Stage:  # noqa: PYI034
        return self.__enter__()

    async def __aexit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.__exit__(kind, problem, trace)

    def __call__(self, function: Function) -> Function:
        """Return the function, each call of which is a run of this stage."""
        if inspect.iscoroutinefunction(function):

            @functools.wraps(function)
            async def awaited(*args: Any, **kwargs: Any) -> Any:
                with self._anew():
                    return await function(*args, **kwargs)

            return cast("Function", awaited)
        if inspect.isgeneratorfunction(function):

            @functools.wraps(function)
            def yielded(*args: Any, **kwargs: Any) -> Any:
                with self._anew():
                    return (yield from function(*args, **kwargs))

            return cast("Function", yielded)

        @functools.wraps(function)
        def called(*args: Any, **kwargs: Any) -> Any:
            with self._anew():
                return function(*args, **kwargs)

        return cast("Function", called)

    def _anew(self) -> Stage:
        return Stage(self._client, self.pipeline, self.name, *self._given, self._tags)

    def _outer(self) -> Stage | None:
        outer = _current.get()
        return None if outer is self else outer


def current_stage() -> Stage | None:
    """Return the innermost stage that runs in this thread or task."""
    return _current.get()
