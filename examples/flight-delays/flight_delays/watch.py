"""What the server says about the model while the replay runs and after it."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from flight_delays.service import Service, ServiceError

_LOOK_EVERY = 2.0
_MAIL_SECONDS = 20.0


class DriftWatch:
    """Looks at the drift of the model now and then, and keeps what it saw."""

    def __init__(self, service: Service, model: str, now: Callable[[], float] = time.monotonic) -> None:
        self._service = service
        self._model = model
        self._now = now
        self._looked: float | None = None
        self._drifted: list[dict[str, Any]] = []
        self._judged = 0

    def look(self) -> None:
        """Ask the server, unless that was done only just now."""
        if self._looked is not None and self._now() - self._looked < _LOOK_EVERY:
            return
        self._looked = self._now()
        try:
            features = self._service.project(f"models/{self._model}/drift")["features"]
        except ServiceError:
            # The replay is what matters; the next look may succeed.
            return
        judged = [feature for feature in features if feature["verdict"] in ("stable", "drifted")]
        drifted = [feature for feature in judged if feature["verdict"] == "drifted"]
        self._judged = len(judged)
        self._drifted = sorted(drifted, key=lambda feature: -(feature.get("psi") or 0.0))

    @property
    def drifted(self) -> list[str]:
        """The names of what has drifted, the farthest first."""
        return [str(feature["name"]) for feature in self._drifted]

    def text(self) -> str:
        """Return the state in a few words."""
        if self._judged == 0:
            return "drift: too few rows yet"
        if not self._drifted:
            return f"drift: none of {self._judged}"
        worst = self._drifted[0]
        return f"drift: {len(self._drifted)} of {self._judged}, {worst['name']} PSI {worst['psi']:.2f}"


def wait_for_alerts(
    service: Service,
    model: str,
    seconds: float,
    now: Callable[[], float] = time.monotonic,
    pause: Callable[[float], None] = time.sleep,
) -> list[dict[str, Any]]:
    """Return the firing alerts of the model, as soon as one of them is about drift or the time is over."""
    end = now() + seconds
    while True:
        alerts: list[dict[str, Any]] = service.project(f"alerts?state=firing&model={model}")["items"]
        if any(alert["rule"] == "drift" for alert in alerts) or now() >= end:
            return alerts
        pause(1.0)


def wait_for_notifications(
    service: Service,
    alerts: list[dict[str, Any]],
    now: Callable[[], float] = time.monotonic,
    pause: Callable[[float], None] = time.sleep,
) -> list[dict[str, Any]]:
    """Return the notifications of the alerts once none of them is on its way, or after a while."""
    ids = {alert["id"] for alert in alerts}
    end = now() + _MAIL_SECONDS
    while True:
        everything = service.project("notifications?limit=200")["items"]
        ours: list[dict[str, Any]] = [item for item in everything if item["alertId"] in ids]
        if (ours and all(item["state"] != "pending" for item in ours)) or now() >= end:
            return ours
        pause(1.0)


def describe_alert(alert: dict[str, Any]) -> list[str]:
    """Return an alert as lines: what, how far against what, and what to do."""
    evidence = alert.get("evidence") or {}
    lines = [f"[{alert['severity']}] {alert['title']}", f"  {alert['summary']}"]
    if evidence.get("against"):
        lines.append(f"  against {evidence['against']}, from {evidence.get('rows')} rows")
    for feature in evidence.get("features") or ():
        noise = feature.get("noise")
        level = "" if noise is None else f", noise {noise:.3f}"
        psi, threshold = feature.get("psi"), feature.get("threshold")
        lines.append(f"  {feature['name']:<14} PSI {_number(psi)} (threshold {_number(threshold)}{level})")
    return lines + [f"  -> {advice}" for advice in alert.get("advice") or ()]


def describe_notification(notification: dict[str, Any]) -> str:
    """Return in one line what became of a mail."""
    what = f"mail to {notification['recipient']}: {notification['state']}"
    if notification["state"] == "sent":
        return f"{what} at {notification['sentAt']}"
    return f"{what} ({notification['reason']})" if notification.get("reason") else what


def _number(value: float | None) -> str:
    return "-" if value is None else f"{value:.2f}"
