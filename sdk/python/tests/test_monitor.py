from __future__ import annotations

import asyncio
import copy
import inspect
import pickle
from collections.abc import AsyncGenerator, Generator
from typing import Any

import pytest

import plimsoll
from recording_server import RecordingServer


def test_logs_the_arguments_by_name_the_result_and_the_time(connected: RecordingServer) -> None:
    @plimsoll.monitor(model="fares", version=2)
    def price(distance: float, carrier: str = "UA", *, seats: int) -> float:
        return distance * seats

    assert price(2.0, seats=3) == 6.0
    (event,) = connected.wait_for_events(1)
    assert event["features"] == {"distance": 2.0, "carrier": "UA", "seats": 3}
    assert event["prediction"] == {"value": 6.0}
    assert event["version"] == "2"
    assert event["latencyMs"] >= 0
    assert event["id"] == plimsoll.last_prediction_id()


def test_takes_the_only_mapping_as_the_features_and_leaves_out_what_is_no_scalar(connected: RecordingServer) -> None:
    class Service:
        @plimsoll.monitor(model="m")
        def by_row(self, row: dict[str, Any]) -> dict[str, Any]:
            return {"label": row.pop("x")}

        @plimsoll.monitor(model="m")
        def by_name(self, session: object, **features: float) -> int:
            return 1

    Service().by_row({"x": 1, "y": "z"})
    Service().by_name(object(), a=1.0, b=2.0)
    first, second = connected.wait_for_events(2)
    assert (first["features"], first["prediction"]) == ({"x": 1, "y": "z"}, {"label": 1})
    assert second["features"] == {"a": 1.0, "b": 2.0}


def test_lets_the_caller_choose_features_and_prediction(connected: RecordingServer) -> None:
    @plimsoll.monitor(model="m", features=lambda rows: rows[0], prediction=lambda result: {"label": result[0]})
    def predict(rows: list[dict[str, int]]) -> list[int]:
        return [len(rows)]

    predict([{"x": 5}])
    (event,) = connected.wait_for_events(1)
    assert (event["features"], event["prediction"]) == ({"x": 5}, {"label": 1})


def test_logs_an_exception_and_raises_the_very_same(connected: RecordingServer) -> None:
    error = ValueError("no such carrier")

    @plimsoll.monitor(model="m")
    def fail(x: int) -> None:
        raise error

    with pytest.raises(ValueError, match="no such carrier") as caught:
        fail(1)
    assert caught.value is error
    assert caught.value.__cause__ is None
    (event,) = connected.wait_for_events(1)
    assert event["error"] == {"kind": "ValueError", "message": "no such carrier"}
    assert "prediction" not in event


def test_monitors_coroutines(connected: RecordingServer) -> None:
    @plimsoll.monitor(model="m")
    async def double(x: int) -> int:
        await asyncio.sleep(0)
        if x < 0:
            raise KeyError(x)
        return 2 * x

    assert inspect.iscoroutinefunction(double)

    async def main() -> None:
        assert await double(4) == 8
        assert plimsoll.last_prediction_id() is not None
        with pytest.raises(KeyError):
            await double(-1)

    asyncio.run(main())
    first, second = connected.wait_for_events(2)
    assert first["prediction"] == {"value": 8}
    assert second["error"]["kind"] == "KeyError"


def test_keeps_name_signature_and_a_wrong_call_of_the_function(connected: RecordingServer) -> None:
    @plimsoll.monitor(model="m")
    def price(distance: float) -> float:
        """Price a flight."""
        return distance

    assert (price.__name__, price.__doc__) == ("price", "Price a flight.")
    assert str(inspect.signature(price)) == "(distance: 'float') -> 'float'"
    with pytest.raises(TypeError, match="distance"):
        price()  # type: ignore[call-arg]
    assert plimsoll.statistics().refused == {"wrong_type": 1}


def test_a_result_or_a_choice_that_cannot_be_logged_does_not_reach_the_caller(connected: RecordingServer) -> None:
    def broken(*_: Any) -> Any:
        raise RuntimeError("broken")

    @plimsoll.monitor(model="m")
    def unloggable(x: int) -> list[int]:
        return [x, x]

    @plimsoll.monitor(model="m", features=broken)
    def with_broken_features(x: int) -> int:
        return x

    @plimsoll.monitor(model="m", prediction=broken)
    def with_broken_prediction(x: int) -> int:
        return x

    assert (unloggable(1), with_broken_features(2), with_broken_prediction(3)) == ([1, 1], 2, 3)
    assert plimsoll.statistics().refused == {"wrong_type": 3}


def test_logs_what_a_generator_has_said_when_it_ends(connected: RecordingServer) -> None:
    @plimsoll.monitor(model="m")
    def words(prompt: str) -> Generator[str, str, str]:
        heard = yield f"{prompt} "
        yield heard
        return "end"

    assert inspect.isgeneratorfunction(words)

    def delegate() -> Generator[str, str, str]:
        return (yield from words("say"))

    talk = delegate()
    assert next(talk) == "say "
    assert talk.send("hello") == "hello"
    assert not connected.requests
    with pytest.raises(StopIteration) as end:
        next(talk)
    assert end.value.value == "end"
    (event,) = connected.wait_for_events(1)
    assert (event["features"], event["prediction"]) == ({"prompt": "say"}, {"value": "say hello"})


def test_logs_a_generator_that_fails_or_is_left_early(connected: RecordingServer) -> None:
    closed: list[bool] = []

    @plimsoll.monitor(model="m")
    def numbers(fail: bool) -> Generator[int, None, None]:
        try:
            yield 1
            if fail:
                raise OSError("broken")
            yield 2
        except ValueError:
            yield 3
        finally:
            closed.append(True)

    with pytest.raises(OSError, match="broken"):
        list(numbers(fail=True))
    left = numbers(fail=False)
    next(left)
    left.close()
    thrown = numbers(fail=False)
    next(thrown)
    assert thrown.throw(ValueError("into it")) == 3
    assert list(thrown) == []
    assert closed == [True] * 3
    failed, early, caught = connected.wait_for_events(3)
    assert failed["error"] == {"kind": "OSError", "message": "broken"}
    assert early["prediction"] == {"value": 1}
    assert caught["prediction"] == {"value": 3}


def test_monitors_asynchronous_generators(connected: RecordingServer) -> None:
    @plimsoll.monitor(model="m")
    async def tokens(prompt: str) -> AsyncGenerator[str, None]:
        for word in (prompt, "world"):
            await asyncio.sleep(0)
            yield word
        if prompt == "bad":
            raise KeyError(prompt)

    assert inspect.isasyncgenfunction(tokens)

    async def main() -> None:
        assert [word async for word in tokens("hello")] == ["hello", "world"]
        with pytest.raises(KeyError):
            async for _ in tokens("bad"):
                pass
        left = tokens("left")
        assert await left.__anext__() == "left"
        await left.aclose()

    asyncio.run(main())
    whole, failed, left = connected.wait_for_events(3)
    assert whole["prediction"] == {"value": "helloworld"}
    assert failed["error"]["kind"] == "KeyError"
    assert left["prediction"] == {"value": "left"}


class Estimator:
    """Shaped like those of scikit-learn, which have a test of their own."""

    def __init__(self) -> None:
        self.feature_names_in_ = ["age", "income"]
        self.calls = 0

    def predict(self, table: Any) -> list[int]:
        self.calls += 1
        return [int(row[0] > 40) for row in table]


def test_monitors_the_predict_of_an_object_row_by_row(connected: RecordingServer) -> None:
    estimator = Estimator()
    watched = plimsoll.monitor("churn", version=3)(estimator)
    assert watched.predict([[41, 1.5], [12, 0.5]]) == [1, 0]
    first, second = connected.wait_for_events(2)
    assert (first["features"], first["prediction"]) == ({"age": 41, "income": 1.5}, {"value": 1})
    assert (second["features"], second["prediction"]) == ({"age": 12, "income": 0.5}, {"value": 0})
    assert first["latencyMs"] == second["latencyMs"]
    assert plimsoll.last_prediction_ids() == (first["id"], second["id"])
    assert plimsoll.last_prediction_id() == second["id"]


def test_the_object_stays_what_it_is(connected: RecordingServer) -> None:
    estimator = Estimator()
    watched = plimsoll.monitor("m")(estimator)
    assert isinstance(watched, Estimator)
    watched.predict([[1, 2]])
    watched.note = "kept"  # type: ignore[attr-defined]
    assert (estimator.calls, watched.calls, estimator.note) == (1, 1, "kept")  # type: ignore[attr-defined]
    assert isinstance(pickle.loads(pickle.dumps(watched)), Estimator)
    assert copy.copy(watched) is estimator
    assert "monitored" in repr(watched)


def test_monitors_the_predict_of_a_class(connected: RecordingServer) -> None:
    @plimsoll.monitor("m")
    class Model:
        def __init__(self, limit: int) -> None:
            self.limit = limit

        def predict(self, age: int) -> bool:
            return age > self.limit

    assert Model(40).predict(41) is True
    (event,) = connected.wait_for_events(1)
    assert (event["features"], event["prediction"]) == ({"age": 41}, {"value": True})


def test_logs_a_bounded_number_of_the_rows_of_a_call(connected: RecordingServer) -> None:
    @plimsoll.monitor("m", rows=10)
    def predict(table: list[dict[str, int]]) -> list[int]:
        return [row["x"] for row in table]

    predict([{"x": number} for number in range(1000)])
    events = connected.wait_for_events(10)
    assert [event["features"]["x"] for event in events] == list(range(0, 1000, 100))
    assert all(event["features"]["x"] == event["prediction"]["value"] for event in events)
    assert plimsoll.statistics().dropped == {"rows_of_a_call": 990}


def test_a_call_with_a_table_and_one_answer_is_about_what_is_beside_the_table(connected: RecordingServer) -> None:
    @plimsoll.monitor("m")
    def best(table: list[dict[str, int]], smallest: bool) -> int:
        return min(row["x"] for row in table)

    best([{"x": 2}, {"x": 1}], smallest=True)
    (event,) = connected.wait_for_events(1)
    assert (event["features"], event["prediction"]) == ({"smallest": True}, {"value": 1})


def test_an_error_of_a_call_with_rows_is_one_event(connected: RecordingServer) -> None:
    @plimsoll.monitor("m")
    def predict(table: list[list[int]]) -> list[int]:
        raise MemoryError

    with pytest.raises(MemoryError):
        predict([[1, 2], [3, 4]])
    (event,) = connected.wait_for_events(1)
    assert (event["features"], event["error"]["kind"]) == ({}, "MemoryError")


def test_what_cannot_be_monitored_is_said_where_it_is_written() -> None:
    with pytest.raises(TypeError, match="expected a function or an object with predict"):
        plimsoll.monitor("m")(17)
    with pytest.raises(TypeError, match="no method predict"):
        plimsoll.monitor("m")(dict)


def test_the_context_manager_logs_a_call_and_its_error(connected: RecordingServer) -> None:
    with plimsoll.model_call("m", {"x": 1}, version=2) as call:
        call.prediction = {"label": 1}
    with pytest.raises(OSError, match="broken"), plimsoll.model_call("m", {"x": 2}):
        raise OSError("broken")
    with plimsoll.model_call("m"):
        pass

    async def main() -> str:
        async with plimsoll.model_call("m") as later:
            later.features = {"x": 3}
            later.prediction = 3
        return later.id

    last = asyncio.run(main())
    good, bad, completed = connected.wait_for_events(3)
    assert (good["id"], good["version"], good["prediction"]) == (call.id, "2", {"label": 1})
    assert good["latencyMs"] >= 0
    assert bad["error"] == {"kind": "OSError", "message": "broken"}
    assert (completed["id"], completed["features"]) == (last, {"x": 3})
    assert plimsoll.statistics().refused == {"missing_field": 1}
