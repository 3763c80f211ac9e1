"""Stands in for an object whose `predict` is monitored, and is otherwise that object."""

from __future__ import annotations

from typing import Any, Callable


class Watched:
    """Everything but `predict` reaches the object itself, attributes that are set included."""

    __slots__ = ("__weakref__", "__wrapped__", "_predict")

    def __init__(self, target: Any, predict: Callable[..., Any]) -> None:
        object.__setattr__(self, "__wrapped__", target)
        object.__setattr__(self, "_predict", predict)

    @property
    def predict(self) -> Callable[..., Any]:
        """The monitored method."""
        predict: Callable[..., Any] = object.__getattribute__(self, "_predict")
        return predict

    @property  # type: ignore[misc]
    def __class__(self) -> Any:
        # So that isinstance tells what the object is; type() still tells the truth.
        return type(object.__getattribute__(self, "__wrapped__"))

    def __getattr__(self, name: str) -> Any:
        return getattr(object.__getattribute__(self, "__wrapped__"), name)

    def __setattr__(self, name: str, value: Any) -> None:
        setattr(object.__getattribute__(self, "__wrapped__"), name, value)

    def __delattr__(self, name: str) -> None:
        delattr(object.__getattribute__(self, "__wrapped__"), name)

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Call the object, if it can be called."""
        return object.__getattribute__(self, "__wrapped__")(*args, **kwargs)

    def __repr__(self) -> str:
        return f"<monitored {object.__getattribute__(self, '__wrapped__')!r}>"

    def __reduce__(self) -> tuple[Any, ...]:
        # What is stored or sent elsewhere is the object; whoever loads it decides whether it is monitored there.
        return _itself, (object.__getattribute__(self, "__wrapped__"),)


def _itself(target: Any) -> Any:
    return target
