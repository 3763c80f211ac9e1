"""Trains the classifier on January and February and says honestly how good it is."""

from __future__ import annotations

from dataclasses import dataclass

import numpy
import pandas
from sklearn.compose import ColumnTransformer
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.metrics import average_precision_score, brier_score_loss, log_loss, roc_auc_score
from sklearn.pipeline import Pipeline
from sklearn.preprocessing import OneHotEncoder
from threadpoolctl import threadpool_limits

from flight_delays.dataset import CATEGORIES, FEATURES, NUMBERS, TARGET

TRAINING_MONTHS = (1, 2)
HOLD_OUT_FROM_DAY = 15
SEED = 13


@dataclass(frozen=True)
class Quality:
    """How the model does on flights after those it was trained on, beside always naming the base rate."""

    trained_on: int
    tested_on: int
    late_share: float
    roc_auc: float
    average_precision: float
    log_loss: float
    base_log_loss: float
    brier: float
    base_brier: float

    def text(self) -> str:
        """Return the figures as a paragraph for the terminal and the README of the model."""
        return (
            f"trained on {self.trained_on:,} flights, tested on the {self.tested_on:,} flights after them "
            f"({self.late_share:.1%} late)\n"
            f"  ROC AUC            {self.roc_auc:.3f}   (0.500 is chance)\n"
            f"  average precision  {self.average_precision:.3f}   ({self.late_share:.3f} is chance)\n"
            f"  log loss           {self.log_loss:.4f}  (always naming the base rate: {self.base_log_loss:.4f})\n"
            f"  Brier score        {self.brier:.4f}  (always naming the base rate: {self.base_brier:.4f})"
        )


def training_rows(flights: pandas.DataFrame) -> pandas.DataFrame:
    """Return the flights of the first two months of which the arrival is known."""
    return flights[flights["month"].isin(TRAINING_MONTHS) & flights[TARGET].notna()]


def new_pipeline() -> Pipeline:
    """Return the untrained model: categories as columns of 0 and 1, then boosted trees, which take missing values."""
    encoder = OneHotEncoder(handle_unknown="ignore", sparse_output=False)
    columns = ColumnTransformer([("categories", encoder, CATEGORIES), ("numbers", "passthrough", NUMBERS)])
    trees = HistGradientBoostingClassifier(
        max_iter=150,
        learning_rate=0.06,
        max_leaf_nodes=15,
        min_samples_leaf=100,
        l2_regularization=1.0,
        random_state=SEED,
    )
    return Pipeline([("columns", columns), ("classifier", trees)])


def fit(rows: pandas.DataFrame) -> Pipeline:
    """Train on the rows; the same rows give the same model, byte for byte."""
    # With several threads the sums of floating point numbers come out in another order each time.
    with threadpool_limits(limits=1):
        return new_pipeline().fit(rows[FEATURES], rows[TARGET].astype(int))


def assess(rows: pandas.DataFrame) -> Quality:
    """Train on the rows up to the middle of February and test on the rest, which lies later in time."""
    before = (rows["month"] < TRAINING_MONTHS[-1]) | (rows["day"] < HOLD_OUT_FROM_DAY)
    past, future = rows[before], rows[~before]
    probability = fit(past).predict_proba(future[FEATURES])[:, 1]
    truth = future[TARGET].astype(int).to_numpy()
    base = numpy.full(len(truth), past[TARGET].mean())
    return Quality(
        trained_on=len(past),
        tested_on=len(future),
        late_share=float(truth.mean()),
        roc_auc=float(roc_auc_score(truth, probability)),
        average_precision=float(average_precision_score(truth, probability)),
        log_loss=float(log_loss(truth, probability)),
        base_log_loss=float(log_loss(truth, base)),
        brier=float(brier_score_loss(truth, probability)),
        base_brier=float(brier_score_loss(truth, base)),
    )
