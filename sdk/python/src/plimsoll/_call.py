"""The context manager around one call of a model, where a decorator does not fit."""

from __future__ import annotations

import time
from types import TracebackType
from typing import Any, Callable

from plimsoll._client import Client
from plimsoll._identifiers import new_id


class ModelCall:
    """Set `prediction` inside the block; `features` may be completed there as well, and `id` is known from the start.

    The call is logged with its latency when the block ends. An exception is logged as its error and goes on unchanged.
    A block that sets no prediction and raises nothing is refused, which is counted.
    """

    def __init__(
        self, client: Callable[[], Client], model: str, features: Any, version: Any, id: Any, tags: Any
    ) -> None:
        self.id = new_id() if id is None else str(id)
        self.features = {} if features is None else features
        self.prediction: Any = _MISSING
        self._client = client
        self._model = model
        self._version = version
        self._tags = tags
        self._start = 0

    def __enter__(self) -> ModelCall:  # noqa: PYI034
        self._start = time.perf_counter_ns()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        latency_ms = (time.perf_counter_ns() - self._start) / 1e6
        client = self._client()
        if problem is None and self.prediction is _MISSING:
            client.refuse("missing_field", f"the call of {self._model!r} ended without `call.prediction = …`")
            return
        if problem is not None and not isinstance(problem, Exception):
            # An interrupt or a cancelled task says nothing about the model.
            return
        client.log_prediction(
            self._model,
            self.features,
            None if problem is not None else self.prediction,
            id=self.id,
            version=self._version,
            latency_ms=latency_ms,
            tags=self._tags,
            error=problem,
        )

    async def __aenter__(self) -> ModelCall:  # noqa: PYI034
        return self.__enter__()

    async def __aexit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.__exit__(kind, problem, trace)


_MISSING: Any = object()
