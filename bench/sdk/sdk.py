"""Time `plimsoll.log_prediction` with 20 features as its caller feels it, and what memory it takes.

Each call is timed by itself. The server is a process of its own that takes everything, so that it shares no lock with
the caller; "away" is a port where nobody listens. Python's own logging writes the same row as JSON to a file, which is
what people do without an SDK. Two cases beside them have nothing to do with logging: an empty call is what the timer
takes, and ten microseconds of arithmetic, while the SDK's thread has nothing to do, are what the machine makes of a
call of such a length: where other processes want the processor, that is what the last percent of all cases consists of.

A caller that logs every 200 µs lets its processor go to sleep in between, and a virtual one is given away then and comes
back with cold caches. So the paced cases are there a second time with processors that do not sleep, because a loop runs
on each whenever nobody else wants it (SCHED_IDLE), as they do not in a service that is busy with more than logging.

Prints one line for each case; "CPU" is that of the whole process for each call, with what its other threads do.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import logging
import multiprocessing
import os
import resource
import socket
import tempfile
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, Callable, Iterator

import plimsoll

FEATURES: dict[str, Any] = {
    **{f"amount_{place}": place * 1.2345678901 for place in range(8)},
    **{f"count_{place}": place * 1_001 for place in range(8)},
    "carrier": "UA",
    "origin": "EWR",
    "is_weekend": True,
    "gate": None,
}


class Taker(BaseHTTPRequestHandler):
    """Reads what comes and takes it, without looking at it."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def do_POST(self) -> None:
        """Answer 202."""
        self.rfile.read(int(self.headers["content-length"]))
        body = b'{"accepted":500,"refused":[]}'
        self.send_response(202)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: Any) -> None:
        """Say nothing."""


def serve(answer: Connection) -> None:
    """Run the server and say at which port."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Taker)
    answer.send(server.server_address[1])
    server.serve_forever()


def measure(name: str, call: Callable[[int], Any], calls: int, rate: int | None) -> None:
    """Time each call, back to back or so many a second, and print how long they took."""
    for number in range(2_000):
        call(number)
    taken = []
    start, used = time.perf_counter(), time.process_time()
    for number in range(calls):
        if rate is not None:
            # Slept and not spun: a caller that waits lets the sending thread work, as a service does.
            pause = start + number / rate - time.perf_counter()
            if pause > 0:
                time.sleep(pause)
        before = time.perf_counter_ns()
        call(number)
        taken.append(time.perf_counter_ns() - before)
    elapsed, used = time.perf_counter() - start, time.process_time() - used
    taken.sort()
    p50, p90, p99, p999 = (taken[int(len(taken) * share)] / 1e3 for share in (0.5, 0.9, 0.99, 0.999))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(
        f"{name:<46} p50 {p50:6.1f} µs   p90 {p90:6.1f} µs   p99 {p99:6.1f} µs   p99.9 {p999:7.1f} µs   "
        f"CPU {used / calls * 1e6:6.1f} µs   {calls / elapsed:9,.0f} calls/s   peak memory {peak:,.0f} MiB",
        flush=True,
    )


def log_prediction(number: int) -> None:
    """The call that is measured."""
    plimsoll.log_prediction("flights", FEATURES, {"delay": 3.5}, version=3, latency_ms=2.1)


def arithmetic() -> Callable[[int], Any]:
    """Something that takes ten microseconds, wherever this runs."""
    terms = 1_000
    before = time.perf_counter_ns()
    for _ in range(1_000):
        sum(range(terms))
    terms = max(1, round(terms * 1e7 / (time.perf_counter_ns() - before)))
    return lambda number: sum(range(terms))


def plain_logging(folder: str) -> Callable[[int], None]:
    """Python's own logging of the same row."""
    logger = logging.Logger("rows")
    logger.addHandler(logging.FileHandler(Path(folder) / "rows.log"))
    return lambda number: logger.info("%s", json.dumps({"id": number, "features": FEATURES, "prediction": 3.5}))


def spin() -> None:
    """Run for ever, but only while nobody else wants the processor."""
    os.sched_setscheduler(0, os.SCHED_IDLE, os.sched_param(0))
    while True:
        pass


@contextlib.contextmanager
def processors_awake() -> Iterator[None]:
    """Keep every processor from sleeping."""
    context = multiprocessing.get_context("spawn")
    loops = [context.Process(target=spin, daemon=True) for _ in range(os.cpu_count() or 1)]
    for loop in loops:
        loop.start()
    try:
        yield
    finally:
        for loop in loops:
            loop.kill()
            loop.join()


def free_port() -> int:
    """A port where nobody listens."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


def measure_all(pace: str, rate: int | None, calls: int, url: str, folder: str) -> None:
    """Measure the SDK at one pace, and what it is held against."""
    measure(f"nothing, {pace}", lambda number: None, calls, rate)
    plimsoll.init(url, "plm_bench", spill=False)
    log_prediction(0)
    plimsoll.flush(10)
    measure(f"10 µs of arithmetic, {pace}", arithmetic(), calls, rate)
    plimsoll.shutdown(10)
    measure(f"logging.info of the row as JSON, {pace}", plain_logging(folder), calls, rate)
    for state, where in (("server there", url), ("server away", f"http://127.0.0.1:{free_port()}")):
        plimsoll.init(where, "plm_bench", spill=Path(folder) / "spill")
        measure(f"log_prediction, {state}, {pace}", log_prediction, calls, rate)
        plimsoll.shutdown(10)


def main() -> None:
    """Measure all cases."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--calls", type=int, default=100_000, help="timed calls of each case")
    options.add_argument("--rate", type=int, default=5_000, help="calls a second where they are paced")
    chosen = options.parse_args()
    ours, theirs = multiprocessing.Pipe()
    server = multiprocessing.get_context("spawn").Process(target=serve, args=(theirs,), daemon=True)
    server.start()
    url = f"http://127.0.0.1:{ours.recv()}"
    logging.getLogger("plimsoll").setLevel(logging.ERROR)
    with tempfile.TemporaryDirectory() as folder:
        paced = f"{chosen.rate:,}/s"
        measure_all(paced, chosen.rate, chosen.calls, url, folder)
        if hasattr(os, "SCHED_IDLE"):
            with processors_awake():
                measure_all(f"{paced}, awake", chosen.rate, chosen.calls, url, folder)
        measure_all("back to back", None, chosen.calls, url, folder)
    server.kill()


if __name__ == "__main__":
    main()
