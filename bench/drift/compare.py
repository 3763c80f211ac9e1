"""Measures both sides on the same rows, one after the other, and prints what came of it."""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import time
from pathlib import Path

import rows as maker

HERE = Path(__file__).parent


def main() -> None:
    """Compare the rows with each side, and the memory of the profiles with several numbers of rows."""
    parser = argparse.ArgumentParser(description="./plimsoll bench drift")
    parser.add_argument("--rows", type=int, default=1_000_000, help="of the reference, and again of the current side")
    parser.add_argument("--features", type=int, default=50)
    parser.add_argument("--memory-rows", type=int, default=4_000_000, help="the most rows that profiles are made of")
    parser.add_argument("--java", required=True)
    parser.add_argument("--classes", required=True)
    parser.add_argument("--folder", type=Path, required=True)
    words = parser.parse_args()

    say(f"making {words.rows:,} rows of {words.features} features, twice")
    columns = maker.make(words.folder, words.rows, words.features)
    say("Plimsoll, Evidently, Plimsoll: one after the other")
    first = plimsoll(words, "compare")
    evidently = run([sys.executable, str(HERE / "evidently_side.py"), str(words.folder)])
    second = plimsoll(words, "compare")
    profiles = plimsoll(words, "profile")

    print(f"\n{words.rows:,} x {words.features} rows on each side, {os.cpu_count()} processors, default methods\n")
    print(f"{'':34}{'seconds':>9}{'faster':>9}{'memory':>10}")
    line("Evidently " + version(), evidently, evidently["seconds"])
    for name, side in (("Plimsoll, first run", first), ("Plimsoll, second run", second)):
        line(name, side, evidently["seconds"])
    line("Plimsoll, profiles and PSI", profiles, evidently["seconds"])
    print("\nPlimsoll's seconds include reading the files and the noise level of each number; Evidently's do not.\n")
    agreement(columns, evidently["values"], first["asEvidently"])

    print("\nMemory of profiles by rows (heap after a collection / peak of the process)")
    sizes = sorted({words.rows // 10, words.rows, words.memory_rows})
    for size in sizes:
        maker.make(words.folder, size, words.features)
        side = plimsoll(words, "profile")
        print(f"{size:>12,} rows {side['seconds']:>8.1f} s {mega(side['heapBytes']):>9} / {mega(side['peakBytes'])}")
    print("\nRepeat it: ./plimsoll bench drift --rows", words.rows, "--features", words.features)


def agreement(columns: list[dict], theirs: dict, ours: dict) -> None:
    """The same definition by both: the largest difference, by kind of column."""
    print(f"{'the same definition':34}{'columns':>9}{'largest difference':>20}{'relative':>11}")
    for kind in sorted({column["kind"] for column in columns}):
        names = [column["name"] for column in columns if column["kind"] == kind]
        gaps = [abs(theirs[name]["value"] - ours[name]["value"]) for name in names]
        relative = [gap / max(abs(theirs[name]["value"]), 1e-12) for name, gap in zip(names, gaps)]
        method = ours[names[0]]["method"]
        print(f"{method + ', ' + kind:34}{len(names):>9}{max(gaps):>20.2e}{max(relative):>11.1e}")
    agreed = sum((theirs[c["name"]]["value"] >= 0.1) == ours[c["name"]]["drifted"] for c in columns)
    print(f"the same finding at their threshold of 0.1: {agreed} of {len(columns)}")


def plimsoll(words: argparse.Namespace, task: str) -> dict:
    """One run of our side in a process of its own."""
    heap = ["-Xmx256m"] if task == "profile" else ["-Xmx2g"]
    command = [words.java, *heap, "-XX:+UseParallelGC", "-cp", words.classes, "io.plimsoll.bench.DriftSide"]
    return run([*command, task, str(words.folder)])


def run(command: list[str]) -> dict:
    """Run a side and read the one line that it prints."""
    start = time.perf_counter()
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)  # noqa: S603
    say(f"took {time.perf_counter() - start:.0f} s")
    return json.loads(done.stdout.strip().splitlines()[-1])


def line(name: str, side: dict, evidently: float) -> None:
    """One line of the table."""
    print(f"{name:34}{side['seconds']:>9.2f}{evidently / side['seconds']:>8.1f}x{mega(side['peakBytes']):>10}")


def mega(count: float) -> str:
    """Bytes as people read them."""
    return f"{count / 1e6:,.0f} MB"


def version() -> str:
    """Of Evidently."""
    from importlib.metadata import version as installed

    return installed("evidently")


def say(text: str) -> None:
    """Tell what is going on, beside the table."""
    print(f"bench: {text}", file=sys.stderr, flush=True)


main()
