"""Reads a JaCoCo CSV report and fails if less than a share of the lines was run by tests.

usage: coverage.py REPORT PERCENT
"""

import csv
import sys
from pathlib import Path


def main(arguments: list) -> int:
    report, floor = Path(arguments[0]), float(arguments[1])
    if not report.is_file():
        print(f"There is no coverage report {report}: did the tests of the server run?")
        return 1
    covered = missed = 0
    with report.open(newline="", encoding="utf-8") as rows:
        for row in csv.DictReader(rows):
            covered += int(row["LINE_COVERED"])
            missed += int(row["LINE_MISSED"])
    percent = 100 * covered / max(1, covered + missed)
    print(f"Tests run {percent:.1f} % of the server's {covered + missed} lines; the floor is {floor:.0f} %.")
    return 0 if percent >= floor else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
