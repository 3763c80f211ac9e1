"""One real process among the simulated users: logs the same mix of events by the SDK, at the same rate.

Prints, as JSON, a line for each prediction that the driver is to look for, which is the first of every ten events
(`id`, `micros` since 1970), and at the end one with what the SDK says became of all events.
"""

from __future__ import annotations

import argparse
import datetime
import json
import random
import time
from typing import Any

import plimsoll

FEATURES: dict[str, Any] = {
    **{f"amount_{place}": place * 1.2345678901 for place in range(6)},
    "carrier": "UA",
    "origin": "EWR",
    "is_weekend": True,
    "gate": None,
}
EPOCH = datetime.datetime(1970, 1, 1, tzinfo=datetime.timezone.utc)


def watched_prediction(name: str) -> str:
    """Log a prediction at a moment that is known to the microsecond, and say so."""
    micros = time.time_ns() // 1000
    moment = EPOCH + datetime.timedelta(microseconds=micros)
    made = plimsoll.log_prediction(name, FEATURES, {"label": 1}, version=1, latency_ms=2.1, occurred_at=moment)
    print(json.dumps({"id": made, "micros": micros}), flush=True)
    return made


def log(name: str, seconds: float, rate: float) -> int:
    """Log events at random moments and return how many there were."""
    number, answered = 0, ""
    due, end = time.monotonic(), time.monotonic() + seconds
    while True:
        due += random.expovariate(rate)
        if due >= end:
            return number
        time.sleep(max(0.0, due - time.monotonic()))
        place = number % 10
        if place in (3, 6):
            plimsoll.metric(name, number % 1000 * 0.25)
        elif place == 9:
            plimsoll.log_feedback(answered, {"label": 1}, model=name)
        elif place == 0:
            answered = watched_prediction(name)
        else:
            plimsoll.log_prediction(name, FEATURES, {"label": 1}, version=1, latency_ms=2.1)
        number += 1


def main() -> None:
    """Log for as long as was asked for; then wait until the server has everything."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--name", required=True, help="of the model and the metric")
    options.add_argument("--seconds", type=float, required=True)
    options.add_argument("--rate", type=float, required=True, help="events a second")
    chosen = options.parse_args()
    plimsoll.init(spill=False)
    logged = log(chosen.name, chosen.seconds, chosen.rate)
    plimsoll.flush(60)
    said = plimsoll.statistics()
    print(json.dumps({"logged": logged, "accepted": said.accepted, "retries": said.retries}), flush=True)


if __name__ == "__main__":
    main()
