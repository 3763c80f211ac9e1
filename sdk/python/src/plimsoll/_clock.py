"""Time as the sending thread sees it, so that a test can let an hour pass in no time."""

from __future__ import annotations

import threading
import time


class Clock:
    """The real one: seconds that never go back, the time of day, and waiting."""

    def now(self) -> float:
        """Seconds since some moment in the past."""
        return time.monotonic()

    def time_of_day(self) -> float:
        """Seconds since 1970, which is what files are dated by."""
        return time.time()

    def wait(self, condition: threading.Condition, seconds: float | None) -> None:
        """Wait until somebody notifies the condition, whose lock the caller holds, but no longer than this."""
        condition.wait(seconds)
