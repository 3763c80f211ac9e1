"""pandas: importing this module gives frames an accessor, `frame.plimsoll.log_batch("orders")`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

import plimsoll

if TYPE_CHECKING:
    from plimsoll.quality import AnySuite, BatchProfile, BatchResult, Suite


@pd.api.extensions.register_dataframe_accessor("plimsoll")
class Accessor:
    """What Plimsoll does with a frame, as methods of the frame."""

    def __init__(self, frame: pd.DataFrame) -> None:
        self._frame = frame

    def log_batch(self, name: str, **options: Any) -> BatchProfile:
        """Send the profile of the frame as a batch of a dataset; see `plimsoll.log_batch`."""
        return plimsoll.log_batch(name, self._frame, **options)

    def check(self, suite: AnySuite, **options: Any) -> BatchResult:
        """Hold the frame against a suite; see `plimsoll.check`."""
        return plimsoll.check(self._frame, suite, **options)

    def suggest(self, *, dataset: str | None = None) -> Suite:
        """Return a suite that the frame suggests; see `plimsoll.suggest`."""
        return plimsoll.suggest(self._frame, dataset=dataset)

    def log_predictions(self, model: str, predictions: Any, **options: Any) -> list[str]:
        """Log a prediction for each row of the frame; `predictions` are answers, or the name of their column."""
        if isinstance(predictions, str):
            features = self._frame.drop(columns=[predictions])
            return plimsoll.log_predictions(model, features, self._frame[predictions], **options)
        return plimsoll.log_predictions(model, self._frame, predictions, **options)
