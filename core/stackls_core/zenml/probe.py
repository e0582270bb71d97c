# ZenML is not there when this file is checked, and it is not typed enough when it is:
# pyright: reportMissingImports=false, reportUnknownVariableType=false, reportUnknownMemberType=false
# pyright: reportUnknownArgumentType=false, reportAttributeAccessIssue=false
"""What a ZenML installation knows about its flavors, read from inside that installation.

This is the one file that runs in somebody else's interpreter. It uses the standard library and the
syntax of Python 3.8, imports ZenML and nothing else, and is never imported by the server:

    python probe.py catalog OUT_DIR

writes ``index.json``, one ``<type>/<name>.json`` a flavor and, where the Kubernetes client is
installed, ``kubernetes.json`` (the models behind pod settings) into OUT_DIR. The same ZenML gives
the same bytes. A flavor that cannot be described is named under ``skipped`` and costs no other.

Facts come from three places: the flavor's own properties, the annotations and decorators on its
configuration class, and trials: what the class does with a configuration is asked of the class.
"""

from __future__ import annotations

import argparse
import ast
import contextlib
import copy
import functools
import hashlib
import importlib
import inspect
import itertools
import json
import logging
import os
import queue
import re
import shutil
import sqlite3
import sys
import tempfile
import textwrap
import threading
import time
import types
import typing
import uuid
import warnings
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, cast

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator

    Json = dict[str, Any]

FORMAT = 1

# --------------------------------------------------------------------------------------------------
# Prose
# --------------------------------------------------------------------------------------------------

_SECTION = re.compile(
    r"^(Args|Arguments|Attributes|Returns|Raises|Yields|Notes?|Usage|Examples?\b[^:]*):$"
)
_ATTRIBUTE = re.compile(r"^(\w+)(?:\s*\([^)]*\))?:(.*)$")
_ROLE = re.compile(r":(?:py:)?(?:class|meth|func|attr|mod):`~?([^`]+)`")
_DOUBLE_TICKS = re.compile(r"(?<!`)``(?!`)")
_SENTENCE_END = re.compile(r"(?<!e\.g)(?<!i\.e)(?<!etc)[.!?](?=\s+[A-Z`\[]|\s*$)")
_ABOUT_THE_SOURCE = "Field descriptions are defined inline"
_SAYS_NOTHING = re.compile(r"^(Class for the `\w+`|Base (class|config|configuration)\b)")
_ABOUT_THE_CLASS = re.compile(r"^(This class|Subclasses|All methods are) ")
_LEADING_CLASS = re.compile(r"^Class (?:for|to) (?:the )?(\w)")
_DEPRECATED = re.compile(r"^[\s(\[*_`]*deprecated\b", re.IGNORECASE)
_REPLACEMENT = re.compile(
    r"\b(?:use|using|favou?r\s+of|replaced\s+by|renamed\s+to)\s+"
    r"(?:the\s+)?(?:new\s+)?(?:attribute\s+)?[`'\"](\w+)[`'\"]",
    re.IGNORECASE,
)


def clean_docstring(doc: str | None) -> str:
    """Give the prose of a docstring: what stands before its first section, as Markdown."""
    lines: list[str] = []
    for line in inspect.cleandoc(doc or "").splitlines():
        if _SECTION.match(line):
            break
        lines.append(line.rstrip())
    text = _DOUBLE_TICKS.sub("`", _ROLE.sub(r"`\1`", "\n".join(lines)))
    return _without_sentences(text, _ABOUT_THE_SOURCE).strip()


def _without_sentences(text: str, beginning: str) -> str:
    """Leave out what begins so, up to the next full stop, and the space before it."""
    kept: list[str] = []
    done, at = 0, text.find(beginning)
    while at >= 0:
        end = text.find(".", at) + 1
        if not end:
            break
        if not text[end : end + 1].strip():
            kept.append(text[done:at].rstrip())
            done = end
        at = text.find(beginning, end)
    return "".join([*kept, text[done:]])


def paragraphs(text: str) -> list[str]:
    """Split prose at blank lines, but never inside a fenced code block."""
    found: list[str] = []
    fenced = False
    for block in re.split(r"\n(?:[^\S\n]*\n)+", text):
        if fenced and found:
            found[-1] += "\n\n" + block
        elif block.strip():
            found.append(block.strip())
        fenced ^= block.count("```") % 2 == 1
    return found


def unwrap(paragraph: str) -> str:
    """Join the hard-wrapped lines of a paragraph; code and lists keep theirs."""
    if "```" in paragraph or re.search(r"^[^\S\n]*(?:[-*]|\d+\.)\s", paragraph, re.MULTILINE):
        return paragraph
    return " ".join(paragraph.split())


def first_sentence(text: str) -> str:
    """Give the first sentence of some prose, on one line."""
    found = paragraphs(text)
    line = " ".join(found[0].split()) if found else ""
    end = _SENTENCE_END.search(line)
    return line[: end.end()] if end else line


def attribute_docs(doc: str | None) -> dict[str, str]:
    """Read the ``Attributes:`` section of a Google-style docstring: name -> text on one line."""
    section: list[str] = []
    inside = False
    for line in inspect.cleandoc(doc or "").splitlines():
        if not line[:1].isspace() and line.strip():
            inside = line.strip() == "Attributes:"
        elif inside:
            section.append(line)
    docs: dict[str, str] = {}
    name = None
    lines = textwrap.dedent("\n".join(section)).splitlines()
    for line in lines:
        match = None if line[:1].isspace() else _ATTRIBUTE.match(line)
        if match:
            name = match.group(1)
            docs[name] = match.group(2).strip()
        elif name and line.strip():
            docs[name] = (docs[name] + " " + line.strip()).strip()
    return {key: _DOUBLE_TICKS.sub("`", text) for key, text in docs.items() if text}


def deprecation_in(text: str | None) -> Json | None:
    """Read a deprecation out of a parameter's description; None when it does not start with one."""
    if not text or not _DEPRECATED.match(text):
        return None
    match = _REPLACEMENT.search(text)
    return {"message": " ".join(text.split()), "replacement": match.group(1) if match else None}


# --------------------------------------------------------------------------------------------------
# Annotations: what the configuration class says about its fields
# --------------------------------------------------------------------------------------------------


def _is_union(annotation: Any) -> bool:
    origin = typing.get_origin(annotation)
    return origin is typing.Union or type(annotation).__name__ == "UnionType"


def _is_model(annotation: Any) -> bool:
    return inspect.isclass(annotation) and hasattr(annotation, "model_validate_json")


def json_kind(annotation: Any) -> str | None:
    """Say how ZenML reads JSON text given for a field of this annotation.

    Mirrors StackComponentConfig._convert_json_strings: "container" is parsed and then validated,
    "model" is validated as that model; None is left alone. Only the first member of an optional
    union counts, and a union that admits text is never parsed.
    """
    if _is_union(annotation):
        members = list(typing.get_args(annotation))
        if type(None) not in members or str in members:
            return None
        members.remove(type(None))
        annotation = members[0] if members else None
    origin = typing.get_origin(annotation) or getattr(annotation, "__origin__", None)
    if origin is not None and getattr(origin, "__name__", "") in {
        "dict",
        "list",
        "Mapping",
        "Sequence",
    }:
        return "container"
    return "model" if _is_model(annotation) else None


def nested_models(annotation: Any) -> Iterator[Any]:
    """Give every pydantic model that an annotation mentions, outermost first, repeats included."""
    if _is_model(annotation):
        yield annotation
    for argument in typing.get_args(annotation):
        yield from nested_models(argument)


def reachable_models(config_class: Any) -> dict[str, Any]:
    """Give the nested models of a configuration class by the name its schema's ``$defs`` use."""
    found: dict[str, Any] = {}
    waiting = [config_class]
    while waiting:
        for field in waiting.pop().model_fields.values():
            for model in nested_models(field.annotation):
                if model.__name__ not in found:
                    found[model.__name__] = model
                    waiting.append(model)
    return found


def docs_of_undescribed(model: Any, schema: Json) -> dict[str, str]:
    """Give class docstring texts for the properties that a schema leaves undescribed."""
    texts: dict[str, str] = {}
    for cls in model.__mro__:
        for name, text in attribute_docs(cls.__dict__.get("__doc__")).items():
            texts.setdefault(name, text)
    properties = schema.get("properties", {})
    return {
        name: texts[name]
        for name, described in properties.items()
        if name in texts and not described.get("description")
    }


def _extra(field: Any) -> Json:
    extra = getattr(field, "json_schema_extra", None)
    return extra if isinstance(extra, dict) else {}


def is_secret(field: Any, schema: Json) -> bool:
    """Say whether a field is meant for a secret: marked so, a SecretStr, or a password format."""
    branches = [schema, *schema.get("anyOf", [])]
    return (
        bool(_extra(field).get("sensitive"))
        or "SecretStr" in str(field.annotation)
        or any(part.get("writeOnly") or part.get("format") == "password" for part in branches)
    )


def _closure_value(function: Any, name: str, depth: int = 6) -> Any:
    """Find a captured variable in a function or in the functions it captured in turn."""
    function = getattr(function, "__func__", function)
    code = getattr(function, "__code__", None)
    if code is None or depth == 0:
        return None
    for free, cell in zip(code.co_freevars, function.__closure__ or ()):  # noqa: B905 - Python 3.8
        with contextlib.suppress(ValueError):  # an empty cell
            value = cell.cell_contents
            found = value if free == name else _closure_value(value, name, depth - 1)
            if found is not None:
                return found
    return None


def migrated_attributes(config_class: Any) -> dict[str, str | None]:
    """Give the fields that ZenML's deprecate_pydantic_attributes was told of: old -> new or None.

    The list is only kept in the validator's closure.
    """
    found: dict[str, str | None] = {}
    for decorator in config_class.__pydantic_decorators__.model_validators.values():
        for attribute in _closure_value(decorator.func, "attributes") or ():
            if isinstance(attribute, str):
                found[attribute] = None
            else:
                found[attribute[0]] = attribute[1]
    return found


def deprecations(config_class: Any, schema: Json, docs: dict[str, str]) -> dict[str, Json]:
    """Collect the deprecated fields from the three places ZenML marks them in."""
    migrated = migrated_attributes(config_class)
    found: dict[str, Json] = {}
    for name, field in config_class.model_fields.items():
        text = schema.get("properties", {}).get(name, {}).get("description") or docs.get(name)
        described = deprecation_in(text)
        marker = getattr(field, "deprecated", None)
        if name not in migrated and described is None and not marker:
            continue
        entry = described or {"message": None, "replacement": None}
        if isinstance(marker, str):
            entry["message"] = marker
        entry["replacement"] = migrated.get(name) or entry["replacement"]
        if entry["replacement"] not in config_class.model_fields:
            entry["replacement"] = None
        if entry["message"] is None and text:
            entry["message"] = " ".join(text.split())
        found[name] = entry
    return found


# --------------------------------------------------------------------------------------------------
# Trials: asking the class
# --------------------------------------------------------------------------------------------------


class Refusal(NamedTuple):
    """One reason a configuration class gave for refusing a configuration."""

    path: tuple[Any, ...]
    kind: str
    message: str


def refusals(config_class: Any, configuration: Json) -> list[Refusal]:
    """Try a configuration on its real class: the reasons it is refused for, none when accepted."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            config_class(**copy.deepcopy(configuration))
    except Exception as error:  # noqa: BLE001 - validators raise whatever they like; all refuse
        details: Any = getattr(error, "errors", None)
        if callable(details):
            return [
                Refusal(tuple(item["loc"]), str(item["type"]), str(item["msg"]))
                for item in cast("list[Json]", details())
            ]
        return [Refusal((), type(error).__name__, str(error))]
    return []


# Values a reader recognises as placeholders, by (parameter, flavor) or by parameter. Only what the
# class accepts is ever used, so a wrong guess costs a trial and nothing else.
_PLACEHOLDERS: dict[Any, tuple[Any, ...]] = {
    ("uri", "aws"): ("123456789012.dkr.ecr.eu-west-1.amazonaws.com",),
    ("uri", "azure"): ("myregistry.azurecr.io",),
    ("uri", "digitalocean"): ("registry.digitalocean.com/my-registry",),
    ("uri", "dockerhub"): ("docker.io",),
    ("uri", "gcp"): ("europe-west1-docker.pkg.dev/my-project/my-repository",),
    ("uri", "github"): ("ghcr.io/my-organization",),
    ("region", "digitalocean"): ("fra1",),
    "base_url": ("https://models.example.com",),
    "client_kwargs": ({"endpoint_url": "https://storage.example.com"},),
    "endpoint": ("https://logs.example.com/v1/logs",),
    "execution_role": ("arn:aws:iam::123456789012:role/zenml",),
    "feast_repo": ("./feature_repo",),
    "host": ("https://my-workspace.cloud.example.com",),
    "hostname": ("vm.example.com",),
    "location": ("europe-west1",),
    "master": ("k8s://https://cluster.example.com:6443",),
    "region": ("europe-west1",),
    "role": ("arn:aws:iam::123456789012:role/zenml",),
    "runai_base_url": ("https://my-organization.run.ai",),
    "subscription_id": ("00000000-0000-0000-0000-000000000000",),
    "uri": ("registry.example.com", "registry.example.com/my-organization"),
    "username": ("zenml",),
}
_TEXTS = ("https://example.com", "/tmp", "1")  # noqa: S108 - a text to try, nothing is opened


def _resolved(schema: Json, definitions: Json) -> Json:
    while True:
        if "$ref" in schema:
            schema = definitions.get(schema["$ref"].rsplit("/", 1)[-1], {})
        elif schema.get("allOf"):
            schema = schema["allOf"][0]
        else:
            branches = schema.get("anyOf") or schema.get("oneOf")
            if not branches:
                return schema
            if "format" not in schema and any(b.get("format") == "password" for b in branches):
                return {"type": "string", "format": "password"}
            schema = next((b for b in branches if b.get("type") != "null"), branches[0])


def _numbers(schema: Json) -> list[Any]:
    low = schema.get("minimum", schema.get("exclusiveMinimum"))
    high = schema.get("maximum", schema.get("exclusiveMaximum"))
    tries = [1, 0]
    if low is not None:
        tries = [low, low + 1]
    elif high is not None:
        tries = [high, high - 1]
    return tries


def _texts(name: str, flavor: str, schemes: list[str]) -> list[Any]:
    known = [*_PLACEHOLDERS.get((name, flavor), ()), *_PLACEHOLDERS.get(name, ())]
    if name == "path" and schemes:
        bucket = "my-container" if "az://" in schemes else "my-bucket"
        known = [s + bucket if s.endswith("//") else s + "zenml" for s in sorted(schemes, key=len)]
    return [*known, "my-" + name.replace("_", "-"), *_TEXTS]


def candidates(
    name: str, flavor: str, schema: Json, definitions: Json, schemes: list[str]
) -> list[Any]:
    """Give values worth trying for a parameter, the most readable first, never a real secret."""
    resolved = _resolved(schema, definitions)
    if "const" in resolved:
        return [resolved["const"]]
    if resolved.get("enum"):
        return list(resolved["enum"])
    kind = resolved.get("type")
    if kind == "object":
        fields = resolved.get("properties", {})
        needed = [key for key in resolved.get("required", []) if key in fields]
        filled = {
            key: candidates(key, flavor, fields[key], definitions, schemes)[0] for key in needed
        }
        return [filled, *_PLACEHOLDERS.get(name, ())]
    if kind == "array":
        items = candidates(name, flavor, resolved.get("items", {}), definitions, schemes)
        return [items[:1]] if resolved.get("minItems") else [[], items[:1]]
    if kind == "boolean":
        return [True, False]
    if kind in ("integer", "number"):
        return _numbers(resolved)
    if resolved.get("format") == "password":
        return ["{{my_secret." + name + "}}", "replace-me"]
    return _texts(name, flavor, schemes)


class Trials:
    """Everything learned about one configuration class by giving it configurations."""

    def __init__(self, config_class: Any, flavor: str, schema: Json, secrets: list[str]) -> None:
        self.config_class = config_class
        self.properties: dict[str, Json] = schema.get("properties", {})
        self.declared_required: list[str] = schema.get("required", [])
        definitions = schema.get("$defs", {})
        schemes = supported_schemes(config_class) or []
        self.values: dict[str, list[Any]] = {}
        for name, declared in self.properties.items():
            secret = {"type": "string", "format": "password"}
            described = secret if name in secrets else declared
            values = candidates(name, flavor, described, definitions, schemes)
            if name in self.declared_required and _admits_null(described):
                values = [None, *values]
            self.values[name] = values

    def accepts(self, configuration: Json) -> bool:
        """Say whether the class takes a configuration."""
        return not refusals(self.config_class, configuration)

    def minimal(self) -> Json | None:
        """Find a smallest configuration that the class accepts, or None."""
        configuration: Json = {}
        for _ in range(4 * len(self.properties) + 4):
            reasons = refusals(self.config_class, configuration)
            if not reasons:
                return self._shrunk(configuration)
            better = self._answered(configuration, reasons)
            if better is None:
                return None
            configuration = better
        return None

    def _answered(self, configuration: Json, reasons: list[Refusal]) -> Json | None:
        """Give a configuration that answers the reasons, or None when nothing tried does."""
        missing = [
            reason.path[0]
            for reason in reasons
            if reason.kind == "missing" and len(reason.path) == 1 and reason.path[0] in self.values
        ]
        if missing:
            return {**configuration, **{name: self.values[name][0] for name in missing}}
        for reason in reasons:
            name = reason.path[0] if reason.path else None
            if name in configuration:
                for value in self.values[name]:
                    changed = {**configuration, name: value}
                    if all(r.path[:1] != (name,) for r in refusals(self.config_class, changed)):
                        return changed
        return self._completed(configuration, " ".join(reason.message for reason in reasons))

    def _completed(self, configuration: Json, message: str) -> Json | None:
        """Add one parameter or two (those the message names come first) until the class accepts."""
        for name, values in self.values.items():
            for value in values if name in configuration else ():
                changed = {**configuration, name: value}
                if self.accepts(changed):
                    return changed
        others = [name for name in self.values if name not in configuration]
        others.sort(key=lambda name: name not in message)
        groups = itertools.chain(((name,) for name in others), itertools.combinations(others, 2))
        for names in groups:
            changed = {**configuration, **{name: self.values[name][0] for name in names}}
            if self.accepts(changed):
                return changed
        return None

    def _shrunk(self, configuration: Json) -> Json:
        for name in list(configuration):
            smaller = {key: value for key, value in configuration.items() if key != name}
            if self.accepts(smaller):
                configuration = smaller
        return configuration

    def instead_of(self, minimal: Json) -> dict[str, list[str]]:
        """For each parameter of a minimal configuration, those that can stand in for it alone."""
        found: dict[str, list[str]] = {}
        for name in minimal:
            rest = {key: value for key, value in minimal.items() if key != name}
            found[name] = [
                other
                for other, values in self.values.items()
                if other not in minimal and any(self.accepts({**rest, other: v}) for v in values)
            ]
        return found


def _admits_null(schema: Json) -> bool:
    return any(branch.get("type") == "null" for branch in schema.get("anyOf", []))


def supported_schemes(config_class: Any) -> list[str] | None:
    """Give the path prefixes an artifact store accepts, sorted; None for anything else."""
    schemes = getattr(config_class, "SUPPORTED_SCHEMES", None)
    return sorted(schemes) if isinstance(schemes, (set, frozenset, list, tuple)) else None


def fixed_answer(config_class: Any, name: str) -> bool | None:
    """Say what ``is_remote`` or ``is_local`` always answers; None when it looks at parameters."""
    getter: Any = getattr(inspect.getattr_static(config_class, name, None), "fget", None)
    code = getattr(getter, "__code__", None)
    if code is None:
        return None
    stand_in = types.SimpleNamespace()
    for read in code.co_names:
        # one may be defined as the opposite of the other
        known = fixed_answer(config_class, read) if {read, name} == _PLACES else None
        if known is None:
            return None
        setattr(stand_in, read, known)
    answer = getter(stand_in)
    return answer if isinstance(answer, bool) else None


_PLACES = {"is_remote", "is_local"}


def refuses_secret_references(config_class: Any, name: str) -> bool:
    """Say whether ZenML refuses a secret reference for a field: those with validators, it does."""
    from zenml.utils.pydantic_utils import has_validators

    return bool(has_validators(pydantic_class=config_class, field_name=name))


def facts(config_class: Any, flavor: str, schema: Json) -> Json:
    """Collect what decides a verdict on a configuration and is not in its JSON schema."""
    fields = config_class.model_fields
    properties = schema.get("properties", {})
    definitions = schema.get("$defs", {})
    docs = docs_of_undescribed(config_class, schema)
    nested = {
        name: docs_of_undescribed(model, definitions[name])
        for name, model in reachable_models(config_class).items()
        if name in definitions
    }
    json_fields = {name: json_kind(field.annotation) for name, field in fields.items()}
    sensitive = [
        name for name, field in fields.items() if is_secret(field, properties.get(name, {}))
    ]
    found: Json = {
        "supported_schemes": supported_schemes(config_class),
        "refuse_secret_references": [
            name for name in fields if refuses_secret_references(config_class, name)
        ],
        "clear_text": [
            name for name, field in fields.items() if _extra(field).get("prevent_secret_reference")
        ],
        "sensitive": sensitive,
        "deprecated": deprecations(config_class, schema, docs),
        "json_fields": {name: kind for name, kind in json_fields.items() if kind},
        "attribute_docs": docs,
        "nested_attribute_docs": {name: texts for name, texts in nested.items() if texts},
    }
    found.update(learned(Trials(config_class, flavor, schema, sensitive)))
    return found


def learned(trials: Trials) -> Json:
    """Collect the facts that only trials give: a minimal configuration and what is truly required.

    ``one_of`` holds groups of which one is needed; its first member stands in ``minimal``. A
    parameter that the schema requires counts as required even where another can fill it. Where no
    minimal configuration was found, the schema's word is taken for what is required.
    """
    minimal = trials.minimal()
    if minimal is None:
        return {"minimal": None, "required": sorted(trials.declared_required), "one_of": []}
    instead = trials.instead_of(minimal)
    return {
        "minimal": minimal,
        "required": [
            name
            for name, others in instead.items()
            if not others or name in trials.declared_required
        ],
        "one_of": [[name, *others] for name, others in instead.items() if others],
    }


# --------------------------------------------------------------------------------------------------
# Flavors
# --------------------------------------------------------------------------------------------------


class Entry(NamedTuple):
    """A flavor class and where it came from."""

    flavor_class: Any
    origin: str
    integration: Any | None


def _returned_name(flavor_class: Any) -> str | None:
    source = textwrap.dedent(inspect.getsource(flavor_class.implementation_class.fget))
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Return) and isinstance(node.value, ast.Name):
            return node.value.id
    return None


def _imported_module(tree: ast.AST, name: str) -> str | None:
    for node in ast.walk(tree):
        if not isinstance(node, ast.ImportFrom) or node.level:
            continue
        if any((alias.asname or alias.name) == name for alias in node.names):
            return node.module
    return None


def _docstring_in(files: list[Path], class_name: str) -> str | None:
    for file in files:
        text = file.read_text(encoding="utf-8")
        if "class " + class_name not in text:
            continue
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.ClassDef) and node.name == class_name:
                return ast.get_docstring(node)
    return None


def implementation_docstring(flavor_class: Any) -> str | None:
    """Read the docstring of a flavor's implementation from its source, without importing it.

    Importing it would import the integration's own libraries, which are mostly not installed.
    """
    try:
        name = _returned_name(flavor_class)
        if name is None or name.startswith("Base"):
            return None
        module = sys.modules[flavor_class.__module__]
        if hasattr(module, name):
            return getattr(module, name).__doc__
        tree = ast.parse(inspect.getsource(module))
        target = _imported_module(tree, name)
        if target is None:
            return None
        top = sys.modules[target.split(".")[0]]
        place = Path(str(top.__file__)).parent.joinpath(*target.split(".")[1:])
        files = sorted(place.rglob("*.py")) if place.is_dir() else [place.with_suffix(".py")]
        return _docstring_in([file for file in files if file.is_file()], name)
    except (OSError, TypeError, AttributeError, KeyError, SyntaxError, ValueError):
        return None  # a nicety: the flavor has other docstrings


def description(flavor_class: Any, config_class: Any) -> str:
    """Compose the text about a flavor: what it is, then what its configuration's docs add."""
    documents = [
        clean_docstring(doc)
        for doc in (
            implementation_docstring(flavor_class),
            flavor_class.__doc__,
            config_class.__dict__.get("__doc__"),
        )
    ]
    lead = next((text for text in documents if text and not _SAYS_NOTHING.match(text)), "")
    more = paragraphs(documents[-1])[1:] if not _SAYS_NOTHING.match(documents[-1]) else []
    parts = paragraphs(lead)
    parts += [part for part in more if part not in parts]
    kept = [unwrap(part) for part in parts if not _ABOUT_THE_CLASS.match(part)]
    return _LEADING_CLASS.sub(lambda match: match.group(1).upper(), "\n\n".join(kept))


def _integration_facts(integration: Any | None) -> Json | None:
    if integration is None:
        return None
    return {
        "name": integration.NAME,
        "requirements": sorted(set(integration.get_requirements())),
        "system_packages": sorted(getattr(integration, "APT_PACKAGES", [])),
    }


def _connector_facts(flavor: Any) -> Json | None:
    needs = getattr(flavor, "service_connector_requirements", None)
    if needs is None:
        return None
    return {
        "connector_type": needs.connector_type,
        "resource_type": needs.resource_type,
        "resource_id_attr": needs.resource_id_attr,
    }


def describe_flavor(entry: Entry) -> Json:
    """Describe one flavor: the contents of its file in the catalog."""
    flavor = entry.flavor_class()
    config_class = flavor.config_class
    schema = flavor.config_schema
    return {
        "type": str(getattr(flavor.type, "value", flavor.type)),
        "name": flavor.name,
        "display_name": getattr(flavor, "display_name", None) or flavor.name,
        "origin": entry.origin,
        "integration": _integration_facts(entry.integration),
        "description": description(entry.flavor_class, config_class),
        "docs_url": flavor.docs_url,
        "sdk_docs_url": flavor.sdk_docs_url,
        "config_class": config_class.__module__ + "." + config_class.__qualname__,
        "connector": _connector_facts(flavor),
        "remote": fixed_answer(config_class, "is_remote"),
        "local": fixed_answer(config_class, "is_local"),
        "schema": schema,
        "facts": facts(config_class, flavor.name, schema),
    }


def shipped_flavors(skipped: list[Json]) -> Iterator[Entry]:
    """Give every flavor that comes with ZenML; integrations that fail to list theirs are noted."""
    from zenml.integrations.registry import integration_registry
    from zenml.stack.flavor_registry import FlavorRegistry

    for flavor_class in FlavorRegistry().builtin_flavors:
        yield Entry(flavor_class, "builtin", None)
    for name, integration in sorted(integration_registry.integrations.items()):
        try:
            flavor_classes = list(integration.flavors())
        except Exception as error:  # noqa: BLE001 - one broken integration hides no other
            skipped.append({"flavor": "integration " + name, "reason": _reason(error)})
            continue
        for flavor_class in flavor_classes:
            yield Entry(flavor_class, "integration", integration)


def _reason(error: BaseException) -> str:
    text = str(error).strip().splitlines()
    return type(error).__name__ + (": " + text[0] if text else "")


def describe_all(entries: Iterator[Entry], skipped: list[Json]) -> list[Json]:
    """Describe flavors, sorted by type and name; those that cannot be are added to ``skipped``."""
    described: list[Json] = []
    for entry in entries:
        try:
            described.append(describe_flavor(entry))
        except Exception as error:  # noqa: BLE001, PERF203 - one broken flavor hides no other
            name = entry.flavor_class.__module__ + "." + entry.flavor_class.__qualname__
            skipped.append({"flavor": name, "reason": _reason(error)})
    return sorted(described, key=lambda flavor: (flavor["type"], flavor["name"]))


def index_of(flavors: list[Json], skipped: list[Json]) -> Json:
    """Give the catalog's table of contents."""
    from zenml.enums import StackComponentType

    import zenml

    return {
        "format": FORMAT,
        "zenml_version": zenml.__version__,
        "probe": hashlib.sha256(Path(__file__).read_bytes()).hexdigest(),
        "types": [kind.value for kind in StackComponentType],
        "flavors": [
            {
                "type": flavor["type"],
                "name": flavor["name"],
                "display_name": flavor["display_name"],
                "integration": (flavor["integration"] or {}).get("name"),
                "summary": first_sentence(flavor["description"]),
                "docs_url": flavor["docs_url"],
                "remote": flavor["remote"],
                "local": flavor["local"],
            }
            for flavor in flavors
        ],
        "skipped": sorted(skipped, key=lambda item: item["flavor"]),
    }


# --------------------------------------------------------------------------------------------------
# Kubernetes: the models that pod settings are checked with
# --------------------------------------------------------------------------------------------------

_NOQA = "# noqa: E501"


def _checked_models(pod_settings: Any) -> Json:
    """Tell which Kubernetes model each pod setting is compared with, from its validator's code."""
    found: Json = {}
    for decorator in pod_settings.__pydantic_decorators__.field_validators.values():
        code = getattr(getattr(decorator.func, "__func__", decorator.func), "__code__", None)
        names = [c for c in getattr(code, "co_consts", ()) if isinstance(c, str)]
        model = next((name for name in names if re.match(r"V\d\w+\Z", name)), None)
        for field in decorator.info.fields if model else ():
            annotation = pod_settings.model_fields[field].annotation
            found[field] = {"model": model, "each": typing.get_origin(annotation) is list}
    return found


def _refuses_none(model: Any, attribute: str, configuration: Any) -> bool:
    instance = model.__new__(model)
    instance.local_vars_configuration = configuration
    try:
        setattr(instance, attribute, None)
    except ValueError:
        return True
    return False


def _accessor_doc(model: Any, attribute: str) -> str:
    _, _, rest = (getattr(model, attribute).__doc__ or "").partition(_NOQA)
    text, end, _ = rest.partition(":return:")
    return " ".join(text.replace(_NOQA, "").split()) if end else ""


def _reading(kind: str, models: Any) -> str:
    """Say how ZenML reads an attribute of some type; a "dict" is only asserted to be one."""
    if kind.startswith("list["):
        return "list"
    if kind.startswith("dict("):
        return "dict"
    return "model" if hasattr(models, kind) else "value"


def _kubernetes_model(model: Any, models: Any, configuration: Any) -> Json:
    described: Json = {}
    for attribute, kind in model.openapi_types.items():
        listed = re.match(r"list\[(.*)\]\Z", kind)
        inner = listed.group(1) if listed else kind
        described[model.attribute_map[attribute]] = {
            "type": kind,
            "kind": _reading(kind, models),
            "model": inner if hasattr(models, inner) else None,
            "required": _refuses_none(model, attribute, configuration),
            "doc": _accessor_doc(model, attribute),
        }
    return described


def kubernetes_facts() -> Json | None:
    """Describe the Kubernetes models behind pod settings; None without the Kubernetes client.

    ZenML deserializes pod settings to those models while it validates them, and the models raise
    when something they require is missing (zenml.integrations.kubernetes.serialization_utils).
    """
    try:
        import kubernetes
        from kubernetes.client import Configuration, models
        from zenml.integrations.kubernetes.pod_settings import KubernetesPodSettings
    except ImportError:
        return None
    checked = _checked_models(KubernetesPodSettings)
    configuration = Configuration()
    described: Json = {}
    waiting = sorted({check["model"] for check in checked.values()})
    while waiting:
        name = waiting.pop()
        if name not in described:
            described[name] = _kubernetes_model(getattr(models, name), models, configuration)
            waiting += [field["model"] for field in described[name].values() if field["model"]]
    return {
        "format": FORMAT,
        "kubernetes_version": kubernetes.__version__,
        "pod_settings": checked,
        "models": described,
    }


# --------------------------------------------------------------------------------------------------
# Running
# --------------------------------------------------------------------------------------------------


def _write(path: Path, content: Json) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    text = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    path.write_bytes(text.encode("utf-8") + b"\n")


def write_catalog(out: Path) -> Json:
    """Write the catalog of the ZenML that this interpreter has into a folder; give its index."""
    skipped: list[Json] = []
    flavors = describe_all(shipped_flavors(skipped), skipped)
    index = index_of(flavors, skipped)
    for flavor in flavors:
        _write(out / flavor["type"] / (flavor["name"] + ".json"), flavor)
    kubernetes = kubernetes_facts()
    if kubernetes is not None:
        _write(out / "kubernetes.json", kubernetes)
    _write(out / "index.json", index)
    return index


def quieten() -> None:
    """Keep ZenML from chatting and phoning home. To be called before ZenML is imported."""
    # the folder of a script leads sys.path, where its neighbours could shadow other modules
    here = str(Path(__file__).parent)
    sys.path[:] = [place for place in sys.path if place != here]
    os.environ["ZENML_ANALYTICS_OPT_IN"] = "false"
    os.environ["ZENML_LOGGING_VERBOSITY"] = "ERROR"
    os.environ["ZENML_DISABLE_RICH_TRACEBACK"] = "true"
    warnings.simplefilter("ignore")
    logging.disable(logging.CRITICAL)


@contextlib.contextmanager
def own_stdout() -> Generator[Any, None, None]:
    """Give the real standard output, and send whatever else is printed meanwhile to stderr."""
    sys.stdout.flush()
    with os.fdopen(os.dup(1), "w", encoding="utf-8", newline="\n") as answers:
        os.dup2(2, 1)
        try:
            yield answers
        finally:
            sys.stdout.flush()
            os.dup2(answers.fileno(), 1)


def run_catalog(out: Path) -> Json:
    """Write a catalog without touching the user's own ZenML configuration."""
    quieten()
    scratch = tempfile.mkdtemp(prefix="stackls-probe-")
    os.environ["ZENML_CONFIG_PATH"] = scratch
    try:
        return write_catalog(out)
    finally:
        shutil.rmtree(scratch, ignore_errors=True)


# --------------------------------------------------------------------------------------------------
# Serving: a ZenML kept warm, asked in lines of JSON
# --------------------------------------------------------------------------------------------------
#
#     python probe.py serve --root FOLDER [--import-root FOLDER]
#
# The first line written is {"ready": {...}} or {"failed": {"kind", "message"}}. Then every line
# read is {"id", "method", "params"} and gets one line {"id", "result"} or {"id", "error": {...}}.
# Requests are answered one after the other. A line {"cancel": id} asks to give one up: it is looked
# for between steps, what a list of changes has done is undone, and the answer is an error of kind
# "cancelled"; where all was done already, the answer is the result. Everything is named exactly,
# values of secrets are never written, and the process ends with the one that started it.

PROTOCOL = 1
OLDEST = (0, 70)
_PAGE = 1000
_WATCH_SECONDS = 1.0
_GRACE_SECONDS = 60.0


class Refused(Exception):
    """A request that cannot be done: what kind of reason it is, and the reason itself."""

    def __init__(self, kind: str, message: str, **more: Any) -> None:
        super().__init__(message)
        self.kind = kind
        self.more = more


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        yield error
        error = error.__cause__ or error.__context__


_KINDS = {
    "CredentialsNotValid": "unauthorized",
    "AuthorizationException": "unauthorized",
    "OAuthError": "unauthorized",
    "EntityExistsError": "exists",
    "IllegalOperationError": "refused",
    "ConnectionError": "unreachable",
    "ConnectTimeout": "unreachable",
    "ReadTimeout": "unreachable",
    "SSLError": "unreachable",
    "MaxRetryError": "unreachable",
    "OperationalError": "database",
    "DatabaseError": "database",
    "KeyError": "not-found",
}


def _kind_of(error: BaseException) -> str:
    kinds = [_KINDS.get(base.__name__) for e in _chain(error) for base in type(e).__mro__]
    return next((kind for kind in kinds if kind), "failed")


def _said(error: BaseException) -> str:
    """Give the words of an error on one line, without the statements and values SQLAlchemy adds."""
    words = getattr(error, "orig", None) or error
    text = str(words.args[0]) if isinstance(words, KeyError) and words.args else str(words)
    return " ".join(text.split())[:400] or type(error).__name__


def error_of(error: BaseException) -> Json:
    """Describe an error to whoever asked."""
    if isinstance(error, Refused):
        return {"kind": error.kind, "message": str(error), **error.more}
    return {"kind": _kind_of(error), "message": _said(error), "type": type(error).__name__}


def _as_json(value: Any) -> Any:
    return json.loads(json.dumps(value, default=str))


_INSTALLED = (".dist-info", ".egg-info", ".egg-link", ".egg", ".pth")


def fingerprint(package: Path, places: list[str]) -> str | None:
    """Give what changes with the packages that are installed beside one; None for editable ones.

    Which flavors can be described, and how, depends on what can be imported.
    """
    if not any(package.parent.glob(package.name + "-*.dist-info")):
        return None
    found: list[str] = [sys.version]
    for place in set(places):
        with contextlib.suppress(OSError):
            found += [
                f"{entry.path} {entry.stat().st_mtime_ns}"
                for entry in os.scandir(place or ".")
                if entry.name.endswith(_INSTALLED)
            ]
    return hashlib.sha256("\n".join(sorted(found)).encode("utf-8", "replace")).hexdigest()


class Server:
    """Answers requests with the ZenML of this interpreter."""

    def __init__(self, root: str | None, import_root: str | None) -> None:
        self.is_cancelled: Any = lambda: False
        self.root = root
        self.import_root = import_root
        self._seen: Any = None
        self._secret_keys: dict[Any, list[str]] = {}
        self._database = _Database()
        # as it is before custom flavors are imported from elsewhere
        self._places = list(sys.path)
        self._registered: tuple[Any, Json] | None = None

    def open(self) -> Json:
        """Import ZenML and connect; give what a ``ready`` line says."""
        try:
            version = metadata.version("zenml")
        except metadata.PackageNotFoundError:
            raise Refused("missing", "ZenML is not installed in this interpreter.") from None
        numbers = tuple(int(part) for part in re.findall(r"\d+", version)[:2])
        if numbers < OLDEST:
            oldest = ".".join(str(part) for part in OLDEST)
            message = "ZenML {} is older than {}, the oldest that stackls can work with."
            raise Refused("too-old", message.format(version, oldest), zenml_version=version)
        if self.root:
            os.chdir(self.root)
        try:
            importlib.import_module("zenml.client")  # the slow part, before anybody waits
        except Exception as error:
            raise Refused("broken", "ZenML cannot be imported: " + _reason(error)) from error
        self._settle()
        python = ".".join(str(part) for part in sys.version_info[:3])
        return {"protocol": PROTOCOL, "zenml_version": version, "python": python}

    def _settle(self) -> None:
        """Have ZenML give up on a server soon, and import flavors from where it may only."""
        from zenml.utils import source_utils
        from zenml.zen_stores import rest_zen_store

        retry: Any = getattr(rest_zen_store, "Retry", None)
        if retry is not None:

            def brief(*_: Any, **options: Any) -> Any:
                options.update(connect=1, read=0, status=1, other=0, backoff_factor=0.2)
                return retry(**options)

            cast("Any", rest_zen_store).Retry = brief
        nowhere = str(Path(__file__).parent / "no-source-root")
        source_utils.set_custom_source_root(self.import_root or nowhere)

    # -- the client --------------------------------------------------------------------------------

    @property
    def client(self) -> Any:
        """ZenML's client; there is one, made on first use."""
        from zenml.client import Client

        return Client()

    def refresh(self) -> None:
        """Notice what other processes have done to ZenML's settings: a login, another stack."""
        from zenml.client import Client
        from zenml.config.global_config import GlobalConfiguration

        now = self._settings()
        before, self._seen = self._seen, now
        if before is None or before == now:
            return
        old: Any = GlobalConfiguration()
        GlobalConfiguration._reset_instance()
        Client._reset_instance()
        new: Any = GlobalConfiguration()
        same = new.store == old.store and before["credentials"] == now["credentials"]
        if same and before["database"] == now["database"]:
            new._zen_store = old._zen_store
        else:
            self._registered = None
            with contextlib.suppress(Exception):
                # or else it would read on in a file that was replaced
                old._zen_store.engine.dispose()

    def remember(self) -> None:
        """Take what has changed during a request for known, where it was this process that did.

        What others have written meanwhile is left for the next look at it.
        """
        before, now = self._seen, self._settings()
        if before is not None:
            if before["files"] != now["files"] and not self._has_read_settings():
                now["files"] = before["files"]
            database = before["database"]
            if database and now["database"] and database[0] == now["database"][0]:
                now["database"] = database
        self._seen = now

    def _has_read_settings(self) -> bool:
        """Say whether the settings in the file are those that this process goes by.

        A repository's own settings read themselves again whenever they have changed.
        """
        from zenml.config.global_config import GlobalConfiguration
        from zenml.utils import yaml_utils

        settings: Any = GlobalConfiguration()
        try:
            written = yaml_utils.read_yaml(str(Path(settings.config_directory) / "config.yaml"))
        except Exception:  # noqa: BLE001 - not there, or being written at this moment
            return False
        return bool(written == settings.model_dump(mode="json", exclude_none=True))

    def _settings(self) -> Json:
        """Give what a change of shows that ZenML has to look at its settings again."""
        *others, credentials = self._settings_files()
        return {
            "files": [_stamp(file) for file in others],
            "credentials": _stamp(credentials),
            "database": _identity(_database_file(self._store_url())),
        }

    def _store_url(self) -> str:
        """Give where the open store is; nothing is opened for it."""
        from zenml.config.global_config import GlobalConfiguration

        store: Any = getattr(GlobalConfiguration(), "_zen_store", None)
        return str(getattr(store, "url", ""))

    def _settings_files(self) -> list[Path]:
        from zenml.config.global_config import GlobalConfiguration

        instance = self.client
        folder = Path(GlobalConfiguration().config_directory)
        files = [folder / "config.yaml", folder / "credentials.yaml"]
        if instance.config_directory:
            files.insert(0, Path(str(instance.config_directory)) / "config.yaml")
        return files

    # -- reading -----------------------------------------------------------------------------------

    def check_cancelled(self) -> None:
        """Raise `Refused` where nobody wants the answer any more; to be called between steps."""
        if self.is_cancelled():
            raise Refused("cancelled", "It was cancelled.")

    def _all_of(self, listing: Any, **filters: Any) -> list[Any]:
        """Give every item of a paged listing."""
        found: list[Any] = []
        page = 1
        while True:
            self.check_cancelled()
            answer = listing(page=page, size=_PAGE, **filters)
            found += answer.items
            if page >= answer.total_pages:
                return found
            page += 1

    def do_info(self, _: Json) -> Json:
        """Say where ZenML is connected to, and as whom."""
        import zenml

        client = self.client
        store = client.zen_store
        project = None
        with contextlib.suppress(Exception):
            project = client.active_project.name
        with contextlib.suppress(Exception):
            # called workspaces before 0.80
            project = project or client.active_workspace.name
        return {
            "zenml_version": zenml.__version__,
            "type": str(getattr(store.type, "value", store.type)),
            "url": store.url,
            "user": client.active_user.name,
            "project": project,
            "repository": str(client.root) if client.root else None,
            "active_from": self._active_from(),
            "watched": [str(file) for file in self._settings_files()],
        }

    def _active_from(self) -> str:
        if os.environ.get("ZENML_ACTIVE_STACK_ID"):
            return "environment"
        return "workspace" if self.client.uses_local_configuration else "global"

    def do_snapshot(self, _: Json) -> Json:
        """Give all stacks and components, and which stack is active."""
        return self._snapshot()

    def _snapshot(self) -> Json:
        # asked before the rows are: what is written in between makes the next answer a new one
        version = self._database.version(str(self.client.zen_store.url))
        key = (version, self._scope())
        if version is None or self._registered is None or self._registered[0] != key:
            self._registered = (key, self._read_registered())
        return {**self._registered[1], "active": self._active()}

    def _scope(self) -> list[Any]:
        """Give the project, or what was one before 0.80, that listings may be limited to."""
        from zenml.config.global_config import GlobalConfiguration

        names = ("active_project_id", "active_workspace_id", "active_workspace_name")
        configurations = (GlobalConfiguration(), self.client._config)
        return [str(getattr(one, name, None)) for one in configurations for name in names]

    def _read_registered(self) -> Json:
        client = self.client
        stacks = self._all_of(client.list_stacks, hydrate=True)
        components = self._all_of(client.list_stack_components, hydrate=True)
        return {
            "stacks": [_stack(stack) for stack in stacks],
            "components": [_component(component) for component in components],
        }

    def _active(self) -> list[str]:
        """Give the id of the stack that is active here, then of others that are in general."""
        from zenml.config.global_config import GlobalConfiguration

        client = self.client
        in_general = GlobalConfiguration().active_stack_id
        here = client._config.active_stack_id if client._config else None
        active = os.environ.get("ZENML_ACTIVE_STACK_ID") or here or in_general
        return list(dict.fromkeys(str(one) for one in (active, in_general) if one))

    def do_secrets(self, _: Json) -> list[Json]:
        """Give names and keys of the secrets; the keys of each are asked for once."""
        found: list[Json] = []
        for secret in self._all_of(self.client.list_secrets):
            self.check_cancelled()
            known = (secret.id, str(secret.updated))
            if known not in self._secret_keys:
                try:
                    keys = sorted(self.client.zen_store.get_secret(secret.id).values)
                except Exception:  # noqa: BLE001 - one that may not be read has no keys to tell
                    keys = []
                self._secret_keys[known] = keys
            private = getattr(secret, "private", None)
            if private is None:
                private = str(getattr(secret, "scope", "")).endswith("user")
            found.append(
                {
                    "id": str(secret.id),
                    "name": secret.name,
                    "keys": self._secret_keys[known],
                    "private": bool(private),
                }
            )
        return found

    def do_connectors(self, _: Json) -> list[Json]:
        """Give the service connectors, without their credentials."""
        return [
            {
                "id": str(connector.id),
                "name": connector.name,
                "type": str(getattr(connector, "type", "")),
                "resource_types": [str(one) for one in connector.resource_types],
            }
            for connector in self._all_of(self.client.list_service_connectors)
        ]

    def do_integrations(self, params: Json) -> Json:
        """Say for each integration whether what it needs is installed; None for unknown ones."""
        from zenml.integrations.registry import integration_registry

        known = integration_registry.integrations
        return {
            name: bool(known[name].check_installation()) if name in known else None
            for name in params["names"]
        }

    def do_installation(self, _: Json) -> Json:
        """Say what the flavors that ship with ZenML depend on."""
        import zenml

        return {
            "zenml_version": zenml.__version__,
            "fingerprint": fingerprint(Path(str(zenml.__file__)).parent, self._places),
            "probe": hashlib.sha256(Path(__file__).read_bytes()).hexdigest(),
        }

    def do_flavors(self, params: Json) -> Json:
        """Describe the custom flavors, and all others too unless their version is known already."""
        import zenml

        skipped: list[Json] = []
        described: list[Json] = []
        if params.get("known_version") != zenml.__version__:
            described = describe_all(self._wanted(shipped_flavors(skipped)), skipped)
        shipped = {(record["type"], record["name"]) for record in described}
        for model in self._all_of(self.client.list_flavors, hydrate=True):
            if model.is_custom:
                described.append(self._custom_flavor(model))
            elif shipped and (str(model.type.value), model.name) not in shipped:
                # its class cannot be imported here, and yet ZenML knows it
                described.append(_registered_flavor(model, "integration"))
        for record in described:
            record["summary"] = first_sentence(record["description"])
        return {
            "zenml_version": zenml.__version__,
            "flavors": _as_json(described),
            "skipped": skipped,
        }

    def _wanted(self, entries: Iterator[Entry]) -> Iterator[Entry]:
        for entry in entries:
            self.check_cancelled()
            yield entry

    def _custom_flavor(self, model: Any) -> Json:
        """Describe a custom flavor by its class, or by what is registered of it."""
        from zenml.stack.flavor import Flavor

        try:
            flavor = Flavor.from_model(model)
            record = describe_flavor(Entry(type(flavor), "custom", None))
        except Exception as error:  # noqa: BLE001 - its code may be anywhere but here
            return _registered_flavor(model, "custom", _reason(error))
        record.update(type=str(model.type.value), name=model.name)
        return record

    def do_normalize(self, params: Json) -> Json:
        """Give a configuration as ZenML keeps it, by its own validation."""
        found = self.validated(params["type"], params["flavor"], params["configuration"])
        return _as_json(found)

    def validated(self, kind: str, flavor: str, configuration: Json) -> Json:
        """Give a configuration as ZenML keeps it. Raises `Refused` where it is refused."""
        from zenml.enums import StackComponentType
        from zenml.stack.utils import validate_stack_component_config

        component_type = StackComponentType(kind)
        try:
            model = self.client.get_flavor_by_name_and_type(flavor, component_type)
        except KeyError as error:
            more = {"component_type": kind, "flavor": flavor}
            raise Refused("unknown-flavor", _said(error), **more) from None
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                validated = validate_stack_component_config(
                    configuration_dict=copy.deepcopy(configuration),
                    flavor=model,
                    component_type=component_type,
                )
        except ImportError as error:
            problem = "Its flavor cannot be imported here: " + _said(error)
            raise Refused("invalid", problem, problems=[problem], not_imported=True) from None
        except Exception as error:
            kind_of_error = _kind_of(error)
            if kind_of_error in ("unreachable", "database"):
                raise
            problem = _unread_secret(error)
            if problem is None and kind_of_error == "unauthorized":
                raise
            problems = [problem] if problem else _problems(error)
            raise Refused("invalid", " ".join(problems), problems=problems) from None
        return validated.model_dump(mode="json", exclude_unset=True) if validated else configuration

    # -- writing -----------------------------------------------------------------------------------

    def do_execute(self, params: Json) -> Json:
        """Do all of some changes or none; give the snapshot after them."""
        changes = params["changes"]
        rests_on_more = any(change["do"].startswith("expect-") for change in changes)
        # what was read a moment ago will do, unless others must not have changed it since
        before = None if rests_on_more else params.get("known")
        before = before or self._snapshot()
        for change in changes:
            _check_expectation(before, change)
        state = _State(self, before)
        for change in changes:
            if change["do"] in ("create-component", "update-component"):
                self.check_cancelled()
                state.validate(change)
        undo: list[tuple[str, Any]] = []
        try:
            for change in changes:
                if not any(action is _cannot_undo for _, action in undo):
                    self.check_cancelled()
                getattr(state, change["do"].replace("-", "_"))(change, undo)
        except Exception as error:
            left = _undone(undo)
            described = error_of(error)
            kind = described.pop("kind")
            message = described.pop("message")
            described.pop("type", None)
            raise Refused(kind, message, left=left, undone=len(undo), **described) from error
        if all(change["do"] == "activate" for change in changes):
            return {"active": self._active()}
        return self._snapshot()

    def answer(self, request: Json) -> Json:
        """Answer one request; never raises."""
        try:
            method = getattr(self, "do_" + str(request.get("method")), None)
            if method is None:
                raise Refused("unsupported", "There is no such request.")
            self.refresh()
            result = method(request.get("params") or {})
            self.remember()
            return {"id": request.get("id"), "result": result}
        except Exception as error:  # noqa: BLE001 - whoever asked has to get an answer
            with contextlib.suppress(Exception):
                self.remember()
            return {"id": request.get("id"), "error": error_of(error)}


class _Database:
    """Tells whether a local database was written to, which is quicker than reading it again.

    SQLite counts what others than this connection commit, in this process or another, and this one
    never writes. The count belongs to a connection, which belongs to a file: as long as it is open,
    no other file can get the same number. A file that was overwritten in place by other means than
    SQLite's is told by its time and size.
    """

    def __init__(self) -> None:
        self._file: Any = None
        self._connection: sqlite3.Connection | None = None
        self._opened = 0

    def version(self, url: str) -> Any:
        """Give something that is another thing after every change; None where that is not known."""
        path = _database_file(url)
        if path is None:
            return None
        try:
            status = path.stat()
            file = (str(path), status.st_dev, status.st_ino)
            if self._connection is None or self._file != file:
                self._close()
                self._connect(path)
                self._file = file
            # all rows: a statement that is not at its end would keep the state of this moment
            ((number,),) = cast("Any", self._connection).execute("PRAGMA data_version").fetchall()
        except (OSError, ValueError, sqlite3.Error):
            self._close()
            return None
        return (self._opened, number, status.st_mtime_ns, status.st_size)

    def _connect(self, path: Path) -> None:
        address = path.absolute().as_uri() + "?mode=ro"
        self._connection = sqlite3.connect(address, uri=True, timeout=0.2)
        self._opened += 1

    def _close(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            with contextlib.suppress(sqlite3.Error):
                connection.close()


def _database_file(url: str) -> Path | None:
    """Give the file of a SQLite URL; None for all others."""
    prefix, _, path = url.partition(":///")
    return Path(path) if prefix == "sqlite" and path else None


def _identity(file: Path | None) -> Any:
    """Tell one file from another that has taken its place."""
    try:
        status = cast("Path", file).stat()
    except (AttributeError, OSError, ValueError):
        return None
    return [str(file), status.st_dev, status.st_ino]


def _stamp(file: Path) -> Any:
    try:
        status = file.stat()
    except OSError:
        return None
    return [str(file), status.st_mtime_ns, status.st_size, status.st_ino]


def _stack(stack: Any) -> Json:
    return {
        "id": str(stack.id),
        "name": stack.name,
        "description": getattr(stack, "description", None) or "",
        "labels": _as_json(stack.labels or {}),
        "components": [
            str(component.id)
            for components in stack.components.values()
            for component in components
        ],
    }


def _component(component: Any) -> Json:
    connector = getattr(component, "connector", None)
    flavor = getattr(component, "flavor_name", None) or component.flavor
    return {
        "id": str(component.id),
        "type": str(getattr(component.type, "value", component.type)),
        "name": component.name,
        "flavor": str(getattr(flavor, "name", flavor)),
        "configuration": _as_json(component.configuration),
        "connector": connector.name if connector is not None else None,
        "labels": _as_json(getattr(component, "labels", None) or {}),
    }


def _problems(error: BaseException) -> list[str]:
    """Give the reasons of a refused configuration, without the values that pydantic repeats."""
    details: Any = getattr(error, "errors", None)
    if not callable(details):
        return [_said(error)]
    return [
        "{}: {}.".format(
            ".".join(str(step) for step in item["loc"]) or "It", item["msg"].rstrip(".")
        )
        for item in cast("list[Json]", details())
    ]


def _unread_secret(error: BaseException) -> str | None:
    """Say for which parameter ZenML could not look a secret up, where that is why it refuses.

    Its own words are the same for a secret that is not there and one whose values it cannot get,
    and which parameter it was at is said in prose, or not at all where the store refuses. Reading
    an attribute is what looks a secret up, so it is the function that reads them that knows.
    """
    for one in _chain(error):
        trace = one.__traceback__
        while trace is not None:
            if trace.tb_frame.f_code.co_name == "__custom_getattribute__":
                seen = trace.tb_frame.f_locals
                reference = seen.get("secret_ref")
                if reference is not None:
                    sentence = (
                        "{}: ZenML cannot read the key {} of the secret {}; "
                        "see what zenml secret get {} says."
                    )
                    name = reference.name
                    return sentence.format(seen.get("key"), reference.key, name, name)
            trace = trace.tb_next
    return None


def _registered_flavor(model: Any, origin: str, reason: str = "") -> Json:
    """Describe a flavor whose code is not here: its schema is registered with it."""
    schema = _as_json(model.config_schema)
    fields = schema.get("properties", {})
    secrets = [name for name, field in fields.items() if field.get("sensitive")]
    return {
        "type": str(model.type.value),
        "name": model.name,
        "display_name": getattr(model, "display_name", None) or model.name,
        "origin": origin,
        "integration": None,
        "description": "",
        "docs_url": model.docs_url,
        "sdk_docs_url": model.sdk_docs_url,
        "config_class": "",
        "connector": None,
        "remote": None,
        "local": None,
        "schema": schema,
        "facts": {"sensitive": secrets, "minimal": None},
        "not_imported": reason,
    }


def _find(items: list[Json], name: str, kind: str | None = None) -> Json | None:
    for item in items:
        if item["name"] == name and (kind is None or item["type"] == kind):
            return item
    return None


def _check_expectation(before: Json, change: Json) -> None:
    if change["do"] == "expect-component":
        found = _find(before["components"], change["name"], change["type"])
        same = (found["flavor"] if found else None) == change["flavor"] and (
            found is None or _text(found["configuration"]) == _text(change["configuration"])
        )
        what = "The {} {}".format(change["type"].replace("_", " "), change["name"])
    elif change["do"] == "expect-stack":
        found = _find(before["stacks"], change["name"])
        known = {c["id"]: (c["type"], c["name"]) for c in before["components"]}
        members = sorted(known[one] for one in found["components"]) if found else None
        wanted = change["members"]
        same = members == (None if wanted is None else sorted(tuple(one) for one in wanted))
        what = "The stack " + change["name"]
    else:
        return
    if not same:
        raise Refused("changed", what + " has changed since the plan was made.")


def _text(configuration: Json) -> str:
    # 1 and true are equal
    return json.dumps(configuration, sort_keys=True)


def _undone(undo: list[tuple[str, Any]]) -> list[str]:
    """Undo what was done, the last first; give what could not be."""
    left: list[str] = []
    for what, action in reversed(undo):
        try:
            action()
        except Exception:  # noqa: BLE001, PERF203 - the others still have to be undone
            left.append(what)
    return left


class _State:
    """The changes one can ask for, each with the way back from it."""

    def __init__(self, server: Server, before: Json) -> None:
        self.server = server
        self.client = server.client
        self.store = self.client.zen_store
        self.before = before
        self.components = {(c["type"], c["name"]): c["id"] for c in before["components"]}
        self.stacks = {stack["name"]: stack["id"] for stack in before["stacks"]}
        self.flavors = {(c["type"], c["name"]): c["flavor"] for c in before["components"]}

    def validate(self, change: Json) -> None:
        """Have ZenML look at a configuration before anything is written."""
        key = (change["type"], change["name"])
        flavor = change.get("flavor") or self.flavors[key]
        self.flavors[key] = flavor
        kept = self.server.validated(change["type"], flavor, change["configuration"])
        if change["do"] == "update-component":
            # creating goes through ZenML's client, which validates once more
            change["configuration"] = kept

    def _component_id(self, kind: str, name: str) -> Any:
        return self._id(self.components, (kind, name), kind.replace("_", " "), name)

    def _stack_id(self, name: str) -> Any:
        return self._id(self.stacks, name, "stack", name)

    def _id(self, known: dict[Any, str], key: Any, what: str, name: str) -> Any:
        if key not in known:
            raise Refused("not-found", f"There is no {what} named {name}.")
        return uuid.UUID(known[key])

    def create_component(self, change: Json, undo: list[tuple[str, Any]]) -> None:
        from zenml.enums import StackComponentType

        kind, name = change["type"], change["name"]
        made = self.client.create_stack_component(
            name=name,
            flavor=change["flavor"],
            component_type=StackComponentType(kind),
            configuration=change["configuration"],
            labels=change.get("labels") or None,
        )
        undo.append((kind + " " + name, lambda: self.store.delete_stack_component(made.id)))
        self.components[(kind, name)] = str(made.id)

    def _update_component(self, identity: Any, **values: Any) -> None:
        """Update a component; ZenML cuts its connector off unless it is named again."""
        from zenml.models import ComponentUpdate

        now = self.store.get_stack_component(identity)
        connector = getattr(now, "connector", None)
        if connector is not None:
            values.update(connector=connector.id, connector_resource_id=now.connector_resource_id)
        self.store.update_stack_component(identity, ComponentUpdate(**values))

    def update_component(self, change: Json, undo: list[tuple[str, Any]]) -> None:
        kind, name = change["type"], change["name"]
        identity = self._component_id(kind, name)
        former = _as_json(self.store.get_stack_component(identity).configuration)
        self._update_component(identity, configuration=change["configuration"])
        undo.append(
            (kind + " " + name, lambda: self._update_component(identity, configuration=former))
        )

    def rename_component(self, change: Json, undo: list[tuple[str, Any]]) -> None:
        kind, name, new = change["type"], change["name"], change["new_name"]
        identity = self._component_id(kind, name)
        self._update_component(identity, name=new)
        undo.append((kind + " " + name, lambda: self._update_component(identity, name=name)))
        self.components[(kind, new)] = self.components.pop((kind, name))

    def delete_component(self, change: Json, undo: list[tuple[str, Any]]) -> None:
        kind, name = change["type"], change["name"]
        self.store.delete_stack_component(self._component_id(kind, name))
        del self.components[(kind, name)]
        undo.append((kind + " " + name, _cannot_undo))

    def _members(self, change: Json) -> Any:
        from zenml.enums import StackComponentType

        found: dict[Any, list[Any]] = {}
        for kind, name in change["members"]:
            identity = self._component_id(kind, name)
            found.setdefault(StackComponentType(kind), []).append(identity)
        return found

    def create_stack(self, change: Json, undo: list[tuple[str, Any]]) -> None:
        from zenml.models import StackUpdate

        name = change["name"]
        source = _find(self.before["stacks"], change.get("copied_from") or "")
        members = {
            kind: found if len(found) > 1 else found[0]
            for kind, found in self._members(change).items()
        }
        options: Json = {"labels": source["labels"]} if source and source["labels"] else {}
        made = self.client.create_stack(name=name, components=members, **options)
        undo.append(("stack " + name, lambda: self.store.delete_stack(made.id)))
        self.stacks[name] = str(made.id)
        carried = self._carried(source) if source else {}
        if carried:
            self.store.update_stack(made.id, StackUpdate(**carried))

    def _carried(self, source: Json) -> Json:
        """Give what a copy takes from its source besides components and labels.

        ZenML's own copy leaves it out, and so does an older ZenML that has none of it.
        """
        from zenml.models import StackUpdate

        whole = self.store.get_stack(uuid.UUID(source["id"]))
        values = {
            "description": source["description"],
            "environment": getattr(whole, "environment", None),
            "add_secrets": getattr(whole, "secrets", None),
        }
        known = getattr(StackUpdate, "model_fields", {})
        return {name: value for name, value in values.items() if value and name in known}

    def update_stack(self, change: Json, undo: list[tuple[str, Any]]) -> None:
        from zenml.models import StackUpdate

        name = change["name"]
        identity = self._stack_id(name)
        now = self.store.get_stack(identity)
        former = {kind: [c.id for c in components] for kind, components in now.components.items()}
        self.store.update_stack(identity, StackUpdate(components=self._members(change)))
        undo.append(
            (
                "stack " + name,
                lambda: self.store.update_stack(identity, StackUpdate(components=former)),
            )
        )

    def rename_stack(self, change: Json, undo: list[tuple[str, Any]]) -> None:
        from zenml.models import StackUpdate

        name, new = change["name"], change["new_name"]
        identity = self._stack_id(name)
        self.store.update_stack(identity, StackUpdate(name=new))
        undo.append(
            ("stack " + name, lambda: self.store.update_stack(identity, StackUpdate(name=name)))
        )
        self.stacks[new] = self.stacks.pop(name)

    def delete_stack(self, change: Json, undo: list[tuple[str, Any]]) -> None:
        name = change["name"]
        identity = self._stack_id(name)
        if str(identity) in self.before["active"]:
            raise Refused("active", f"The stack {name} is active and cannot be deleted.")
        self.store.delete_stack(identity)
        undo.append(("stack " + name, _cannot_undo))
        del self.stacks[name]

    def activate(self, change: Json, undo: list[tuple[str, Any]]) -> None:
        if os.environ.get("ZENML_ACTIVE_STACK_ID"):
            message = (
                "The environment variable ZENML_ACTIVE_STACK_ID decides which stack is active."
            )
            raise Refused("unsupported", message)
        former = self.before["active"][:1]
        self.client.activate_stack(self._stack_id(change["name"]))
        if former:
            back = uuid.UUID(former[0])
            undo.append(("the active stack", lambda: self.client.activate_stack(back)))

    def expect_component(self, change: Json, undo: list[tuple[str, Any]]) -> None:
        """Nothing to do: it was looked at before the first change."""

    def expect_stack(self, change: Json, undo: list[tuple[str, Any]]) -> None:
        """Nothing to do: it was looked at before the first change."""


def _cannot_undo() -> None:
    raise Refused("failed", "What was deleted cannot be brought back as it was.")


_CANCEL = '{"cancel":'


class _Requests:
    """Lines from the standard input, read by a thread, so that their end is noticed at once."""

    def __init__(self, lines: Any) -> None:
        self._lines = lines
        self._queue: queue.Queue[str | None] = queue.Queue()
        self._cancelled: Any = None
        self.ended_at: float | None = None
        self.busy = False
        self._parent = os.getppid() if hasattr(os, "getppid") else None
        threading.Thread(target=self._read, daemon=True).start()
        threading.Thread(target=self._watch, daemon=True).start()

    def _read(self) -> None:
        with contextlib.suppress(OSError, ValueError):
            for line in self._lines:
                if line.startswith(_CANCEL):
                    with contextlib.suppress(ValueError):
                        self._cancelled = json.loads(line)["cancel"]
                else:
                    self._queue.put(line)
        self._end()

    def is_cancelled(self, number: Any) -> bool:
        """Say whether a request was given up; whoever asks does so for one at a time."""
        return number is not None and self._cancelled == number

    def _end(self) -> None:
        if self.ended_at is None:
            self.ended_at = time.monotonic()
            self._queue.put(None)

    def _watch(self) -> None:
        """End with the process that started this one, once what is being done is done."""
        while True:
            time.sleep(_WATCH_SECONDS)
            if os.name == "posix" and os.getppid() != self._parent:
                self._end()
            ended = self.ended_at
            if ended is not None:
                waited = time.monotonic() - ended
                if not self.busy or waited > _GRACE_SECONDS:
                    os._exit(0)

    def __iter__(self) -> Iterator[str]:
        while True:
            self.busy = False
            line = self._queue.get()
            if line is None:
                return
            self.busy = True
            yield line


@contextlib.contextmanager
def own_stdin() -> Generator[Any, None, None]:
    """Give the real standard input, and an empty one to whoever else may ask for input."""
    with os.fdopen(os.dup(0), "r", encoding="utf-8", newline="\n") as requests:
        nothing = os.open(os.devnull, os.O_RDONLY)
        os.dup2(nothing, 0)
        os.close(nothing)
        yield requests


def run_serve(answers: Any, root: str | None, import_root: str | None) -> None:
    """Answer requests until there are no more; never returns."""

    def write(message: Json) -> None:
        answers.write(json.dumps(message, ensure_ascii=True) + "\n")
        answers.flush()

    quieten()
    with own_stdin() as lines:
        requests = _Requests(lines)
        requests.busy = True
        server = Server(root, import_root)
        try:
            write({"ready": server.open()})
        except Exception as error:  # noqa: BLE001 - whatever it is, it has to be told
            write({"failed": error_of(error)})
            os._exit(1)
        with contextlib.suppress(BrokenPipeError):
            for line in requests:
                try:
                    request = json.loads(line)
                except ValueError:
                    continue
                number = request.get("id")
                server.is_cancelled = functools.partial(requests.is_cancelled, number)
                write(server.answer(request))
        # ZenML's own threads and exit handlers may take their time or hang
        os._exit(0)


def main(argv: list[str] | None = None) -> int:
    """Run one command; a line of JSON is the only thing it writes to standard output."""
    parser = argparse.ArgumentParser(description="Read the flavors of the ZenML installed here.")
    commands = parser.add_subparsers(dest="command", required=True)
    catalog = commands.add_parser("catalog", help="write every flavor into a folder")
    catalog.add_argument("out", type=Path)
    serve = commands.add_parser("serve", help="answer lines of JSON until the input ends")
    serve.add_argument("--root", help="the folder to work in")
    serve.add_argument("--import-root", help="where custom flavors may be imported from")
    arguments = parser.parse_args(argv)
    with own_stdout() as answers:
        if arguments.command == "serve":
            run_serve(answers, arguments.root, arguments.import_root)
        index = run_catalog(arguments.out)
        summary = {key: index[key] for key in ("zenml_version", "skipped")}
        summary["flavors"] = len(index["flavors"])
        answers.write(json.dumps(summary) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
