"""Suites on the server."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import quote

from plimsoll._configuration import ConfigurationError, Settings, resolve
from plimsoll._http import Connection, UnreachableError
from plimsoll._quality.suite import Suite

_TIMEOUT = 30.0
_OK = 200


class SuiteUnavailableError(Exception):
    """A suite could not be had from the server; the message says why and what to do."""


def fetch_suite(name: str, url: str | None, api_key: str | None) -> Suite:
    """Return the latest version of a suite that the server holds."""
    try:
        settings = resolve(url, api_key)
        path = f"{project_path(settings)}/quality/suites/{quote(name, safe='')}"
        connection = Connection(settings.url, settings.api_key)
    except (ConfigurationError, ValueError) as problem:
        raise SuiteUnavailableError(f"the suite {name!r} is on a server: {problem}") from problem
    try:
        answer = connection.request("GET", path, timeout=_TIMEOUT)
    except UnreachableError as problem:
        raise SuiteUnavailableError(
            f"{settings.url} does not answer ({problem}), so the suite {name!r} cannot be had; check PLIMSOLL_URL"
        ) from problem
    finally:
        connection.close()
    try:
        document: Any = json.loads(answer.body)
    except ValueError:
        document = {}
    if answer.status != _OK or not isinstance(document, dict) or "suite" not in document:
        said = document.get("detail") if isinstance(document, dict) else None
        raise SuiteUnavailableError(
            f"the suite {name!r} cannot be had: {said or f'the server answered {answer.status}'}; "
            "`plimsoll quality push suite.yaml` puts one there"
        )
    return Suite.from_document(document["suite"], document["version"])


def project_path(settings: Settings) -> str:
    """Return the address of the project."""
    if not settings.organisation or not settings.project:
        missing = "PLIMSOLL_ORGANISATION" if not settings.organisation else "PLIMSOLL_PROJECT"
        raise ConfigurationError(f"{missing} is not set; set PLIMSOLL_ORGANISATION and PLIMSOLL_PROJECT")
    parts = (quote(settings.organisation, safe=""), quote(settings.project, safe=""))
    return f"/api/v1/organisations/{parts[0]}/projects/{parts[1]}"
