"""Where the server is and with which key: arguments, then the environment, then `credentials.json`."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any


class ConfigurationError(Exception):
    """Something that is needed is missing or wrong; the message says what and how to mend it."""


@dataclass(frozen=True)
class Settings:
    """A complete set; organisation and project may be unknown, because sending events needs neither."""

    url: str
    api_key: str
    organisation: str | None
    project: str | None
    source: str

    def __repr__(self) -> str:
        # The key must not get into logs by way of an f-string.
        return f"Settings(url={self.url!r}, organisation={self.organisation!r}, project={self.project!r})"


def home(environment: Mapping[str, str]) -> Path:
    """Return the folder of this machine in which server and SDK keep what is theirs."""
    named = environment.get("PLIMSOLL_HOME")
    if named:
        return Path(named)
    try:
        return Path("~/.plimsoll").expanduser()
    except RuntimeError:
        # The user of a container may have no home; then there is nothing to be found in it.
        return Path("~/.plimsoll")


def credentials_path(environment: Mapping[str, str]) -> Path:
    """Return where the server writes its credentials on this machine."""
    return home(environment) / "credentials.json"


def resolve(
    url: str | None = None,
    api_key: str | None = None,
    project: str | None = None,
    organisation: str | None = None,
    environment: Mapping[str, str] | None = None,
) -> Settings:
    """Return the settings, or raise ConfigurationError with what is missing."""
    environment = os.environ if environment is None else environment
    url = url or environment.get("PLIMSOLL_URL") or None
    api_key = api_key or environment.get("PLIMSOLL_API_KEY") or None
    project = project or environment.get("PLIMSOLL_PROJECT") or None
    organisation = organisation or environment.get("PLIMSOLL_ORGANISATION") or None
    source = "arguments and environment"
    path = credentials_path(environment)
    stored = {} if url and api_key and project and organisation else _read(path)
    if stored:
        # A key works on its own server and in its own project only, so the file counts as a whole or not at all.
        fits = url in (None, stored.get("url")) and project in (None, stored.get("project"))
        if fits and api_key in (None, stored.get("apiKey")):
            source = str(path)
            url, api_key = url or stored.get("url"), api_key or stored.get("apiKey")
            project = project or stored.get("project")
            organisation = organisation or stored.get("organisation")
        elif not api_key:
            raise ConfigurationError(
                f"{path} belongs to project {stored.get('project')!r} at {stored.get('url')}, which is not what is "
                "asked for; set PLIMSOLL_API_KEY to a key of the project that you mean"
            )
    if not url or not api_key:
        missing = "PLIMSOLL_URL" if not url else "PLIMSOLL_API_KEY"
        raise ConfigurationError(
            f"{missing} is not set and {path} does not give it; start a server with `./plimsoll up` on this machine, "
            "or set PLIMSOLL_URL and PLIMSOLL_API_KEY"
        )
    if not url.startswith(("http://", "https://")):
        raise ConfigurationError(f"the url is {url!r}, expected something like http://127.0.0.1:8080")
    return Settings(url.rstrip("/"), api_key.strip(), organisation, project, source)


def _read(path: Path) -> dict[str, str]:
    try:
        text = path.read_text("utf-8")
    except FileNotFoundError:
        return {}
    except OSError as problem:
        raise ConfigurationError(f"{path} cannot be read: {problem.strerror}") from problem
    try:
        document: Any = json.loads(text)
    except ValueError as problem:
        raise ConfigurationError(f"{path} is not JSON: {problem}; let `./plimsoll up` write it anew") from problem
    if not isinstance(document, dict):
        raise ConfigurationError(f"{path} holds no JSON object; let `./plimsoll up` write it anew")
    return {str(name): value.strip() for name, value in document.items() if isinstance(value, str)}
