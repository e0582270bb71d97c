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
import hashlib
import inspect
import itertools
import json
import logging
import os
import re
import shutil
import sys
import tempfile
import textwrap
import types
import typing
import warnings
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
_ATTRIBUTE = re.compile(r"^(\w+)(?:\s*\([^)]*\))?:\s*(.*)$")
_ROLE = re.compile(r":(?:py:)?(?:class|meth|func|attr|mod):`~?([^`]+)`")
_DOUBLE_TICKS = re.compile(r"(?<!`)``(?!`)")
_SENTENCE_END = re.compile(r"(?<!e\.g)(?<!i\.e)(?<!etc)[.!?](?=\s+[A-Z`\[]|\s*$)")
_ABOUT_THE_SOURCE = re.compile(r"\s*Field descriptions are defined inline[^.]*\.(?=\s|$)")
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
    return _ABOUT_THE_SOURCE.sub("", text).strip()


def paragraphs(text: str) -> list[str]:
    """Split prose at blank lines, but never inside a fenced code block."""
    found: list[str] = []
    fenced = False
    for block in re.split(r"\n\s*\n", text):
        if fenced and found:
            found[-1] += "\n\n" + block
        elif block.strip():
            found.append(block.strip())
        fenced ^= block.count("```") % 2 == 1
    return found


def unwrap(paragraph: str) -> str:
    """Join the hard-wrapped lines of a paragraph; code and lists keep theirs."""
    if "```" in paragraph or re.search(r"^\s*(?:[-*]|\d+\.)\s", paragraph, re.MULTILINE):
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

_ACCESSOR_DOC = re.compile(
    r"\A.*?# noqa: E501\s*(.*?)\s*(?:# noqa: E501\s*)?:return:.*\Z", re.DOTALL
)


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
    match = _ACCESSOR_DOC.match(getattr(model, attribute).__doc__ or "")
    return " ".join(match.group(1).replace("# noqa: E501", "").split()) if match else ""


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


def main(argv: list[str] | None = None) -> int:
    """Run one command; a line of JSON is the only thing it writes to standard output."""
    parser = argparse.ArgumentParser(description="Read the flavors of the ZenML installed here.")
    commands = parser.add_subparsers(dest="command", required=True)
    catalog = commands.add_parser("catalog", help="write every flavor into a folder")
    catalog.add_argument("out", type=Path)
    arguments = parser.parse_args(argv)
    with own_stdout() as answers:
        index = run_catalog(arguments.out)
        summary = {key: index[key] for key in ("zenml_version", "skipped")}
        summary["flavors"] = len(index["flavors"])
        answers.write(json.dumps(summary) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
