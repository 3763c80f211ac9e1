"""What stands behind `plimsoll.quality`: reading frames, profiling them, and holding them against expectations."""
