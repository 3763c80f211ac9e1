"""Packs a model's folder for its upload: the same files make the same bytes, and what no model needs stays behind."""

from __future__ import annotations

import fnmatch
import os
import stat
import tarfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from plimsoll._cli.api import EXIT_USAGE, CommandError

IGNORE_FILE = ".plimsollignore"

_ALWAYS_IGNORED = (
    ".git",
    ".hg",
    ".svn",
    "__pycache__",
    "*.pyc",
    ".venv",
    "node_modules",
    ".ipynb_checkpoints",
    ".mypy_cache",
    ".pytest_cache",
    ".ruff_cache",
    ".tox",
    ".idea",
    ".vscode",
    ".DS_Store",
    ".env",
    IGNORE_FILE,
)


@dataclass(frozen=True)
class Packed:
    """What went into the archive."""

    files: int
    bytes: int


def pack(folder: Path, archive: IO[bytes]) -> Packed:
    """Write the files of `folder` into `archive` as a tar.gz."""
    files = 0
    size = 0
    with tarfile.open(fileobj=archive, mode="w:gz", format=tarfile.PAX_FORMAT) as tar:
        for path in _files(folder, Ignored.of(folder)):
            entry = tarfile.TarInfo(path.relative_to(folder).as_posix())
            entry.size = path.stat().st_size
            with path.open("rb") as content:
                tar.addfile(entry, content)
            files += 1
            size += entry.size
    if not files:
        raise CommandError(f"{folder} holds no file to deploy; name the folder of the model", EXIT_USAGE)
    return Packed(files, size)


class Ignored:
    """Which paths stay behind: what is never part of a model, and the patterns of the folder's `.plimsollignore`."""

    def __init__(self, patterns: list[str]) -> None:
        self._patterns = patterns

    @classmethod
    def of(cls, folder: Path) -> Ignored:
        """Read the patterns of a folder."""
        file = folder / IGNORE_FILE
        try:
            lines = file.read_text("utf-8").splitlines()
        except FileNotFoundError:
            lines = []
        except (OSError, UnicodeDecodeError) as problem:
            raise CommandError(f"{file} cannot be read: {problem}", EXIT_USAGE) from problem
        patterns = [line.strip() for line in lines if line.strip() and not line.lstrip().startswith("#")]
        for pattern in patterns:
            if pattern.startswith("!"):
                raise CommandError(
                    f"{file} has {pattern!r}; taking back what another pattern leaves out is not known here", EXIT_USAGE
                )
        return cls([*_ALWAYS_IGNORED, *patterns])

    def covers(self, relative: str, *, is_folder: bool) -> bool:
        """Whether a path, relative to the folder and with slashes, stays behind."""
        name = relative.rsplit("/", 1)[-1]
        for pattern in self._patterns:
            bare = pattern.rstrip("/")
            if pattern.endswith("/") and not is_folder:
                continue
            # As in a .gitignore, a slash before the end ties a pattern to the folder itself.
            if "/" in bare:
                if fnmatch.fnmatchcase(relative, bare.lstrip("/")):
                    return True
            elif fnmatch.fnmatchcase(name, bare):
                return True
        return False


def _files(folder: Path, ignored: Ignored) -> Iterator[Path]:
    """Yield the files below a folder in the order of their names."""
    if not folder.is_dir():
        raise CommandError(f"{folder} is no folder; name the one that holds the model", EXIT_USAGE)
    yield from _below(folder, folder, ignored)


def _below(root: Path, folder: Path, ignored: Ignored) -> Iterator[Path]:
    for entry in sorted(os.scandir(folder), key=lambda each: each.name):
        path = Path(entry.path)
        relative = path.relative_to(root).as_posix()
        is_folder = entry.is_dir(follow_symlinks=False)
        if ignored.covers(relative, is_folder=is_folder):
            continue
        if is_folder:
            # Whatever a virtual environment is called, this file gives it away (PEP 405).
            if not (path / "pyvenv.cfg").exists():
                yield from _below(root, path, ignored)
        elif stat.S_ISREG(entry.stat(follow_symlinks=False).st_mode):
            yield path
        else:
            raise CommandError(
                f"{path} is a link or no plain file; put the file itself in its place, or name it in {IGNORE_FILE}",
                EXIT_USAGE,
            )
