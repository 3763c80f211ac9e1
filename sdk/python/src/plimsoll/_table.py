"""A table of rows and answers as predictions."""

from __future__ import annotations

from typing import Any

from plimsoll._client import Client
from plimsoll._rows import outputs_of, rows_of


def log_table(client: Client, model: str, features: Any, predictions: Any, ids: Any, more: dict[str, Any]) -> list[str]:
    """Log each row with its answer; what is no such table is counted, said once, and has no ids."""
    try:
        rows = rows_of(features)
        if rows is None:
            kind = type(features).__qualname__
            client.refuse("wrong_type", f"features are of type {kind}, expected a frame, a matrix or a list of rows")
            return []
        places = range(rows.count)
        outputs = outputs_of(predictions, rows.count, places)
        given = [None] * rows.count if ids is None else list(ids)
        if outputs is None or len(given) != rows.count:
            what = "predictions" if outputs is None else "ids"
            client.refuse("wrong_type", f"there are {rows.count} rows of features, and not as many {what}")
            return []
        return client.log_predictions(model, rows.at(places), outputs, given, more)
    except Exception as problem:  # noqa: BLE001
        # Tables of users run code of users.
        client.refuse("wrong_type", f"the rows could not be read: {type(problem).__name__}: {problem}")
        return []
