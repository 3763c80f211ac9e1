"""scikit-learn: the steps of a Pipeline as stages. Its answers are logged by `plimsoll.monitor(model)(estimator)`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Callable

import plimsoll

_METHODS = ("fit", "fit_transform", "transform", "predict")


def stages(pipeline: Any, name: str, *, tags: Mapping[str, Any] | None = None) -> Any:
    """Make each step of a scikit-learn Pipeline a stage of the pipeline `name`, with its rows in and out.

    The steps are timed while `fit`, `transform` or `predict` of the Pipeline run; the Pipeline is changed and returned.
    Do this after a Pipeline was loaded and not before it is stored: what times the steps cannot be pickled.
    """
    for step, estimator in pipeline.steps:
        for method in _METHODS:
            bound = getattr(estimator, method, None)
            if callable(bound):
                # On the instance, so that other uses of the class stay as they are.
                setattr(estimator, method, _timed(bound, name, f"{step}.{method}", tags))
    return pipeline


def _timed(bound: Callable[..., Any], pipeline: str, stage: str, tags: Mapping[str, Any] | None) -> Callable[..., Any]:
    def timed(table: Any, *args: Any, **kwargs: Any) -> Any:
        with plimsoll.stage(pipeline, stage, tags=tags) as running:
            running.records_in = _rows(table)
            result = bound(table, *args, **kwargs)
            running.records_out = _rows(result)
            return result

    return timed


def _rows(table: Any) -> int | None:
    shape = getattr(table, "shape", None)
    if shape:
        return int(shape[0])
    return len(table) if isinstance(table, (list, tuple)) else None
