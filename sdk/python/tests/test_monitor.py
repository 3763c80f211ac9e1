from __future__ import annotations

import asyncio
import inspect
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
