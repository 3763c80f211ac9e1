"""How long to pause between attempts."""

from __future__ import annotations

import random
from dataclasses import dataclass


@dataclass(frozen=True)
class Backoff:
    """Pauses in seconds that double up to a longest one."""

    first: float = 0.2
    longest: float = 30.0

    def pause(self, attempt: int) -> float:
        """Return the pause after this attempt, the first of which is 1."""
        whole = min(self.longest, self.first * 2.0 ** min(attempt - 1, 16))
        # Jitter over the upper half, so that many processes do not come back in step.
        return whole * (0.5 + random.random() / 2)  # noqa: S311
