#!/usr/bin/env python3
"""The whole story on real data: train on winter, push, replay the rest of the year, and see the seasons drift."""

from __future__ import annotations

import argparse
import datetime
import time
from collections.abc import Callable
from pathlib import Path

import plimsoll

from flight_delays import dataset
from flight_delays.launch import Server
from flight_delays.progress import Progress
from flight_delays.push import PushError, push
from flight_delays.replay import Clock, flights, parse_months, parse_speed
from flight_delays.run import Replay, log_feedback
from flight_delays.service import Credentials, Service, ServiceError, find_credentials, home_directory, is_ready
from flight_delays.watch import (
    DriftWatch,
    describe_alert,
    describe_notification,
    wait_for_alerts,
    wait_for_notifications,
)
from train import BUILD, train

MODEL = "flight-delays"


def main() -> int:
    """Tell the story; the exit code is 0 when the drift alert has come."""
    words = _arguments()
    server: Server | None = None
    try:
        home = home_directory(words.home)
        credentials, server = _server(home, words.port)
        return _story(credentials, words)
    except (ServiceError, PushError) as problem:
        print(f"\ndemo: {problem}")
        return 1
    except KeyboardInterrupt:
        print("\ndemo: interrupted")
        return 130
    finally:
        plimsoll.shutdown()
        if server is not None and not words.keep:
            print("stopping the server that this demo started")
            server.stop()


def _server(home: Path, port: int | None) -> tuple[Credentials, Server | None]:
    credentials = find_credentials(home)
    if credentials is not None and is_ready(credentials):
        _head(f"a server runs at {credentials.url}")
        return credentials, None
    if credentials is not None and credentials.path is None:
        raise ServiceError(f"{credentials.url} (from PLIMSOLL_URL) does not answer; start it, or unset PLIMSOLL_URL")
    _head(f"no server runs, starting one with its data in {home}")
    server = Server(home, port)
    try:
        return server.wait_until_ready(print), server
    except BaseException:
        server.stop()
        raise


def _story(credentials: Credentials, words: argparse.Namespace) -> int:
    service = Service(credentials)
    _head("training on January and February 2013")
    folder = words.build / MODEL
    train(folder)
    _head(f"git push {credentials.git_url}/{MODEL}.git")
    changed = push(folder, f"{credentials.git_url}/{MODEL}.git", credentials.api_key, "Train on winter 2013")
    print("the model is live" if changed else "the server has this very model already")

    _head("replaying what came after, with the truth about each flight once it has landed")
    plimsoll.init(credentials.url, credentials.api_key, queue_events=500_000)
    watch = _replay(service, words)
    if not plimsoll.flush(60.0):
        print("not all labels could be delivered; the rest goes on in the background")
    print(f"labels: {plimsoll.statistics().accepted:,} acknowledged")
    return _ending(service, credentials, watch, words.wait)


def _replay(service: Service, words: argparse.Namespace) -> DriftWatch:
    frame = dataset.load()
    frame = frame[frame["month"].isin(words.months)].head(words.limit)
    watch = DriftWatch(service, MODEL)
    start = time.monotonic()
    replay = Replay(service, MODEL, Clock(words.speed), Progress(len(frame)), watch, log_feedback)
    outcome = replay.run(flights(frame), words.batch)
    seconds = time.monotonic() - start
    print(f"{outcome.rows:,} predictions and {outcome.labels:,} labels in {datetime.timedelta(seconds=round(seconds))}")
    return watch


def _ending(service: Service, credentials: Credentials, watch: DriftWatch, seconds: float) -> int:
    _head("what the server says")
    alerts = wait_for_alerts(service, MODEL, seconds)
    for alert in alerts:
        print("\n".join(describe_alert(alert)))
    for notification in wait_for_notifications(service, alerts) if alerts else ():
        print(f"  {describe_notification(notification)}")
    found = any(alert["rule"] == "drift" for alert in alerts)
    if not found:
        print(f"no drift alert within {seconds:.0f} s; {watch.text()}. Were there enough rows? Try more --months.")
    print(f"\ndashboard: {credentials.dashboard}/models/{MODEL}?tab=drift")
    if credentials.admin_email:
        print(f"sign in as {credentials.admin_email}; the password is in {credentials.path}")
    return 0 if found else 1


def _head(text: str) -> None:
    print(f"\n== {text}", flush=True)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--home", type=Path, help="the server's folder (default: PLIMSOLL_HOME, or ~/.plimsoll)")
    parser.add_argument("--port", type=int, help="the port of a server that has to be started")
    parser.add_argument("--keep", action="store_true", help="leave a server running that the demo has started")
    parser.add_argument("--build", type=Path, default=BUILD, help="where the folder of the model is written")
    parser.add_argument("--months", default="3-12", type=_checked(parse_months), help="such as 3-12 or 3,4,7")
    parser.add_argument("--speed", default="3", type=_checked(parse_speed), help="replayed days per second, or max")
    parser.add_argument("--limit", type=int, help="replay at most so many flights")
    parser.add_argument("--batch", type=int, default=200, help="rows per request at most (default: 200)")
    parser.add_argument("--wait", type=float, default=120.0, help="seconds to wait for the alert at the end")
    return parser.parse_args()


def _checked(parse: Callable[[str], object]) -> Callable[[str], object]:
    def read(text: str) -> object:
        try:
            return parse(text)
        except ValueError as problem:
            raise argparse.ArgumentTypeError(str(problem)) from None

    return read


if __name__ == "__main__":
    raise SystemExit(main())
