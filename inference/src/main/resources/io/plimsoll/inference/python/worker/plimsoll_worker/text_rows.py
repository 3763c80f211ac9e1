"""Makes the texts on which a reader of texts is most likely to differ from the original.

They are put together of the model's own terms, of words that were sent and of characters that programs disagree
about. The same ones are made each time.
"""

import random

from plimsoll_worker.errors import NotConvertible
from plimsoll_worker.texts import divided
from plimsoll_worker.trees import parts
from plimsoll_worker.vectorizers import is_vectorizer

SEED = 7
MOST_ROWS = 2000
MOST_TERMS = 20000
MOST_WORDS = 2000
# The last plane that has letters ends here.
MOST_CHARACTER = 0x323B0

BETWEEN = (
    *(" ", " ", " ", " ", "", "  ", "\n", "\t\t", ", ", ". ", "-", "_", "'", "\u2019", "/", "&", "@"),
    *("\x00", "\x1c", "\x85", "\u00a0", "\u00ad", "\u2003", "\u200b", "\u200d", "\u2028", "\u3000", "\ufeff"),
)
ODD = (
    *("a", "I", "A1", "3.14", "_", "__init__", "don't", "na\u00efve", "stra\u00dfe", "STRASSE", "\u1e9e"),
    # Sigma at the end, alone, before and behind what has no case; dotted and dotless i; letters with several cases.
    *("\u039f\u0394\u039f\u03a3", "\u03a3", "A\u03a3.", "A\u03a3'B", "A\u00ad\u03a3", "\u0301\u03a3", "1\u03a3"),
    *("I\u0307", "\u0130stanbul", "\u0131", "DI\u015e", "\u01c5", "\u01f1", "\ufb01n", "\u212a", "\u2126"),
    # Accents that are a part of the letter and that follow it, also several, also alone.
    *("\u00e9t\u00e9", "e\u0301te\u0301", "\u1ed9", "o\u0323\u0302", "o\u0302\u0323", "\u0301", "\u1e9b\u0323"),
    *("Z\u0351\u0343\u0349", "\u00c5", "A\u030a", "\u1f51\u03c0\u03cc"),
    # Digits, marks and letters of other scripts.
    *("\u0664\u0662", "\u0967\u0968", "\u00b2", "\u2460", "\u2167", "\u00bd", "\u2160", "\u24b6", "\u02b0", "\u1d43"),
    *("\u4f60\u597d\u4e16\u754c", "\u3053\u3093", "\ud55c\uad6d\uc5b4", "\u0928\u092e\u0938\u094d\u0924\u0947"),
    *("\u0e44\u0e17\u0e22", "\u05e9\u05b8\u05c1\u05dc\u05d5\u05b9\u05dd", "\u0645\u064e\u0631\u0652\u062d"),
    # What is written in pairs of units, and what is no character at all.
    *("\U0001f600", "a\U0001f600b", "\U0001f468\u200d\U0001f469", "\U0001d400\U0001d41a", "\U00010400\U00010428"),
    *("\U00020000", "\ufffd", "\uffff", "\U0010ffff", "\ue000", "\u0378", "\x7f", "\x1b"),
)


def text_rows(estimator, columns, limit):
    """Rows by column: those that were sent, with other texts in the place of theirs; none without a vectoriser."""
    try:
        parted = divided(estimator, columns)
    except NotConvertible:
        parted = None
    if parted is None:
        return [], 0
    read = {part.description["column"] for part in parted.texts.parts}
    vectorizers = [part for part in parts(estimator.model) if is_vectorizer(part)]
    count = min(limit, MOST_ROWS)
    rows = []
    for column in columns:
        values = column.values()
        sent = [values[row % len(values)] for row in range(count)]
        rows.append(OddTexts(vectorizers, values).several(count) if column.name in read else sent)
    return rows, count


class OddTexts:
    """Makes texts, of the words of some others among them."""

    def __init__(self, vectorizers, values):
        self.lot = random.Random(SEED)
        self.words = sorted({word for value in values if value for word in value.split()})[:MOST_WORDS] or ["word"]
        terms = [term for one in vectorizers for term in getattr(one, "vocabulary_", ()) if isinstance(term, str)]
        self.terms = (self.drawn(sorted(set(terms)), MOST_TERMS)) or self.words
        stops = [word for one in vectorizers for word in one.get_stop_words() or () if isinstance(word, str)]
        self.stops = sorted(set(stops)) or self.words

    def drawn(self, values, most):
        return values if len(values) <= most else self.lot.sample(values, most)

    def several(self, count):
        plain = ["", " ", "\n", " ".join(self.stops[:5]), " ".join(self.words[:300]), " ".join(ODD), "\x00".join(ODD)]
        return (plain + list(ODD) + [self.one() for _ in range(count)])[:count]

    def one(self):
        pieces = []
        for _ in range(self.lot.choice((1, 2, 4, 8, 16, 32))):
            pieces += [self.piece(), self.lot.choice(BETWEEN)]
        return "".join(pieces[: len(pieces) - self.lot.randint(0, 1)])

    def piece(self):
        kind = self.lot.random()
        if kind < 0.45:
            return self.cased(self.lot.choice(self.terms))
        if kind < 0.65:
            return self.cased(self.lot.choice(self.words))
        if kind < 0.75:
            return self.lot.choice(self.stops)
        if kind < 0.9:
            return self.lot.choice(ODD)
        return "".join(self.character() for _ in range(self.lot.randint(1, 4)))

    def cased(self, word):
        change = self.lot.randint(0, 7)
        changed = (word, word, word, word, word.upper(), word.title(), word.swapcase(), word[::-1])
        return changed[change]

    def character(self):
        """Of the planes that have characters, mostly of the first."""
        number = self.lot.randrange(0x3000 if self.lot.random() < 0.7 else MOST_CHARACTER)
        return "?" if 0xD800 <= number <= 0xDFFF else chr(number)
