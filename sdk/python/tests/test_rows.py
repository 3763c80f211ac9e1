"""Tables of other libraries as predictions."""

from __future__ import annotations

import numpy as np
import pandas as pd
import polars as pl
import pytest

import plimsoll
from recording_server import RecordingServer

ROWS = [{"age": 41, "plan": "pro"}, {"age": 12, "plan": None}]


@pytest.mark.parametrize("table", [pd.DataFrame(ROWS), pl.DataFrame(ROWS), ROWS])
@pytest.mark.parametrize("answers", [[1, 0], np.array([1, 0]), pd.Series([1, 0], index=[7, 3])])
def test_each_row_of_a_table_is_a_prediction(connected: RecordingServer, table: object, answers: object) -> None:
    ids = plimsoll.log_predictions("m", table, answers, version=2, tags={"job": "nightly"})
    first, second = connected.wait_for_events(2)
    assert [first["id"], second["id"]] == ids == list(plimsoll.last_prediction_ids())
    assert (first["features"], first["prediction"]) == (ROWS[0], {"value": 1})
    assert (second["features"], second["prediction"]) == (ROWS[1], {"value": 0})
    assert (first["version"], first["tags"]) == ("2", {"job": "nightly"})


def test_columns_of_matrices_have_numbers_for_names(connected: RecordingServer) -> None:
    plimsoll.log_predictions("m", np.array([[1.5, float("nan")]]), np.array([[0.25, 0.75]]))
    (event,) = connected.wait_for_events(1)
    assert (event["features"], event["prediction"]) == ({"f0": 1.5, "f1": None}, {"class_0": 0.25, "class_1": 0.75})


def test_the_caller_may_give_the_ids(connected: RecordingServer) -> None:
    given = ["0190f000-0000-7000-8000-000000000001", "0190f000-0000-7000-8000-000000000002"]
    assert plimsoll.log_predictions("m", ROWS, [1, 0], ids=given) == given


def test_what_does_not_fit_is_counted_and_does_not_raise(connected: RecordingServer) -> None:
    assert plimsoll.log_predictions("m", "no table", [1]) == []
    assert plimsoll.log_predictions("m", ROWS, [1]) == []
    assert plimsoll.log_predictions("m", ROWS, [1, 0], ids=["one"]) == []
    assert plimsoll.log_predictions("m", ROWS, 1) == []
    assert plimsoll.statistics().refused == {"wrong_type": 4}
    assert not connected.requests


def test_a_call_with_a_frame_is_logged_row_by_row(connected: RecordingServer) -> None:
    @plimsoll.monitor("m")
    def predict(frame: pd.DataFrame, threshold: float = 0.5) -> pd.Series:
        return frame["age"] / 100 > threshold

    frame = pd.DataFrame(ROWS, index=["a", "b"])
    assert list(predict(frame, threshold=0.4)) == [True, False]
    first, second = connected.wait_for_events(2)
    assert (first["features"], first["prediction"]) == (ROWS[0], {"value": True})
    assert (second["features"], second["prediction"]) == (ROWS[1], {"value": False})
