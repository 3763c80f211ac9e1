"""PyTorch: `plimsoll.integrations.torch.attach(module, "churn")` logs the forward passes of a module in evaluation."""

from __future__ import annotations

import threading
import time
from collections.abc import Mapping, Sequence
from typing import Any, Callable

from plimsoll import _process
from plimsoll._monitor import Monitor

_TABLE = 2


class Attached:
    """What `attach` has hung on a module; `remove()` takes it off."""

    def __init__(self, handles: Sequence[Any]) -> None:
        self._handles = handles

    def remove(self) -> None:
        """Log nothing more of the module."""
        for handle in self._handles:
            handle.remove()


def attach(
    module: Any,
    model: str,
    *,
    version: str | int | None = None,
    features: Callable[..., Any] | None = None,
    prediction: Callable[[Any], Any] | None = None,
    names: Sequence[str] | None = None,
    tags: Mapping[str, Any] | None = None,
    rows: int = 100,
) -> Attached:
    """Log each forward pass outside of training: a matrix as its rows, whose columns are called `names`.

    Results of one column are logged as numbers and those of more as classes; `features` and `prediction` choose what is
    logged from the inputs and from the output, as those of `plimsoll.monitor` do. What the module returns is unchanged.
    """
    monitor = Monitor(_process.client, model, version, features, prediction or _answers, tags, rows)
    begun = threading.local()

    def before(called: Any, inputs: Any) -> None:
        if not called.training:
            seen = monitor.read(None, names, tuple(_on_this_machine(each) for each in inputs), {})
            begun.call = seen, time.perf_counter_ns()

    def after(called: Any, _: Any, output: Any) -> None:
        call = getattr(begun, "call", None)
        if not called.training and call is not None:
            begun.call = None
            monitor.log(call[0], output, (time.perf_counter_ns() - call[1]) / 1e6, None)

    return Attached((module.register_forward_pre_hook(before), module.register_forward_hook(after)))


def _on_this_machine(value: Any) -> Any:
    return value.detach().cpu() if hasattr(value, "detach") else value


def _answers(output: Any) -> Any:
    """Return a tensor as numbers; one of a single column is a list of them."""
    array = _on_this_machine(output)
    if getattr(array, "ndim", None) == _TABLE:
        return array[:, 0].tolist() if array.shape[1] == 1 else array
    return array.tolist() if hasattr(array, "tolist") else array
