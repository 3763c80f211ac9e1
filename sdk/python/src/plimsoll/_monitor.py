"""The decorator that turns each call of a function, or of the `predict` of an object, into predictions."""

from __future__ import annotations

import functools
import inspect
import time
from collections.abc import AsyncGenerator, Awaitable, Generator, Mapping
from typing import Any, Callable, TypeVar, cast

from plimsoll import _values
from plimsoll._client import Client
from plimsoll._rows import Rows, outputs_of, rows_of, spread
from plimsoll._watched import Watched

Monitored = TypeVar("Monitored")

_MOST_ITEMS = 1000


class Monitor:
    """Times calls and logs them; the function's result or exception reaches its caller unchanged.

    Features are what `features(*args, **kwargs)` returns. Without it they are the arguments by name, without those that
    are no scalars (`self`, sessions); a mapping that is the only such argument is taken as the features, and a table
    (frame, matrix, list of rows) with an answer for each row as that many predictions.
    """

    def __init__(
        self,
        client: Callable[[], Client],
        model: str,
        version: Any,
        features: Callable[..., Any] | None,
        prediction: Callable[[Any], Any] | None,
        tags: Any,
        rows: int,
    ) -> None:
        self._client = client
        self._model = model
        self._version = version
        self._features = features
        self._prediction = prediction
        self._tags = tags
        self._rows = rows

    def __call__(self, target: Monitored) -> Monitored:
        """Return the target with its calls logged."""
        if inspect.isclass(target):
            if callable(getattr(target, "predict", None)):
                target.predict = self._function(target.predict)
                return target
            raise TypeError(f"@monitor was given the class {target.__name__}, which has no method predict")
        if inspect.isroutine(target) or not callable(getattr(target, "predict", None)):
            if not callable(target):
                raise TypeError(f"@monitor was given {target!r}, expected a function or an object with predict")
            return cast("Monitored", self._function(target))
        watched: Any = target
        names = getattr(target, "feature_names_in_", None)
        return cast("Monitored", Watched(target, self._function(watched.predict, names)))

    def _function(self, function: Callable[..., Any], names: Any = None) -> Callable[..., Any]:
        signature = _signature(function)
        begin = functools.partial(_Call, self, signature, names)
        if inspect.isasyncgenfunction(function):
            return _asynchronous_generator(function, begin)
        if inspect.isgeneratorfunction(function):
            return _generator(function, begin)
        if inspect.iscoroutinefunction(function):
            return _asynchronous(function, begin)
        return _synchronous(function, begin)

    def read(self, signature: inspect.Signature | None, names: Any, args: Any, kwargs: Any) -> Any:
        """Return the features of a call, its `Rows`, or the exception that reading them raised."""
        # Read before the call, because the function may change what it was given.
        try:
            if self._features is not None:
                return self._features(*args, **kwargs)
            return _by_name(signature, names, args, kwargs)
        except Exception as problem:  # noqa: BLE001
            return problem

    def log(self, features: Any, result: Any, latency_ms: float, problem: BaseException | None) -> None:
        """Log what became of a call."""
        client = self._client()
        more = {"version": self._version, "latency_ms": latency_ms, "tags": self._tags}
        try:
            if isinstance(features, Exception):
                raise features  # noqa: TRY301
            if isinstance(features, Rows):
                if problem is None and self._log_rows(client, features, result, more):
                    return
                features = features.beside
            prediction = None
            if problem is None:
                prediction = result if self._prediction is None else self._prediction(result)
        except Exception as mistake:  # noqa: BLE001
            client.refuse("wrong_type", f"@monitor of {self._model!r} could not read a call: {mistake}")
            return
        client.log_prediction(self._model, features, prediction, error=problem, **more)

    def _log_rows(self, client: Client, rows: Rows, result: Any, more: dict[str, Any]) -> bool:
        places = spread(rows.count, self._rows)
        answers = result if self._prediction is None else self._prediction(result)
        outputs = outputs_of(answers, rows.count, places)
        if outputs is None:
            return False
        client.leave_out("rows_of_a_call", rows.count - len(places))
        client.log_predictions(self._model, rows.at(places), outputs, [None] * len(places), more)
        return True


class _Call:
    """One call under way."""

    def __init__(
        self, monitor: Monitor, signature: inspect.Signature | None, names: Any, args: Any, kwargs: Any
    ) -> None:
        self._monitor = monitor
        self._features = monitor.read(signature, names, args, kwargs)
        self._start = time.perf_counter_ns()

    def end(self, result: Any, problem: BaseException | None = None) -> None:
        self._monitor.log(self._features, result, (time.perf_counter_ns() - self._start) / 1e6, problem)


class _Items:
    """What a generator has yielded, of which a bounded part is kept."""

    def __init__(self) -> None:
        self._kept: list[Any] = []
        self._last: Any = None

    def add(self, item: Any) -> None:
        self._last = item
        if len(self._kept) < _MOST_ITEMS:
            self._kept.append(item)

    def result(self) -> Any:
        """Pieces of a text as the text, anything else as the last item: what was said at the end."""
        if self._kept and all(isinstance(item, str) for item in self._kept):
            return "".join(self._kept)
        return self._last


_Begin = Callable[[Any, Any], _Call]


def _synchronous(function: Callable[..., Any], begin: _Begin) -> Callable[..., Any]:
    @functools.wraps(function)
    def monitored(*args: Any, **kwargs: Any) -> Any:
        call = begin(args, kwargs)
        try:
            result = function(*args, **kwargs)
        except Exception as problem:
            call.end(None, problem)
            raise
        call.end(result)
        return result

    return monitored


def _asynchronous(function: Callable[..., Awaitable[Any]], begin: _Begin) -> Callable[..., Awaitable[Any]]:
    @functools.wraps(function)
    async def monitored(*args: Any, **kwargs: Any) -> Any:
        call = begin(args, kwargs)
        try:
            result = await function(*args, **kwargs)
        except Exception as problem:
            call.end(None, problem)
            raise
        call.end(result)
        return result

    return monitored


def _generator(function: Callable[..., Any], begin: _Begin) -> Callable[..., Any]:
    @functools.wraps(function)
    def monitored(*args: Any, **kwargs: Any) -> Generator[Any, Any, Any]:
        call, items = begin(args, kwargs), _Items()
        inner = function(*args, **kwargs)
        try:
            item = next(inner)
            while True:
                items.add(item)
                try:
                    sent = yield item
                except GeneratorExit:
                    # Whoever has heard enough has got an answer.
                    inner.close()
                    call.end(items.result())
                    raise
                except BaseException as thrown:  # noqa: BLE001
                    item = inner.throw(thrown)
                else:
                    item = inner.send(sent)
        except StopIteration as end:
            call.end(items.result())
            return end.value
        except Exception as problem:
            call.end(None, problem)
            raise

    return monitored


def _asynchronous_generator(function: Callable[..., Any], begin: _Begin) -> Callable[..., Any]:
    @functools.wraps(function)
    async def monitored(*args: Any, **kwargs: Any) -> AsyncGenerator[Any, Any]:
        call, items = begin(args, kwargs), _Items()
        inner = function(*args, **kwargs)
        try:
            item = await inner.__anext__()
            while True:
                items.add(item)
                try:
                    sent = yield item
                except GeneratorExit:
                    await inner.aclose()
                    call.end(items.result())
                    raise
                except BaseException as thrown:  # noqa: BLE001
                    item = await inner.athrow(thrown)
                else:
                    item = await inner.asend(sent)
        except StopAsyncIteration:
            call.end(items.result())
        except Exception as problem:
            call.end(None, problem)
            raise

    return monitored


def _signature(function: Callable[..., Any]) -> inspect.Signature | None:
    try:
        return inspect.signature(function)
    except (TypeError, ValueError):
        # Functions written in C may not say what they take.
        return None


def _by_name(signature: inspect.Signature | None, names: Any, args: Any, kwargs: Any) -> Any:
    if signature is None:
        bound = {**{f"f{place}": value for place, value in enumerate(args)}, **kwargs}
    else:
        arguments = signature.bind(*args, **kwargs)
        arguments.apply_defaults()
        bound = arguments.arguments
    named: dict[str, Any] = {}
    mappings: list[Any] = []
    tables: list[Rows] = []
    for name, value in bound.items():
        kind = inspect.Parameter.POSITIONAL_OR_KEYWORD if signature is None else signature.parameters[name].kind
        if kind is inspect.Parameter.VAR_KEYWORD:
            named.update(_scalars(value))
        elif isinstance(value, Mapping):
            mappings.append(value)
        elif kind is not inspect.Parameter.VAR_POSITIONAL:
            rows = rows_of(value, names)
            if rows is None:
                named.update(_scalars({name: value}))
            else:
                tables.append(rows)
    if len(mappings) == 1 and not named:
        return dict(mappings[0])
    if len(tables) != 1 or mappings:
        return named
    # Beside a table, scalars are settings of the call and not features of its rows.
    tables[0].beside = named
    return tables[0]


def _scalars(values: Mapping[str, Any]) -> dict[str, Any]:
    kept: dict[str, Any] = {}
    for name, value in values.items():
        try:
            kept[name] = _values.scalar(name, value)
        except _values.BadValueError as problem:
            if problem.code != "wrong_type":
                raise
    return kept
