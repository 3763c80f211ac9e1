#!/usr/bin/env python3
"""Trains the model of flight delays and writes the folder that is pushed to Plimsoll."""

from __future__ import annotations

import argparse
import time
from pathlib import Path

from flight_delays import dataset, repository, training

BUILD = Path(__file__).resolve().parent / ".build"


def main() -> int:
    """Train, print the quality on held-out flights, and write the repository."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--output", type=Path, help="the folder to write (default: .build/flight-delays)")
    parser.add_argument("--onnx", action="store_true", help="write the model as ONNX (.build/flight-delays-onnx)")
    words = parser.parse_args()
    output = words.output or BUILD / ("flight-delays-onnx" if words.onnx else "flight-delays")
    train(output, onnx=words.onnx)
    return 0


def train(output: Path, *, onnx: bool = False) -> None:
    """Do the work of the command; the demo calls this as well."""
    start = time.monotonic()
    rows = training.training_rows(dataset.load())
    quality = training.assess(rows)
    print(quality.text())
    # The model that goes into service has seen all of both months; the figures are those of its younger sibling.
    model = training.fit(rows)
    if onnx:
        repository.write_onnx(output, model, rows, quality)
        difference = repository.onnx_difference(output, model, rows)
        print(f"the ONNX model's probabilities differ from the original's by at most {difference:.1e}")
    else:
        repository.write(output, model, rows, quality)
    print(f"wrote {output} in {time.monotonic() - start:.0f} s, with all {len(rows):,} flights of January and February")


if __name__ == "__main__":
    raise SystemExit(main())
