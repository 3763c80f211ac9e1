"""Adds up the JUnit XML reports of all parts: one line each, and `N passed, N failed` as the last line.

usage: summary.py REPORTS [--failed PART]

A part that failed without a failing test, such as one that does not compile, counts as one failure.
"""

import sys
import xml.etree.ElementTree as ElementTree
from dataclasses import dataclass
from pathlib import Path


@dataclass
class Count:
    passed: int = 0
    failed: int = 0
    skipped: int = 0

    def __add__(self, other: "Count") -> "Count":
        return Count(self.passed + other.passed, self.failed + other.failed, self.skipped + other.skipped)

    def __str__(self) -> str:
        skipped = f", {self.skipped} skipped" if self.skipped else ""
        return f"{self.passed} passed, {self.failed} failed{skipped}"


def count(report: Path) -> Count:
    """Looks at the test cases themselves, because each tool adds them up in its own way."""
    result = Count()
    for case in ElementTree.parse(report).iter("testcase"):
        children = {child.tag for child in case}
        if children & {"failure", "error"}:
            result.failed += 1
        elif "skipped" in children:
            result.skipped += 1
        else:
            result.passed += 1
    return result


def main(arguments: list) -> int:
    reports = Path(arguments[0])
    failed_part = arguments[2] if arguments[1:2] == ["--failed"] else None
    total = Count()
    for part in sorted((path for path in reports.iterdir() if path.is_dir()), key=lambda path: path.stat().st_ctime):
        counted = sum((count(report) for report in part.glob("*.xml")), Count())
        if part.name == failed_part and counted.failed == 0:
            counted.failed = 1
        print(f"{part.name:<12}{counted}")
        total += counted
    print(f"{total.passed} passed, {total.failed} failed")
    return 1 if failed_part or total.failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
