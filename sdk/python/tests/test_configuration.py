from __future__ import annotations

import json
from pathlib import Path

import pytest

from plimsoll._configuration import ConfigurationError, Settings, resolve

STORED = {
    "url": "http://127.0.0.1:8080",
    "gitUrl": "http://127.0.0.1:8080/git/acme/flights",
    "organisation": "acme",
    "project": "flights",
    "apiKey": "plm_stored",
}


@pytest.fixture
def home(tmp_path: Path) -> Path:
    (tmp_path / "credentials.json").write_text(json.dumps(STORED))
    return tmp_path


def test_reads_the_credentials_of_the_home(home: Path) -> None:
    settings = resolve(environment={"PLIMSOLL_HOME": str(home)})
    assert (settings.url, settings.api_key) == ("http://127.0.0.1:8080", "plm_stored")
    assert (settings.organisation, settings.project) == ("acme", "flights")
    assert settings.source.endswith("credentials.json")


def test_reads_the_home_of_the_user_without_plimsoll_home(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (home / ".plimsoll").mkdir()
    (home / "credentials.json").rename(home / ".plimsoll" / "credentials.json")
    monkeypatch.setenv("HOME", str(home))
    assert resolve(environment={}).api_key == "plm_stored"


def test_arguments_come_before_the_environment_and_that_before_the_file(home: Path) -> None:
    environment = {"PLIMSOLL_HOME": str(home), "PLIMSOLL_URL": "http://env", "PLIMSOLL_API_KEY": "plm_env"}
    assert resolve(environment=environment).url == "http://env"
    assert resolve(environment=environment).api_key == "plm_env"
    settings = resolve("http://argument/", "plm_argument", environment=environment)
    assert (settings.url, settings.api_key) == ("http://argument", "plm_argument")


def test_a_key_of_the_file_is_not_sent_to_another_server(home: Path) -> None:
    with pytest.raises(ConfigurationError, match="PLIMSOLL_API_KEY"):
        resolve("http://elsewhere", environment={"PLIMSOLL_HOME": str(home)})


def test_a_key_of_the_file_is_not_used_for_another_project(home: Path) -> None:
    with pytest.raises(ConfigurationError, match="'flights'"):
        resolve(project="other", environment={"PLIMSOLL_HOME": str(home)})


def test_a_foreign_key_does_not_borrow_the_project_of_the_file(home: Path) -> None:
    environment = {"PLIMSOLL_HOME": str(home), "PLIMSOLL_URL": "http://env", "PLIMSOLL_API_KEY": "plm_env"}
    assert resolve(environment=environment).project is None


def test_says_what_is_missing_and_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match=r"PLIMSOLL_URL is not set.*\./plimsoll up"):
        resolve(environment={"PLIMSOLL_HOME": str(tmp_path)})


@pytest.mark.parametrize("text", ["{", "[]"])
def test_says_that_the_file_is_broken(tmp_path: Path, text: str) -> None:
    (tmp_path / "credentials.json").write_text(text)
    with pytest.raises(ConfigurationError, match=r"credentials\.json"):
        resolve(environment={"PLIMSOLL_HOME": str(tmp_path)})


def test_does_not_show_the_key() -> None:
    assert "plm_secret" not in repr(Settings("http://x", "plm_secret", None, None, "arguments"))
