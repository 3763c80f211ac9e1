"""One shape for whatever models and predict functions return: named columns of equal length."""

from plimsoll_worker.errors import ModelError, RowsDiffer


def named_columns(name, values):
    if values.ndim == 2 and values.shape[1] == 1:
        values = values[:, 0]
    if values.ndim == 1:
        return {name: values}
    return {"%s_%d" % (name, i): values[:, i] for i in range(values.shape[1])}


def by_output(answers, count):
    """Turns one answer a row into one list of values for each output."""
    if hasattr(answers, "tolist"):
        answers = answers.tolist()
    try:
        answers = list(answers)
    except TypeError:
        raise ModelError(
            "predict returned a %s; it has to return a list with one item for each row"
            % type(answers).__name__
        ) from None
    if len(answers) != count:
        raise RowsDiffer("predict returned %d items for %d rows" % (len(answers), count))
    rows = [row if isinstance(row, dict) else {"prediction": row} for row in answers]
    names = list(rows[0]) if rows else []
    for index, row in enumerate(rows):
        if set(row) != set(names):
            raise ModelError(
                "predict returned the outputs %s for row %d, but %s for row 0"
                % (sorted(map(str, row)), index, sorted(map(str, names)))
            )
    return {str(name): [row[name] for row in rows] for name in names}
