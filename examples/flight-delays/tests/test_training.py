from __future__ import annotations

import hashlib
import json
from pathlib import Path

import joblib
import pandas
import pytest

from flight_delays import dataset, repository, training


@pytest.fixture(scope="module")
def rows() -> pandas.DataFrame:
    return training.training_rows(dataset.load())


@pytest.fixture(scope="module")
def quality(rows: pandas.DataFrame) -> training.Quality:
    return training.assess(rows)


def test_joins_every_flight_with_at_most_one_hour_of_weather() -> None:
    flights = dataset.load()
    assert len(flights) == 336_776
    assert flights["scheduled"].is_monotonic_increasing
    assert flights["temp"].notna().mean() > 0.99
    assert set(dataset.FEATURES) < set(flights.columns)


def test_beats_the_base_rate_on_flights_after_those_it_was_trained_on(quality: training.Quality) -> None:
    assert quality.roc_auc > 0.6
    assert quality.average_precision > quality.late_share
    assert quality.log_loss < quality.base_log_loss
    assert quality.brier < quality.base_brier


def test_knows_nothing_of_the_calendar() -> None:
    assert not {"month", "day", "scheduled", "landed", "late"} & set(dataset.FEATURES)


def test_the_same_rows_give_the_same_repository(
    rows: pandas.DataFrame, quality: training.Quality, tmp_path: Path
) -> None:
    digests = []
    for name in ("first", "second"):
        repository.write(tmp_path / name, training.fit(rows), rows, quality)
        files = sorted((tmp_path / name).iterdir())
        digests.append({file.name: hashlib.sha256(file.read_bytes()).hexdigest() for file in files})
    assert digests[0] == digests[1]
    assert set(digests[0]) == {
        "README.md",
        "baseline.csv",
        "model.joblib",
        "plimsoll.yaml",
        "requirements.txt",
        "test_data.json",
    }


def test_the_repository_is_complete_in_itself(
    rows: pandas.DataFrame, quality: training.Quality, tmp_path: Path
) -> None:
    repository.write(tmp_path, training.fit(rows), rows, quality)
    model = joblib.load(tmp_path / "model.joblib")
    test_rows = json.loads((tmp_path / "test_data.json").read_text())
    assert len(test_rows) == repository.TEST_ROWS
    frame = pandas.DataFrame(test_rows)[list(model.feature_names_in_)]
    assert model.predict_proba(frame).shape == (repository.TEST_ROWS, 2)
    baseline = pandas.read_csv(tmp_path / "baseline.csv")
    assert list(baseline.columns) == dataset.FEATURES
    assert len(baseline) == repository.BASELINE_ROWS
    pins = (tmp_path / "requirements.txt").read_text().splitlines()
    assert all("==" in pin for pin in pins)


def test_missing_values_are_null_in_json(rows: pandas.DataFrame) -> None:
    without_pressure = rows[rows["pressure"].isna()].head(2)
    assert [row["pressure"] for row in repository.records(without_pressure)] == [None, None]
    json.dumps(repository.records(without_pressure), allow_nan=False)
