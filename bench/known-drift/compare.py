"""Plants, asks each side, and prints who saw what after how many rows, and how often each called for nothing."""

from __future__ import annotations

import argparse
import itertools
import json
import math
import os
import subprocess
import sys
from pathlib import Path

import planting
import windows

HERE = Path(__file__).parent
SIZES = (250, 500, 1_000, 2_000, 4_000, 8_000)


def main() -> None:
    """Two tables."""
    parser = argparse.ArgumentParser(description="./plimsoll bench known-drift")
    parser.add_argument("--windows", type=int, default=1_000, help="windows in which nothing was planted")
    parser.add_argument("--size", type=int, default=500, help="rows of each of them")
    parser.add_argument("--reference", type=int, default=20_000, help="rows of the reference")
    parser.add_argument("--together", type=int, default=50, help="of those windows, how many are compared as rows")
    parser.add_argument("--peer-windows", type=int, default=100, help="how many of them the others are asked, a second each")
    parser.add_argument("--java", required=True)
    parser.add_argument("--classes", required=True)
    parser.add_argument("--nannyml", required=True)
    parser.add_argument("--folder", type=Path, required=True)
    words = parser.parse_args()
    words.folder.mkdir(parents=True, exist_ok=True)
    file = words.folder / "windows.jsonl"

    say("planting")
    source = planting.Source(seed=1)
    plants = source.plants()
    with file.open("w") as out:
        windows.write(out, "reference", source.draw(words.reference))
        for kind, plant in plants.items():
            drifted = source.draw(max(SIZES), plant)
            for size in SIZES:
                # The rows since it began: the window grows, as the monitor's does.
                windows.write(out, f"{kind}/{size}", drifted[:size], together=True)
        for number in range(words.windows):
            windows.write(out, f"none/{number}", source.draw(words.size), together=number < words.together)

    plimsoll = ask("Plimsoll", [words.java, "-Xmx1g", "-cp", words.classes, "io.plimsoll.bench.KnownDriftSide", str(file)])
    theirs = first_of(file, 1 + len(plants) * len(SIZES) + min(words.windows, words.peer_windows))
    evidently = ask("Evidently", [sys.executable, str(HERE / "evidently_side.py"), str(theirs)])
    nannyml = ask("NannyML", [words.nannyml, str(HERE / "nannyml_side.py"), str(theirs)])
    sides = {
        "Plimsoll check": {name: each["checked"] for name, each in plimsoll.items()},
        "Plimsoll labels": {name: each["decayed"] for name, each in plimsoll.items()},
        "Plimsoll PSI rule": {name: each["any"] for name, each in plimsoll.items()},
        "Plimsoll rows": {name: each["together"] for name, each in plimsoll.items() if "together" in each},
        "Evidently column": {name: each["any"] for name, each in evidently.items()},
        "Evidently data set": {name: each["whole"] for name, each in evidently.items()},
        "NannyML": {name: each["any"] for name, each in nannyml.items()},
    }
    print(f"\nRows since the drift began until it is called, and called from there on (of {SIZES})\n")
    print(f"{'planted':18}" + "".join(f"{name:>20}" for name in sides))
    for kind in plants:
        print(f"{kind:18}" + "".join(f"{first(side, kind):>20}" for side in sides.values()))
    print(f"\nColumns that the check names in {max(SIZES):,} rows\n")
    for kind in plants:
        print(f"{kind:18}{', '.join(plimsoll[f'{kind}/{max(SIZES)}']['checkedColumns'])}")
    print(f"\nWindows of {words.size} rows in which nothing was planted, and something was called\n")
    for name, side in sides.items():
        calls = [called for window, called in side.items() if window.startswith("none/")]
        low, high = likely(sum(calls), len(calls))
        print(f"{name:20}{sum(calls):>6} of {len(calls):<6} {sum(calls) / max(1, len(calls)):>6.1%}  ({low:.1%} to {high:.1%})")
    print(f"\nIn brackets: where the share lies by 95 % (Wilson). The others are asked {words.peer_windows} windows, and whole rows {words.together}, because each takes about a second.")
    print(f"\nRepeat it: ./plimsoll bench known-drift --windows {words.windows} --size {words.size} --peer-windows {words.peer_windows} --together {words.together}")


def first_of(file: Path, lines: int) -> Path:
    """The reference and what is planted come first, then windows without anything."""
    part = file.with_name("theirs.jsonl")
    with file.open() as all_lines, part.open("w") as out:
        out.writelines(itertools.islice(all_lines, lines))
    return part


def first(side: dict[str, bool], kind: str) -> str:
    """The number of rows from which on every larger window is called."""
    seen = None
    for size in SIZES:
        seen = (seen or size) if side[f"{kind}/{size}"] else None
    return f"{seen:,}" if seen else "not seen"


def likely(calls: int, of: int) -> tuple[float, float]:
    """Wilson's interval of a share."""
    if of == 0:
        return 0.0, 1.0
    z, share = 1.96, calls / of
    middle = (share + z * z / (2 * of)) / (1 + z * z / of)
    half = z / (1 + z * z / of) * math.sqrt(share * (1 - share) / of + z * z / (4 * of * of))
    return max(0.0, middle - half), min(1.0, middle + half)


def ask(name: str, command: list[str]) -> dict:
    """What a side finds in each window."""
    say(name)
    # NannyML would tell its makers of each run, and wait for them.
    quiet = {**os.environ, "NML_DISABLE_USAGE_LOGGING": "1"}
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True, env=quiet)  # noqa: S603
    return json.loads(done.stdout.strip().splitlines()[-1])


def say(text: str) -> None:
    """Tell what is going on, beside the tables."""
    print(f"bench: {text}", file=sys.stderr, flush=True)


main()
