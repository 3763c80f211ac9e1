"""Describes vectorisers as the conversion does, and writes what scikit-learn itself makes of odd texts.

Run by the integration tests with the environment that they have built: make_texts.py FOLDER
"""

import json
import pathlib
import sys

import numpy as np

WORKER = pathlib.Path(__file__).parents[2] / "main/resources/io/plimsoll/inference/python/worker"
sys.path.insert(0, str(WORKER))
sys.dont_write_bytecode = True

from plimsoll_worker.text_rows import OddTexts  # noqa: E402
from plimsoll_worker.texts import read  # noqa: E402
from sklearn.decomposition import TruncatedSVD  # noqa: E402
from sklearn.feature_extraction.text import (  # noqa: E402
    CountVectorizer,
    HashingVectorizer,
    TfidfTransformer,
    TfidfVectorizer,
)
from sklearn.feature_selection import VarianceThreshold  # noqa: E402
from sklearn.pipeline import FeatureUnion, make_pipeline  # noqa: E402
from sklearn.preprocessing import MaxAbsScaler  # noqa: E402

CORPUS = [
    "The service was quick and friendly, and the driver called.",
    "Das Paket kam spät; die Straße war gesperrt. ÄRGER!",
    "Ο ΔΡΟΜΟΣ ήταν κλειστός και το ΔΕΜΑ άργησε πολύ",
    "İstanbul'a geç geldi, ILIK bir gün, ışık yok",
    "посылка пришла поздно, водитель не звонил",
    "你好 世界 包裹 迟到 了 😀 great 👍🏽 service",
    "naïve café — très bien, e\u0301te\u0301 à la plage, ½ prix, ②",
    "नमस्ते दुनिया ४२ 42 ٤٢ snake_case __init__ x",
    "a b c I me you he the and of late late late late",
]

VECTORISERS = {
    "words": TfidfVectorizer(),
    "stop words": TfidfVectorizer(stop_words="english", ngram_range=(1, 3), sublinear_tf=True, norm="l1"),
    "own stop words": CountVectorizer(stop_words=["the", "και", "ά"], ngram_range=(2, 2)),
    "case counts": CountVectorizer(lowercase=False, token_pattern=r"\b\w+\b", binary=True),
    "without accents": TfidfVectorizer(strip_accents="unicode", use_idf=False, norm=None),
    "ascii": TfidfVectorizer(strip_accents="ascii", smooth_idf=False),
    "ascii words": CountVectorizer(token_pattern=r"(?a)[a-z]\w{1,4}"),
    "anything": CountVectorizer(token_pattern=r"\S+"),
    "classes": CountVectorizer(token_pattern=r"(?u)\b([^\W\d_]+-?\w*)\b", lowercase=False),
    "letters": TfidfVectorizer(analyzer="char", ngram_range=(1, 3)),
    "longer letters": CountVectorizer(analyzer="char", ngram_range=(3, 5), strip_accents="unicode"),
    "within words": TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 6), dtype=np.float32),
    "hashed": HashingVectorizer(n_features=1000),
    "hashed alike": HashingVectorizer(n_features=31, alternate_sign=False, norm="l1", ngram_range=(1, 2)),
    "hashed letters": HashingVectorizer(n_features=7, analyzer="char", binary=True, norm=None),
    "in two steps": make_pipeline(
        HashingVectorizer(n_features=512, alternate_sign=False, norm=None), TfidfTransformer(sublinear_tf=True)
    ),
    "condensed": make_pipeline(HashingVectorizer(analyzer="char_wb", ngram_range=(3, 3)), TruncatedSVD(4)),
    "chosen": make_pipeline(TfidfVectorizer(min_df=1), VarianceThreshold(0.01), MaxAbsScaler()),
    "beside": FeatureUnion([("words", TfidfVectorizer()), ("letters", CountVectorizer(analyzer="char_wb"))]),
}


def case(name, vectoriser):
    vectoriser.fit(CORPUS)
    described, rest = read(vectoriser, "text")
    assert not rest, rest
    last = [step for step in getattr(vectoriser, "named_steps", {"": vectoriser}).values()]
    vocabularies = [step for step in last if hasattr(step, "get_stop_words")] or [TfidfVectorizer().fit(CORPUS)]
    texts = OddTexts(vocabularies, CORPUS).several(250) + CORPUS
    seen = vectoriser.transform(texts)
    seen = seen.toarray() if hasattr(seen, "toarray") else seen
    rows = [{str(place): float(row[place]) for place in np.flatnonzero(row)} for row in seen]
    return {"name": name, "description": described.describe(), "texts": texts, "rows": rows}


folder = pathlib.Path(sys.argv[1])
cases = [case(name, vectoriser) for name, vectoriser in VECTORISERS.items()]
(folder / "texts.json").write_text(json.dumps(cases))
