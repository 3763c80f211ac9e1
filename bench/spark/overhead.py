"""Run a job of Spark with and without the listener in pairs, and print what the listener makes of its time.

Two kinds of rounds: joins, aggregations and sorts with hundreds of tasks each, and, as the worst case, nothing but tiny
tasks. Each run is a driver of its own on one processor, and the two of a pair run at the same time on two of them, which
they change for the next pair: so a machine that gets slower or faster, and a processor that is slower than the other,
favour neither. A first pair, both without the listener, says how many rounds fill the seconds asked for; then every run
does exactly so many. With the listener a driver reports to a server in this process, which takes everything and looks at
it only once the run is over. Standard library only.
"""

from __future__ import annotations

import argparse
import gzip
import json
import os
import re
import statistics
import subprocess
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, Callable

PACKAGES = "lang lang.invoke lang.reflect io net nio util util.concurrent util.concurrent.atomic".split()
OPENS = [f"--add-opens=java.base/java.{name}=ALL-UNNAMED" for name in PACKAGES] + [
    f"--add-opens=java.base/sun.{name}=ALL-UNNAMED" for name in ("nio.ch", "nio.cs", "security.action", "util.calendar")
]

# Student's t of 95 %, both sides, by degrees of freedom; 1.96 is for infinitely many.
T95 = [12.71, 4.30, 3.18, 2.78, 2.57, 2.45, 2.36, 2.31, 2.26, 2.23, 2.20, 2.18, 2.16, 2.14, 2.13, 2.12, 2.11, 2.10, 2.09]


# What the two of a pair run on.
PROCESSORS = (0, max(1, (os.cpu_count() or 2) - 1))


class Taker(BaseHTTPRequestHandler):
    """Takes events as the server does and keeps the bodies."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    bodies: list[bytes] = []

    def do_POST(self) -> None:
        """Answer 202."""
        self.bodies.append(self.rfile.read(int(self.headers["content-length"])))
        answer = b'{"accepted":0,"refused":[]}'
        self.send_response(202)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, *_: Any) -> None:
        """Say nothing."""


@dataclass
class Run:
    """What a run took, and what its listener said of itself at its end."""

    rounds: int
    seconds: float
    cpu_seconds: float
    reports: int
    measures: dict[str, float]


def drive(options: argparse.Namespace, kind: str, rounds: int, limit: int, processor: int, url: str | None) -> Run:
    """Run a driver on that processor, with the listener if there is a URL to report to."""
    settings = {}
    if url is not None:
        settings = {
            "spark.extraListeners": "io.plimsoll.spark.PlimsollSparkListener",
            "spark.plimsoll.url": url,
            "spark.plimsoll.token": "plm_bench",
        }
    if url is not None:
        Taker.bodies.clear()
    done = subprocess.run(
        ["taskset", "-c", str(processor), options.java, *OPENS, "-Xms1g", "-Xmx1g", *(f"-D{key}={value}" for key, value in settings.items())]
        + ["-cp", options.class_path, "MeasuredJob", kind, "1", str(rounds), str(limit)],
        cwd=options.folder,
        capture_output=True,
        text=True,
        check=False,
    )
    said = re.findall(r'^\{"rounds".*\}$', done.stdout, re.MULTILINE)
    if done.returncode != 0 or not said:
        raise SystemExit(f"bench: the job failed:\n{done.stdout}\n{done.stderr[-4000:]}")
    result = json.loads(said[-1])
    bodies = [] if url is None else Taker.bodies
    events = [event for body in bodies for event in json.loads(unpacked(body))["events"]]
    ends = [event for event in events if event["part"] == "application" and event["status"] != "running"]
    if url is not None and not ends:
        raise SystemExit(f"bench: the listener said nothing of the end of the run:\n{done.stderr[-4000:]}")
    measures = ends[-1]["measures"] if ends else {}
    return Run(result["rounds"], result["seconds"], result["cpuSeconds"], len(events), measures)


def unpacked(body: bytes) -> bytes:
    """Return the JSON of a body, which may be compressed."""
    return gzip.decompress(body) if body[:2] == b"\x1f\x8b" else body


def differences(name: str, pairs: list[tuple[float, float]]) -> None:
    """Print what the second of each pair took more than the first, in percent, and how that scatters."""
    more = [100 * (watched / bare - 1) for bare, watched in pairs]
    mean = statistics.mean(more)
    scatter = ""
    if len(more) > 1:
        deviation = statistics.stdev(more)
        t = T95[len(more) - 2] if len(more) - 2 < len(T95) else 1.96
        scatter = f", standard deviation {deviation:.2f}, mean within ±{t * deviation / len(more) ** 0.5:.2f} (95 %)"
    print(f"  {name:<15} with the listener {mean:+.2f} %{scatter}; median {statistics.median(more):+.2f} %")


def together(*runs: Callable[[], Run]) -> list[Run]:
    """Run drivers at the same time."""
    with ThreadPoolExecutor(len(runs)) as pool:
        return [each.result() for each in [pool.submit(run) for run in runs]]


def measure(options: argparse.Namespace, kind: str, seconds: int, what: str, url: str) -> None:
    """Print the runs of one kind and their differences."""
    probes = together(*(partial(drive, options, kind, 1_000_000, seconds, each, None) for each in PROCESSORS))
    rounds = min(probe.rounds for probe in probes)
    print(f"\n{what}: {rounds} rounds a run", flush=True)
    bare, watched = [], []
    for pair in range(options.pairs):
        first, second = PROCESSORS if pair % 2 == 0 else PROCESSORS[::-1]
        one, other = together(
            partial(drive, options, kind, rounds, 1_000_000, first, None),
            partial(drive, options, kind, rounds, 1_000_000, second, url),
        )
        bare.append(one)
        watched.append(other)
        own, tasks = other.measures.get("listenerMs", 0) / 1e3, other.measures.get("tasks", 0)
        print(
            f"  pair {pair + 1}: without {one.seconds:.2f} s, processor {one.cpu_seconds:.2f} s; with the listener "
            f"{other.seconds:.2f} s, processor {other.cpu_seconds:.2f} s, its own time {own:.3f} s = "
            f"{100 * own / other.seconds:.3f} % of the run; {tasks:,.0f} tasks, {other.reports:,} reports, "
            f"{other.measures.get('lostReports', 0):,.0f} lost, "
            f"{other.measures.get('tasksWithoutDetail', 0):,.0f} tasks without detail",
            flush=True,
        )
    differences("time", [(one.seconds, other.seconds) for one, other in zip(bare, watched)])
    differences("processor time", [(one.cpu_seconds, other.cpu_seconds) for one, other in zip(bare, watched)])
    shares = [run.measures.get("listenerMs", 0) / 10 / run.seconds for run in watched]
    print(f"  its own time    {statistics.mean(shares):.3f} % of the run in the mean, {max(shares):.3f} % at most (goal: below 1 %)")


def main() -> None:
    """Read the options and measure both kinds."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--java", required=True, help=argparse.SUPPRESS)
    parser.add_argument("--class-path", required=True, help=argparse.SUPPRESS)
    parser.add_argument("--folder", required=True, type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--pairs", type=int, default=4, help="pairs of runs of each kind, an even number")
    parser.add_argument("--seconds", type=int, default=120, help="about how long a run of joins and sorts takes")
    parser.add_argument("--tiny-seconds", type=int, default=60, help="about how long a run of tiny tasks takes")
    options = parser.parse_args()
    if options.pairs % 2:
        parser.error(f"--pairs {options.pairs}: both drivers have to run equally often on each processor; give an even number")
    server = ThreadingHTTPServer(("127.0.0.1", 0), Taker)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    url = f"http://127.0.0.1:{server.server_address[1]}"
    print(f"local[1], {options.pairs} pairs of each kind, a driver of 1 GiB for each run", flush=True)
    measure(options, "shuffle", options.seconds, "joins, aggregations and sorts", url)
    measure(options, "tiny", options.tiny_seconds, "tiny tasks, the worst case", url)
    print(
        f"\nto repeat it: ./plimsoll bench spark --pairs {options.pairs} --seconds {options.seconds} "
        f"--tiny-seconds {options.tiny_seconds}"
    )


if __name__ == "__main__":
    main()
