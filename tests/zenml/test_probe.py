"""The probe's pure parts, and its trials on small configuration classes: no ZenML needed."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
import types
from collections.abc import Iterator
from contextlib import closing
from importlib import metadata
from pathlib import Path
from typing import Any, Optional, Union

import pytest
from pydantic import BaseModel, Field, SecretStr, model_validator

import stackls_probe
from stackls_probe import (
    annotations,
    catalog,
    configurations,
    database,
    errors,
    flavors,
    prose,
    trials,
)
from stackls_probe.connection import Connection

PACKAGE = Path(stackls_probe.__file__).parent


def test_prose_ends_at_the_first_section():
    doc = """Runs things.

    More about :class:`zenml.Thing` and ``s3://``.
    Field descriptions are defined inline using Field() descriptors.

    Attributes:
        a: Not prose.
    """
    assert prose.clean_docstring(doc) == "Runs things.\n\nMore about `zenml.Thing` and `s3://`."


@pytest.mark.skipif(os.name == "nt", reason="There are no named pipes in folders.")
@pytest.mark.parametrize("what", ["a pipe", "a device", "too much"])
def test_settings_of_a_repository_without_an_end_are_left_to_nobody(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, what: str
):
    (tmp_path / ".zen").mkdir()
    file = tmp_path / ".zen" / "config.yaml"
    inner = tmp_path / "inner"
    inner.mkdir()
    monkeypatch.setattr(metadata, "version", lambda _: "0.98.0")
    opened = Connection(str(inner), None)
    if what == "a pipe":
        os.mkfifo(file)
    elif what == "a device":
        file.symlink_to("/dev/zero")
    else:
        file.write_bytes(b"#" * 8_000_001)
    with monkeypatch.context() as patch:
        patch.chdir(inner)
        for ask in (opened.open, opened.refresh):
            with pytest.raises(errors.Refused, match=r"config.yaml is no file that ZenML could"):
                ask()


def test_a_fenced_block_stays_one_paragraph():
    text = "One:\n```\na\n\nb\n```\n\nTwo."
    assert prose.paragraphs(text) == ["One:\n```\na\n\nb\n```", "Two."]


def test_wrapped_lines_are_joined_but_lists_are_not():
    assert prose.unwrap("a\nb") == "a b"
    assert prose.unwrap("- a\n- b") == "- a\n- b"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Runs on VMs. And more.", "Runs on VMs."),
        ("Runs (e.g. on VMs) well.\nSecond line.", "Runs (e.g. on VMs) well."),
        ("No end", "No end"),
        ("", ""),
    ],
)
def test_first_sentence(text: str, expected: str):
    assert prose.first_sentence(text) == expected


def test_attributes_are_read_with_their_continuations():
    doc = """Config.

    Attributes:
        path: Where it is.
            On a second line.
        size (int): How big: in bytes.
        empty:

    Example:
        other: not an attribute
    """
    assert prose.attribute_docs(doc) == {
        "path": "Where it is. On a second line.",
        "size": "How big: in bytes.",
    }


def test_attributes_without_a_section():
    assert prose.attribute_docs(None) == {}
    assert prose.attribute_docs("path: not in a section") == {}


@pytest.mark.parametrize(
    ("text", "replacement"),
    [
        ("DEPRECATED: use `execution_role` instead.", "execution_role"),
        ("(deprecated) The channel.", None),
        ("Deprecated in favor of `compute_name`.", "compute_name"),
        ("DEPRECATED/UNUSED.", None),
        ("Deprecated: Use custom_job_parameters or pod_settings instead.", None),
    ],
)
def test_deprecation_texts(text: str, replacement: str | None):
    assert prose.deprecation_in(text) == {"message": text, "replacement": replacement}


@pytest.mark.parametrize("text", [None, "", "Not deprecated.", "Use `a` instead."])
def test_other_texts_are_no_deprecations(text: str | None):
    assert prose.deprecation_in(text) is None


class Inner(BaseModel):
    number: int


# both spellings of optional types are in use, and typing represents them differently
@pytest.mark.parametrize(
    ("annotation", "kind"),
    [
        (list[str] | None, "container"),
        (str | dict[str, str] | None, None),
        (dict[str, Any], "container"),
        (list[str], "container"),
        (Optional[list[str]], "container"),  # noqa: UP045
        (Inner, "model"),
        (Optional[Inner], "model"),  # noqa: UP045
        (str, None),
        (tuple[int, int], None),
        (Union[str, dict[str, str], None], None),  # noqa: UP007
        (Union[bool, list[str]], None),  # noqa: UP007
        (Union[int, list[str], None], None),  # noqa: UP007
    ],
)
def test_which_fields_json_text_stands_for(annotation: Any, kind: str | None):
    assert annotations.json_kind(annotation) == kind


class Base(BaseModel):
    """Base.

    Attributes:
        color: The base's words.
        size: How big.
    """

    color: str = "red"
    size: int = Field(default=1, description="Described already.")

    @property
    def is_remote(self) -> bool:
        return False

    @property
    def is_local(self) -> bool:
        return not self.is_remote


class Config(Base):
    """Config.

    Attributes:
        color: The color.
    """

    token: SecretStr
    region: str | None = None
    endpoint: str | None = None
    old_region: str | None = Field(None, deprecated="Say region.")
    level: int = Field(ge=3)

    @model_validator(mode="after")
    def _somewhere(self) -> Config:
        if not (self.region or self.endpoint):
            raise ValueError("a region or an endpoint")
        return self

    @property
    def is_remote(self) -> bool:
        return self.region is not None


def test_docs_come_from_the_nearest_class_and_fill_gaps_only():
    assert annotations.docs_of_undescribed(Config, Config.model_json_schema()) == {
        "color": "The color."
    }


def test_secrets_are_recognised():
    properties = Config.model_json_schema()["properties"]
    fields = Config.model_fields
    assert [n for n, f in fields.items() if annotations.is_secret(f, properties[n])] == ["token"]


def test_a_deprecation_marker_is_read():
    assert annotations.deprecations(Config, Config.model_json_schema(), {}) == {
        "old_region": {"message": "Say region.", "replacement": None}
    }


def test_only_constant_places_are_fixed():
    assert trials.fixed_answer(Base, "is_remote") is False
    assert trials.fixed_answer(Base, "is_local") is True
    assert trials.fixed_answer(Config, "is_remote") is None
    assert trials.fixed_answer(Config, "is_local") is None
    assert trials.fixed_answer(BaseModel, "is_local") is None


def learn(config_class: type[BaseModel], secrets: list[str]) -> dict[str, Any]:
    schema = config_class.model_json_schema()
    return trials.learned(trials.Trials(config_class, "any", schema, secrets))


def test_a_minimal_configuration_is_found_by_trying():
    assert learn(Config, ["token"]) == {
        "minimal": {"token": "{{my_secret.token}}", "level": 3, "region": "europe-west1"},
        "required": ["token", "level"],
        "one_of": [["region", "endpoint"]],
    }


def test_a_class_that_accepts_nothing_keeps_the_word_of_its_schema():
    class Never(BaseModel):
        name: str

        @model_validator(mode="before")
        @classmethod
        def _never(cls, data: Any) -> Any:
            raise RuntimeError("no")

    assert learn(Never, []) == {"minimal": None, "required": ["name"], "one_of": []}


def test_trials_leave_the_configuration_alone():
    class Greedy(BaseModel):
        items: list[int]

        @model_validator(mode="before")
        @classmethod
        def _eat(cls, data: Any) -> Any:
            data["items"].clear()
            return data

    configuration: dict[str, Any] = {"items": [1]}
    assert trials.refusals(Greedy, configuration) == []
    assert configuration == {"items": [1]}


def test_refusals_of_any_kind_are_reasons():
    class Odd(BaseModel):
        @model_validator(mode="before")
        @classmethod
        def _odd(cls, data: Any) -> Any:
            raise KeyError("odd")

    assert trials.refusals(Odd, {}) == [trials.Refusal((), "KeyError", "'odd'")]
    (reason,) = trials.refusals(Inner, {})
    assert (reason.path, reason.kind) == (("number",), "missing")


def test_one_broken_flavor_costs_no_other(monkeypatch: pytest.MonkeyPatch):
    def describe(entry: flavors.Entry) -> dict[str, Any]:
        if entry.origin == "custom":
            raise ImportError("no such library\nmore")
        return {"type": "alerter", "name": "fine"}

    monkeypatch.setattr(flavors, "describe_flavor", describe)
    entries = [flavors.Entry(Config, "custom", None), flavors.Entry(Base, "builtin", None)]
    skipped: list[dict[str, Any]] = []
    assert flavors.describe_all(iter(entries), skipped) == [{"type": "alerter", "name": "fine"}]
    assert skipped == [{"flavor": f"{__name__}.Config", "reason": "ImportError: no such library"}]


def test_stdout_is_kept_for_answers():
    code = (
        "import os\n"
        "from stackls_probe.streams import own_stdout\n"
        "with own_stdout() as answers:\n"
        "    print('chatter'); os.write(1, b'more chatter'); answers.write('answer')\n"
        "print('after')"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "PYTHONPATH": str(PACKAGE.parent)},
    )
    assert done.stdout == "answerafter\n"
    assert "chatter" in done.stderr


def test_written_files_are_compact_and_sorted(tmp_path: Path):
    catalog._write(tmp_path / "b.json", {"b": "ü", "a": [1]})
    data = (tmp_path / "b.json").read_bytes()
    assert data == '{"a":[1],"b":"ü"}\n'.encode()
    assert json.loads(data) == {"a": [1], "b": "ü"}


# -- a local database: whether it has changed ----------------------------------------------------


class Watched:
    """A SQLite file, somebody who writes it, and the probe's look at it."""

    def __init__(self, folder: Path, mode: str) -> None:
        self.path = folder / "a ?#%.db"
        self.writer = sqlite3.connect(self.path, isolation_level=None)
        self.writer.execute(f"PRAGMA journal_mode = {mode}")
        self.writer.execute("CREATE TABLE t (x)")
        self.watch = database.Database()
        self.seen: list[Any] = []

    def look(self) -> bool:
        """Whether it is as it was at the last look."""
        self.seen.append(self.watch.version(f"sqlite:///{self.path}"))
        return self.seen[-1] is not None and self.seen[-1] in self.seen[:-1]


@pytest.fixture(params=["delete", "wal"])
def watched(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Watched]:
    found = Watched(tmp_path, request.param)
    yield found
    found.writer.close()
    found.watch._close()


def test_a_database_is_the_same_until_somebody_commits(watched: Watched):
    assert not watched.look()
    assert watched.look()
    for number in range(3):
        watched.writer.execute("BEGIN IMMEDIATE")
        watched.writer.execute("INSERT INTO t VALUES (?)", (number,))
        assert watched.look()  # not committed yet
        watched.writer.execute("COMMIT")
        assert not watched.look()
        assert watched.look()
    watched.writer.execute("BEGIN IMMEDIATE")
    watched.writer.execute("INSERT INTO t VALUES (9)")
    watched.writer.execute("ROLLBACK")
    assert watched.look()


def test_another_connection_of_the_same_process_counts(watched: Watched):
    watched.look()
    with closing(sqlite3.connect(watched.path, isolation_level=None)) as other:
        other.execute("INSERT INTO t VALUES (1)")
    assert not watched.look()
    assert watched.look()


def test_a_file_in_the_place_of_another_is_another_one(watched: Watched, tmp_path: Path):
    watched.look()
    twin = tmp_path / "twin.db"
    with closing(sqlite3.connect(twin)) as copy:
        watched.writer.backup(copy)
    watched.writer.close()
    watched.look()
    assert watched.look()
    twin.replace(watched.path)
    assert not watched.look()
    assert watched.look()


def test_a_file_that_is_written_over_is_another_one(watched: Watched):
    watched.writer.close()
    content = watched.path.read_bytes()
    watched.look()
    assert watched.look()
    watched.path.write_bytes(content)
    os.utime(watched.path, ns=(1, 1))
    assert not watched.look()


def test_what_cannot_be_looked_at_is_never_the_same(watched: Watched, tmp_path: Path):
    watched.look()
    watched.writer.close()
    watched.path.unlink()
    assert not watched.look()
    assert not watched.look()
    for log in ("-wal", "-shm"):
        Path(f"{watched.path}{log}").unlink(missing_ok=True)
    watched.path.write_bytes(b"no database" * 1000)
    assert not watched.look()
    assert not watched.look()
    assert watched.watch.version("https://zenml.example.com") is None
    assert watched.watch.version("mysql://zenml.example.com/zenml") is None


def test_a_locked_database_is_never_the_same(tmp_path: Path):
    watched = Watched(tmp_path, "delete")
    watched.look()
    watched.writer.execute("BEGIN EXCLUSIVE")
    assert not watched.look()
    assert not watched.look()
    watched.writer.execute("ROLLBACK")
    watched.look()
    assert watched.look()
    watched.writer.close()
    watched.watch._close()


@pytest.mark.parametrize(
    "words",
    ["database is locked", "database or disk is full", "attempt to write a readonly database"],
)
def test_errors_of_a_database_are_told_as_such(words: str):
    told = errors.error_of(sqlite3.OperationalError(words))
    assert (told["kind"], told["message"]) == ("database", words)


class Unreadable(BaseModel):
    """Looks its secrets up as ZenML does, and fails as ``failure`` says."""

    uri: str
    failure: Any

    def __custom_getattribute__(self, key: str) -> Any:
        secret_ref = types.SimpleNamespace(name="runs", key=self.uri)
        try:
            raise self.failure
        except KeyError:
            raise KeyError(f"The secret {secret_ref.name} does not exist.") from None

    @model_validator(mode="after")
    def _validate(self):
        self.__custom_getattribute__("uri")
        return self


@pytest.mark.parametrize(
    "failure", [KeyError("gone"), PermissionError("not yours"), RuntimeError("the vault is shut")]
)
def test_a_secret_that_cannot_be_read_is_told_with_its_parameter(failure: Exception):
    with pytest.raises(type(failure)) as caught:
        Unreadable(uri="address", failure=failure)
    assert configurations.unread_secret(caught.value) == (
        "uri: ZenML cannot read the key address of the secret runs; "
        "see what zenml secret get runs says."
    )


def test_other_refusals_are_about_no_secret():
    with pytest.raises(ValueError, match="run") as caught:
        Unreadable(uri="address", failure=ValueError("never run"))
    # pydantic makes a complaint of its own of these, and keeps no trace of where they come from
    assert configurations.unread_secret(caught.value) is None
    assert configurations.unread_secret(KeyError("no")) is None
