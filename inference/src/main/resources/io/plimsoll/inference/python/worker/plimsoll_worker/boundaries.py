"""Makes the rows on which a converted model most likely differs: beside the splits of trees, and with odd texts."""

import numpy
from plimsoll_worker.boosted import boosted_of
from plimsoll_worker.text_rows import text_rows
from plimsoll_worker.trees import below, ensemble_of, last_step, lefts

NUMBERS = ("FP64", "INT64")
SAMPLE_ROWS = 512
PROBED_ROWS = 32
MAX_NUMBERS = 20_000_000


def boundaries(estimator, header, columns, encode):
    """Rows on both sides of the splits of trees, and rows with odd texts, made from the rows that were sent."""
    answer = {"ok": True, "splits": 0, "tested": 0, "reached": 0, "rows": 0, "tensors": []}
    values, answer["rows"] = text_rows(estimator, columns, header["limit"])
    final, before = last_step(estimator.model)
    ensemble = boosted_of(final) or ensemble_of(final)
    if ensemble is not None and any(column.datatype in NUMBERS for column in columns):
        walk = BoundaryWalk(estimator, before, columns, min(SAMPLE_ROWS, header["rows"]))
        found = walk.rows(ensemble, header["limit"])
        answer.update(splits=walk.splits, tested=walk.tested, reached=walk.reached)
        beside = [found.column(position) for position in range(len(columns))]
        values = [odd + more for odd, more in zip(values, beside)] if values else beside
        answer["rows"] += len(found.base)
    payloads = []
    for column, column_values in zip(columns, values):
        raw = encode(column.name, column.datatype, column_values)
        answer["tensors"].append({"name": column.name, "datatype": column.datatype, "size": len(raw)})
        payloads.append(raw)
    return answer, payloads


class Rows:
    """Copies of sent rows in which some numbers are changed."""

    def __init__(self, values, numeric):
        self.values, self.numeric = values, numeric
        self.base, self.changes = [], []

    def add(self, base, changes):
        self.base.append(base)
        self.changes.append(changes)

    def column(self, position):
        values = [self.values[position][row] for row in self.base]
        for row, changes in enumerate(self.changes):
            if position in changes:
                whole = self.numeric.get(position) == "INT64"
                values[row] = int(changes[position]) if whole else float(changes[position])
        return values


class BoundaryWalk:
    """Finds, for each chosen split, the two neighbouring numbers of an input that it tells apart."""

    def __init__(self, estimator, before, columns, count):
        self.estimator, self.before, self.columns, self.count = estimator, before, columns, count
        self.values = [column.values()[:count] for column in columns]
        self.arrays = [column.numpy(numpy)[:count] for column in columns]
        self.numeric = {i: c.datatype for i, c in enumerate(columns) if c.datatype in NUMBERS}
        self.splits = self.tested = self.reached = 0

    def rows(self, ensemble, limit):
        seen = self.transformed(numpy.arange(self.count), {})
        # Words become columns: what the trees see may be far wider than what was sent.
        chosen = self.choose(ensemble, min(limit, 4 * max(1, MAX_NUMBERS // seen.shape[1])))
        found = Rows(self.values, self.numeric)
        if self.before is None:
            self.directly(ensemble, chosen, seen, found)
        else:
            self.through_steps(ensemble, chosen, seen, found)
        return found

    def choose(self, ensemble, limit):
        """Evenly over all splits in the order of trees, so that the choice is the same each time."""
        splits = [(t, n) for t, tree in enumerate(ensemble.trees) for n in tree.splits()]
        self.splits = len(splits)
        count = max(1, min(len(splits), limit // 4))
        steps = numpy.linspace(0, len(splits) - 1, count).astype(int) if splits else []
        return [splits[step] for step in steps]

    def path(self, tree, parents, node):
        """The splits above a node, each with whether the way to the node goes left."""
        steps = []
        while parents[node] >= 0:
            above = parents[node]
            steps.append((above, tree.left[above] == node))
            node = above
        return steps

    def fitting_row(self, tree, steps, seen):
        """The sent row that goes furthest towards the node, and whether it gets there."""
        met = numpy.zeros(len(seen), int)
        for node, goes_left in steps:
            met += lefts(tree, node, seen[:, tree.feature[node]]) == goes_left
        best = int(met.argmax())
        return best, met[best] == len(steps)

    def directly(self, ensemble, chosen, seen, found):
        """Without steps before the trees, the way to any split can be taken by setting numbers."""
        parents = {}
        for number, node in chosen:
            tree = ensemble.trees[number]
            if number not in parents:
                parents[number] = tree.parents()
            steps = self.path(tree, parents[number], node)
            row, reached = self.fitting_row(tree, steps, seen)
            changes = {} if reached else self.towards(tree, steps, seen[row])
            position = int(tree.feature[node])
            if position not in self.numeric or changes is None:
                continue
            values = self.around(tree, node, position)
            self.tested += bool(values)
            self.reached += bool(values)
            for value in values:
                found.add(row, {**changes, position: value})

    def around(self, tree, node, position):
        threshold = tree.threshold[node]
        if self.numeric[position] == "INT64":
            whole = numpy.floor(threshold)
            return [whole, whole + 1] if abs(whole) < 2**53 else []
        left = float(tree.double_thresholds()[node])
        single = below(numpy.array([threshold]))[0]
        above = numpy.nextafter(single, numpy.float32(numpy.inf))
        values = {left, float(numpy.nextafter(left, numpy.inf)), float(single), float(above)}
        return sorted(value for value in values if numpy.isfinite(value))

    def towards(self, tree, steps, row):
        """What to change in a row so that it reaches a node; None if no number does."""
        ranges = {}
        for node, goes_left in steps:
            if node in tree.sets:
                if lefts(tree, node, row[tree.feature[node : node + 1]])[0] != goes_left:
                    return None
                continue
            low, high = ranges.get(tree.feature[node], (-numpy.inf, numpy.inf))
            threshold = float(below(tree.threshold[node : node + 1])[0])
            if goes_left:
                high = min(high, threshold)
            else:
                low = max(low, float(numpy.nextafter(numpy.float32(threshold), numpy.float32(numpy.inf))))
            ranges[tree.feature[node]] = (low, high)
        changes = {}
        for feature, (low, high) in ranges.items():
            if low <= row[feature] <= high:
                continue
            value = low if numpy.isfinite(low) else high
            if self.numeric.get(int(feature)) == "INT64":
                value = numpy.ceil(low) if numpy.isfinite(low) else numpy.floor(high)
            fits = low <= value <= high and numpy.isfinite(value)  # a split of missing values is at infinity
            if int(feature) not in self.numeric or not fits:
                return None
            changes[int(feature)] = value
        return changes

    def through_steps(self, ensemble, chosen, seen, found):
        """With steps before the trees, the number is searched by halving, through those steps."""
        drivers = self.drivers(seen)
        searches, parents = [], {}
        for number, node in chosen:
            tree = ensemble.trees[number]
            if number not in parents:
                parents[number] = tree.parents()
            row, reached = self.fitting_row(tree, self.path(tree, parents[number], node), seen)
            position = drivers.get(int(tree.feature[node]))
            if position is not None:
                searches.append(Search(tree, node, row, position, reached))
        for search, pair in zip(searches, self.halve(searches)):
            if pair is None:
                continue
            self.tested += 1
            self.reached += int(search.reached)
            values = set(pair)
            if self.numeric[search.position] == "FP64":
                single = numpy.float32(pair[0])
                values |= {float(single), float(numpy.nextafter(single, numpy.float32(numpy.inf)))}
            for value in sorted(values):
                found.add(search.row, {search.position: value})

    def drivers(self, seen):
        """Which input each number that the trees see depends on."""
        rows = numpy.arange(min(PROBED_ROWS, self.count))
        drivers = {}
        for position in self.numeric:
            low, high = self.span(position)
            for value in (low, high):
                moved = self.transformed(rows, {position: (slice(None), value)})
                differs = ~((moved == seen[rows]) | (numpy.isnan(moved) & numpy.isnan(seen[rows])))
                for feature in numpy.flatnonzero(differs.any(axis=0)):
                    drivers.setdefault(int(feature), position)
        return drivers

    def span(self, position):
        values = numpy.array([v for v in self.values[position] if v is not None], dtype=numpy.float64)
        values = values[numpy.isfinite(values)]
        low, high = (values.min(), values.max()) if len(values) else (0.0, 1.0)
        width = max(high - low, 1.0)
        return numpy.floor(low - width), numpy.ceil(high + width)

    def halve(self, searches):
        """For each search the last number on one side of the split and the first on the other."""
        if not searches:
            return []
        sides = Sides(self, searches)
        spans = numpy.array([self.span(search.position) for search in searches])
        whole = numpy.array([self.numeric[search.position] == "INT64" for search in searches])
        # The bits of float64 in their order: halving them takes 64 steps wherever the number lies.
        low, high = (numpy.where(whole, ends.astype(numpy.int64), ordered(ends)) for ends in spans.T)
        at_low = sides.of(numbers(low, whole))
        differ = at_low != sides.of(numbers(high, whole))
        while (high > low + 1).any():
            middle = low // 2 + high // 2 + (low & high & 1)  # no sum that overflows
            same = sides.of(numbers(middle, whole)) == at_low
            low, high = numpy.where(same, middle, low), numpy.where(same, high, middle)
        ends = zip(numbers(low, whole), numbers(high, whole), differ)
        return [(float(a), float(b)) if found else None for a, b, found in ends]

    def transformed(self, rows, changes):
        """What the trees see of rows in which some inputs are changed."""
        arrays = []
        for position in range(len(self.columns)):
            values = self.arrays[position][rows]
            if position in changes:
                places, given = changes[position]
                values = values.copy()
                values[places] = given
            arrays.append(values)
        inputs = self.estimator.arranged(self.columns, arrays)
        if self.before is not None:
            inputs = self.before.transform(inputs)
        inputs = inputs.toarray() if hasattr(inputs, "toarray") else numpy.asarray(inputs)
        return inputs.astype(numpy.float64)


class Search:
    """A split for which the number is searched that it turns at: an input of one of the sent rows."""

    def __init__(self, tree, node, row, position, reached):
        self.row, self.position, self.reached = row, position, reached
        self.feature, self.threshold = tree.feature[node], tree.threshold[node]
        self.missing_left, self.rounds = tree.missing_left[node], tree.rounds


class Sides:
    """Says of many searches at once to which side their split sends a number."""

    def __init__(self, walk, searches):
        self.walk = walk
        self.rows = numpy.array([search.row for search in searches])
        self.features = numpy.array([search.feature for search in searches])
        self.thresholds = numpy.array([search.threshold for search in searches], numpy.float64)
        self.missing_left = numpy.array([search.missing_left for search in searches], bool)
        self.rounds = searches[0].rounds
        positions = numpy.array([search.position for search in searches])
        self.places = {int(p): numpy.flatnonzero(positions == p) for p in numpy.unique(positions)}

    def of(self, given):
        changes = {position: (places, given[places]) for position, places in self.places.items()}
        seen = self.walk.transformed(self.rows, changes)
        values = seen[numpy.arange(len(self.rows)), self.features]
        compared = values.astype(numpy.float32).astype(numpy.float64) if self.rounds else values
        return numpy.where(numpy.isnan(values), self.missing_left, compared <= self.thresholds)


def ordered(values):
    """Integers in the order of the doubles that they stand for."""
    bits = numpy.ascontiguousarray(values, numpy.float64).view(numpy.int64)
    return numpy.where(bits >= 0, bits, numpy.int64(-(2**63)) - bits)


def numbers(keys, whole):
    """The doubles that such integers stand for; whole numbers stand for themselves."""
    bits = numpy.where(keys >= 0, keys, numpy.int64(-(2**63)) - keys)
    return numpy.where(whole, keys.astype(numpy.float64), bits.view(numpy.float64))
