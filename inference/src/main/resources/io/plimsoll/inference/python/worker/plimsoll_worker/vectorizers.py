"""Describes scikit-learn's text vectorisers, so that the server can read texts itself.

What is described is what the vectoriser does, step by step: lower case, accents, tokens, n-grams, the number of each
term, weights. What is code of the model's own is not converted.
"""

import base64
import re

import numpy
from plimsoll_worker.characters import lower_case, matched, without_accents
from plimsoll_worker.errors import NotConvertible

WORD = r"\w"
SPACE = r"\s"
MAX_HASHED = 1 << 30
LONGEST_NGRAM = 32
PLAIN_TYPES = ("int32", "int64", "float64")
ATOM = re.compile(r"\[\^?\]?(?:\\.|[^\]\\])*\]|\\[wWdDsS]|\\[^\w\s]|[^\\\[\](){}*+?|^$]")
TIMES = re.compile(r"\*|\+|\?|\{(\d+)(?:(,)(\d*))?\}")


def is_vectorizer(step):
    """Also if it is of a class derived from one of scikit-learn's."""
    names = {kind.__name__ for kind in type(step).__mro__ if kind.__module__.startswith("sklearn.")}
    return bool(names & {"CountVectorizer", "HashingVectorizer"})


def described(vectorizer):
    """What it does, and how many numbers it makes of a text."""
    name = type(vectorizer).__name__
    if not type(vectorizer).__module__.startswith("sklearn."):
        raise NotConvertible("%s is a vectoriser with code of its own" % name)
    if vectorizer.input != "content":
        raise NotConvertible("the vectoriser reads files, not texts")
    part = {**analysis(vectorizer), "binary": bool(vectorizer.binary), "weightings": []}
    kind = numpy.dtype(vectorizer.dtype).name
    if kind not in (*PLAIN_TYPES, "float32"):
        raise NotConvertible("a vectoriser that counts in %s is not converted" % kind)
    part["single"] = kind == "float32"
    if name == "HashingVectorizer":
        if vectorizer.n_features > MAX_HASHED:
            raise NotConvertible("a vectoriser of more than %d hashes is not converted" % MAX_HASHED)
        part["hashed"] = {"size": int(vectorizer.n_features), "alternate": bool(vectorizer.alternate_sign)}
        part["weightings"] = [weighting(norm=vectorizer.norm)]
        return part, int(vectorizer.n_features)
    part["vocabulary"] = terms(vectorizer)
    if name == "TfidfVectorizer":
        part["weightings"] = [weighting_of(vectorizer._tfidf)]
    elif name != "CountVectorizer":
        raise NotConvertible("%s is a vectoriser that is not known here" % name)
    return part, len(part["vocabulary"])


def terms(vectorizer):
    """The vocabulary in the order of its columns."""
    vocabulary = getattr(vectorizer, "vocabulary_", None)
    if not vocabulary:
        raise NotConvertible("the vectoriser has no vocabulary")
    ordered = [None] * len(vocabulary)
    for term, column in vocabulary.items():
        if not isinstance(term, str) or not 0 <= column < len(ordered) or ordered[column] is not None:
            raise NotConvertible("the vocabulary does not number its terms one by one")
        ordered[column] = term
    return ordered


def weighting_of(transformer):
    idf = transformer.idf_ if transformer.use_idf else None
    return weighting(bool(transformer.sublinear_tf), idf, transformer.norm)


def weighting(sublinear=False, idf=None, norm=None):
    if norm not in (None, "l1", "l2"):
        raise NotConvertible("rows of norm %r are not converted" % norm)
    encoded = None if idf is None else packed(idf, "<f8")
    return {"sublinear": sublinear, "idf": encoded, "norm": norm}


def packed(values, kind):
    return base64.b64encode(numpy.ascontiguousarray(values, numpy.dtype(kind)).tobytes()).decode("ascii")


def analysis(vectorizer):
    """From a text to its terms."""
    for own in ("analyzer", "preprocessor", "tokenizer"):
        if callable(getattr(vectorizer, own)):
            raise NotConvertible("the vectoriser's %s is code of its own, which cannot be converted" % own)
    if callable(vectorizer.strip_accents):
        raise NotConvertible("the vectoriser's strip_accents is code of its own, which cannot be converted")
    analyzer = vectorizer.analyzer
    if analyzer not in ("word", "char", "char_wb"):
        raise NotConvertible("the vectoriser's analyzer %r is not known here" % analyzer)
    least, most = vectorizer.ngram_range
    answer = {"analyzer": analyzer, "least": int(least), "most": int(most), "lower": None, "accents": None}
    if not 1 <= least <= most <= LONGEST_NGRAM:
        raise NotConvertible("n-grams of %s to %s terms are not converted" % (least, most))
    if vectorizer.lowercase:
        answer["lower"] = lower_case()
    if vectorizer.strip_accents:
        answer["accents"] = accents(vectorizer.strip_accents)
    if analyzer == "word":
        stop = vectorizer.get_stop_words()
        answer["stopWords"] = sorted(word for word in stop or () if isinstance(word, str))
        answer.update(pattern(vectorizer.token_pattern))
    else:
        answer["space"] = list(matched(SPACE))
    return answer


def accents(kind):
    from sklearn.feature_extraction import text

    return without_accents(text.strip_accents_ascii if kind == "ascii" else text.strip_accents_unicode)


def pattern(source):
    """A pattern that is a row of single characters, each repeated; for others there is no need in practice."""
    flags, rest = "", source
    for flag in ("(?u)", "(?a)"):
        if rest.startswith(flag):
            flags, rest = flag[:-1] + ":", rest[len(flag) :]
    # One group around all of it says what findall() gives anyway.
    rest = re.sub(r"^((?:\\b)*)\((?!\?)([^()]*)\)((?:\\b)*)$", r"\1\2\3", rest)
    steps, sets, shortest, place = [], [], 0, 0
    while place < len(rest):
        if rest.startswith(r"\b", place):
            steps.append({"set": None, "least": 0, "most": 0})
            place += 2
            continue
        atom = ATOM.match(rest, place)
        if atom is None:
            raise NotConvertible("the token_pattern %r is more than repeated characters" % source)
        least, most, place = times(rest, atom.end(), source)
        members = list(matched((flags or "(?:") + atom.group() + ")"))
        if members not in sets:
            sets.append(members)
        steps.append({"set": sets.index(members), "least": least, "most": most})
        shortest += least
    if shortest == 0:
        raise NotConvertible("the token_pattern %r matches where there is nothing" % source)
    return {"steps": steps, "sets": sets, "word": list(matched((flags or "(?:") + WORD + ")"))}


def times(rest, place, source):
    """How often a character is repeated (-1: without end), and where the pattern goes on."""
    found = TIMES.match(rest, place)
    if found is None:
        return 1, 1, place
    if rest[found.end() : found.end() + 1] in ("?", "+"):
        raise NotConvertible("the token_pattern %r repeats in another way than as often as it can" % source)
    word = found.group()
    if word in "*+?":
        return (1 if word == "+" else 0), (1 if word == "?" else -1), found.end()
    least, comma, most = found.groups()
    if not comma:
        return int(least), int(least), found.end()
    return int(least), (int(most) if most else -1), found.end()
