"""Run a job of Spark with and without the listener in pairs, and print what the listener makes of its time.

Two kinds of rounds: joins, aggregations and sorts with hundreds of tasks each, and, as the worst case, nothing but tiny
tasks. A first run without the listener says how many rounds fill the seconds asked for; then every run does exactly so
many. A pair begins with the listener every other time, so that a machine that gets slower or faster favours neither.
Each run is a driver of its own. With the listener it reports to a server in this process, which takes everything and
looks at it only once the run is over. Standard library only.
"""

from __future__ import annotations

import argparse
import gzip
import json
import re
import statistics
import subprocess
import threading
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

PACKAGES = "lang lang.invoke lang.reflect io net nio util util.concurrent util.concurrent.atomic".split()
OPENS = [f"--add-opens=java.base/java.{name}=ALL-UNNAMED" for name in PACKAGES] + [
    f"--add-opens=java.base/sun.{name}=ALL-UNNAMED" for name in ("nio.ch", "nio.cs", "security.action", "util.calendar")
]

# Student's t of 95 %, both sides, by degrees of freedom; 1.96 is for infinitely many.
T95 = [12.71, 4.30, 3.18, 2.78, 2.57, 2.45, 2.36, 2.31, 2.26, 2.23, 2.20, 2.18, 2.16, 2.14, 2.13, 2.12, 2.11, 2.10, 2.09]


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


def drive(options: argparse.Namespace, kind: str, rounds: int, limit: int, url: str | None) -> Run:
    """Run a driver, with the listener if there is a URL to report to."""
    settings = {}
    if url is not None:
        settings = {
            "spark.extraListeners": "io.plimsoll.spark.PlimsollSparkListener",
            "spark.plimsoll.url": url,
            "spark.plimsoll.token": "plm_bench",
        }
    Taker.bodies.clear()
    done = subprocess.run(
        [options.java, *OPENS, "-Xms1g", "-Xmx1g", *(f"-D{key}={value}" for key, value in settings.items())]
        + ["-cp", options.class_path, "MeasuredJob", kind, str(options.cores), str(rounds), str(limit)],
        cwd=options.folder,
        capture_output=True,
        text=True,
        check=False,
    )
    said = re.findall(r'^\{"rounds".*\}$', done.stdout, re.MULTILINE)
    if done.returncode != 0 or not said:
        raise SystemExit(f"bench: the job failed:\n{done.stdout}\n{done.stderr[-4000:]}")
    result = json.loads(said[-1])
    events = [event for body in Taker.bodies for event in json.loads(unpacked(body))["events"]]
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


def measure(options: argparse.Namespace, kind: str, seconds: int, what: str, url: str) -> None:
    """Print the runs of one kind and their differences."""
    first = drive(options, kind, 1_000_000, seconds, None)
    print(f"\n{what}: {first.rounds} rounds a run", flush=True)
    bare, watched = [], []
    for pair in range(options.pairs):
        for is_watched in (False, True) if pair % 2 == 0 else (True, False):
            run = drive(options, kind, first.rounds, 1_000_000, url if is_watched else None)
            (watched if is_watched else bare).append(run)
            line = f"  pair {pair + 1}, {'with the listener' if is_watched else 'without':<17} "
            line += f"{run.seconds:8.2f} s, processor {run.cpu_seconds:8.2f} s"
            if is_watched:
                own = run.measures.get("listenerMs", 0) / 1e3
                line += f", its own time {own:.3f} s = {100 * own / run.seconds:.3f} % of the run; "
                line += f"{run.measures.get('tasks', 0):,.0f} tasks, {run.reports:,} reports, "
                line += f"{run.measures.get('lostReports', 0):,.0f} lost, "
                line += f"{run.measures.get('tasksWithoutDetail', 0):,.0f} tasks without detail"
            print(line, flush=True)
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
    parser.add_argument("--pairs", type=int, default=5, help="pairs of runs of each kind")
    parser.add_argument("--seconds", type=int, default=120, help="about how long a run of joins and sorts takes")
    parser.add_argument("--tiny-seconds", type=int, default=60, help="about how long a run of tiny tasks takes")
    parser.add_argument("--cores", type=int, default=2, help="tasks at once: local[CORES]")
    options = parser.parse_args()
    server = ThreadingHTTPServer(("127.0.0.1", 0), Taker)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    url = f"http://127.0.0.1:{server.server_address[1]}"
    print(f"local[{options.cores}], {options.pairs} pairs of each kind, a driver of 1 GiB for each run")
    measure(options, "shuffle", options.seconds, "joins, aggregations and sorts", url)
    measure(options, "tiny", options.tiny_seconds, "tiny tasks, the worst case", url)
    print(
        f"\nto repeat it: ./plimsoll bench spark --pairs {options.pairs} --seconds {options.seconds} "
        f"--tiny-seconds {options.tiny_seconds} --cores {options.cores}"
    )


if __name__ == "__main__":
    main()
