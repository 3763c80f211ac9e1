"""Errors with words for the person who pushed the model."""


class ModelError(Exception):
    """An error that is already worded for the person who pushed the model."""


class NotConvertible(Exception):
    """The reason why there is no ONNX of a model, worded for the person who pushed it."""


class RowsDiffer(ModelError):
    """An answer with another number of rows than the call; nobody can tell whose rows those are."""
