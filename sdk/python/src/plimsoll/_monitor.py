"""The decorator that turns each call of a function into a prediction event."""

from __future__ import annotations

import functools
import inspect
import time
from collections.abc import Awaitable, Mapping
from typing import Any, Callable, TypeVar, cast

from plimsoll import _values
from plimsoll._client import Client

Function = TypeVar("Function", bound=Callable[..., Any])


class Monitor:
    """Times calls and logs them; the function's result or exception reaches its caller unchanged.

    Features are what `features(*args, **kwargs)` returns. Without it they are the arguments by name, without those that
    are no scalars (`self`, sessions); a mapping that is the only such argument is taken as the features.
    """

    def __init__(
        self,
        client: Callable[[], Client],
        model: str,
        version: Any,
        features: Callable[..., Any] | None,
        prediction: Callable[[Any], Any] | None,
        tags: Any,
    ) -> None:
        self._client = client
        self._model = model
        self._version = version
        self._features = features
        self._prediction = prediction
        self._tags = tags

    def __call__(self, function: Function) -> Function:
        signature = inspect.signature(function)
        if inspect.iscoroutinefunction(function):
            return cast("Function", self._asynchronous(function, signature))
        return cast("Function", self._synchronous(function, signature))

    def _synchronous(self, function: Callable[..., Any], signature: inspect.Signature) -> Callable[..., Any]:
        @functools.wraps(function)
        def monitored(*args: Any, **kwargs: Any) -> Any:
            features = self._read_features(signature, args, kwargs)
            start = time.perf_counter_ns()
            try:
                result = function(*args, **kwargs)
            except Exception as problem:
                self._log(features, None, start, problem)
                raise
            self._log(features, result, start, None)
            return result

        return monitored

    def _asynchronous(
        self, function: Callable[..., Awaitable[Any]], signature: inspect.Signature
    ) -> Callable[..., Awaitable[Any]]:
        @functools.wraps(function)
        async def monitored(*args: Any, **kwargs: Any) -> Any:
            features = self._read_features(signature, args, kwargs)
            start = time.perf_counter_ns()
            try:
                result = await function(*args, **kwargs)
            except Exception as problem:
                self._log(features, None, start, problem)
                raise
            self._log(features, result, start, None)
            return result

        return monitored

    def _read_features(self, signature: inspect.Signature, args: Any, kwargs: Any) -> Any:
        # Read before the call, because the function may change what it was given.
        try:
            if self._features is not None:
                return self._features(*args, **kwargs)
            return _by_name(signature, args, kwargs)
        except Exception as problem:  # noqa: BLE001
            return problem

    def _log(self, features: Any, result: Any, start: int, problem: Exception | None) -> None:
        latency_ms = (time.perf_counter_ns() - start) / 1e6
        client = self._client()
        try:
            if isinstance(features, Exception):
                raise features  # noqa: TRY301
            prediction = None
            if problem is None:
                prediction = result if self._prediction is None else self._prediction(result)
        except Exception as mistake:  # noqa: BLE001
            client.refuse("wrong_type", f"@monitor of {self._model!r} could not read a call: {mistake}")
            return
        client.log_prediction(
            self._model,
            features,
            prediction,
            version=self._version,
            latency_ms=latency_ms,
            tags=self._tags,
            error=problem,
        )


def _by_name(signature: inspect.Signature, args: Any, kwargs: Any) -> dict[str, Any]:
    bound = signature.bind(*args, **kwargs)
    bound.apply_defaults()
    named: dict[str, Any] = {}
    mappings: list[Any] = []
    for name, value in bound.arguments.items():
        kind = signature.parameters[name].kind
        if kind is inspect.Parameter.VAR_KEYWORD:
            named.update(_scalars(value))
        elif isinstance(value, Mapping):
            mappings.append(value)
        elif kind is not inspect.Parameter.VAR_POSITIONAL:
            named.update(_scalars({name: value}))
    if len(mappings) == 1 and not named:
        return dict(mappings[0])
    return named


def _scalars(values: Mapping[str, Any]) -> dict[str, Any]:
    kept: dict[str, Any] = {}
    for name, value in values.items():
        try:
            kept[name] = _values.scalar(name, value)
        except _values.BadValueError as problem:
            if problem.code != "wrong_type":
                raise
    return kept
