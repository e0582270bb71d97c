"""What agents can ask of stackls: plain functions, which know nothing of a protocol.

Their docstrings and parameters are what an agent reads. Files are those below one folder, secrets
are masked, and what fails is a `ToolFailed` whose message says what to do instead.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Generator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from stackls_core.analysis.all_rules import BY_CODE, RULES
from stackls_core.analysis.rule_pages import page_of
from stackls_core.catalog.component_types import COMPONENT_TYPES
from stackls_core.catalog.errors import CatalogError
from stackls_core.configuration.find import Configurations
from stackls_core.documents.kinds import YAML_SUFFIXES
from stackls_core.documents.stack_file.view import parse_stack_file
from stackls_core.plans.agreed import AgreedPlans
from stackls_core.plans.apply import apply
from stackls_core.plans.configured_variables import EnvFileRefused, configured_variables
from stackls_core.plans.export import export
from stackls_core.plans.plan import Plan, plan_text
from stackls_core.plans.plan_set import StackText, set_of_one
from stackls_core.registry import references
from stackls_core.registry.errors import NotPlannable, StoreError
from stackls_core.regular_files import FileTooLarge, read_bounded
from stackls_core.search.source import NotUtf8, decode
from stackls_core.suggest import nearest
from stackls_server.cli.check_files import Checker
from stackls_server.cli.failures import Failure
from stackls_server.cli.judges import judges, judges_of
from stackls_server.cli.report_json import rows_of
from stackls_server.cli.results import Totals
from stackls_server.cli.stack_store import Opener, OpenStore, Refused, failure_of
from stackls_server.features.flavors import FlavorNotFound, describe_flavor, list_flavors
from stackls_server.features.plan_data import plan_data
from stackls_server.features.stack_data import (
    component_summary,
    stack_description,
    stack_summary,
    store_data,
)

if TYPE_CHECKING:
    from stackls_core.catalog.catalog import Catalogs
    from stackls_server.cli.judges import Known

MAX_FINDINGS = 200
"""An agent reads all that it is given."""
MAX_BYTES = 1_000_000

Data = dict[str, Any]


class ToolFailed(Exception):
    """A tool cannot do what it was asked for; the message is fit to show."""


class Tools:
    """The tools for one folder and one registry, which stays open until `close`."""

    def __init__(self, opener: Opener, folder: Path) -> None:
        """``folder`` is the only one whose files are read."""
        self._opener = opener
        self._folder = folder.resolve()
        self._lock = threading.Lock()
        self._stack = ExitStack()
        self._opened: OpenStore | None = None
        self._plans = AgreedPlans()

    @property
    def reading(self) -> tuple[Callable[..., Data], ...]:
        """The tools that change nothing."""
        return (
            *(self.check, self.list_stacks, self.describe_stack, self.export_stack),
            *(self.list_components, self.plan, self.list_flavors, self.describe_flavor),
            *(self.list_rules, self.explain_rule),
        )

    @property
    def changing(self) -> tuple[Callable[..., Data], ...]:
        """The tools that change the registry."""
        return (self.activate_stack, self.apply)

    def close(self) -> None:
        with self._lock:
            self._forget()

    def _forget(self) -> None:
        self._opened = None
        self._stack.close()

    @contextmanager
    def _registry(self) -> Generator[OpenStore, None, None]:
        """The registry, for one tool at a time. One that has failed is opened anew next time."""
        with self._lock, _reported():
            try:
                if self._opened is None:
                    opened = self._opener.opened(is_brief=False)
                    self._opened = self._stack.enter_context(opened)
                yield self._opened
            except StoreError as error:
                failure = failure_of(error)
                if not isinstance(failure, Refused):
                    self._forget()
                raise failure from error

    # --- files ----------------------------------------------------------------------------------

    def check(self, path: str = ".", with_registry: bool = False) -> Data:
        """Check a ZenML stack file, or all stack files below a folder, and list what is wrong.

        Findings of severity error are what ZenML would refuse. Places are 1-based. With
        with_registry, files are also judged by the registry: custom flavors, missing secrets and
        names that are taken. Use explain_rule for more about a code.
        """
        wanted = self._inside(path)
        totals = Totals([path])
        findings: list[Data] = []
        with self._judges(with_registry) as (catalog, known):
            for file in Checker(catalog, totals, known=known).run([str(wanted)]):
                findings += [{**row, "path": self._shown(file.path)} for row in rows_of(file)]
        return {
            "checked_files": totals.checked,
            "findings": findings[:MAX_FINDINGS],
            "findings_left_out": max(0, len(findings) - MAX_FINDINGS),
            "not_checked": [
                {"path": self._shown(one.path), "reason": one.message} for one in totals.troubles
            ],
        }

    @contextmanager
    def _judges(self, with_registry: bool) -> Generator[tuple[Catalogs, Known], None, None]:
        if with_registry:
            with self._registry() as opened:
                yield judges_of(opened)
        else:
            with _reported(), judges(None) as judging:
                yield judging

    def plan(self, path: str) -> Data:
        """Say what applying a stack file would create, change and reuse. Nothing is changed.

        blocked plans cannot be applied, and conflicts say why. planned names this plan for apply.
        """
        text, variables = self._read(path), self._variables(path)
        with self._registry() as opened:
            planned = plan_text(text, opened.store, opened.catalog, variables=variables)
            data = self._plan_data(planned, text, opened)
        return {
            **data,
            "planned": self._plans.name(set_of_one(planned, StackText("", text, variables))),
        }

    def apply(self, path: str, planned: str, activate: bool = False) -> Data:
        """Register what a stack file says, all of it or nothing. Call plan first.

        planned is what plan has answered: if there is something else to do by now, nothing is done.
        With activate, the stack becomes the active one.
        """
        text, variables = self._read(path), self._variables(path)
        with self._registry() as opened:
            found = plan_text(text, opened.store, opened.catalog, variables=variables)
            agreed = set_of_one(found, StackText("", text, variables))
            self._plans.check(planned, agreed, opened.store.snapshot)
            if found.stack is None and not found.findings:
                raise NotPlannable("The file gives its stack no name.")
            data = self._plan_data(found, text, opened)
            file = StackText(path, text)
            apply(found, opened.store, activate=activate, file=file)
        return {**data, "applied": True}

    def _variables(self, path: str) -> Mapping[str, str] | None:
        """What the configuration of a file replaces its placeholders by."""
        found = Configurations(tuple).of(self._inside(path).parent)
        try:
            return configured_variables(found)
        except EnvFileRefused as error:
            raise ToolFailed(str(error)) from error

    def _plan_data(self, plan: Plan, text: str, opened: OpenStore) -> Data:
        name = parse_stack_file(text).stack_name or ""
        return plan_data(plan, text, name, where=opened.store.info().place)

    def _inside(self, path: str) -> Path:
        """A folder or YAML file below the folder. Raises `ToolFailed` for any other path."""
        try:
            found = (self._folder / path).resolve()
        except (OSError, ValueError):
            raise ToolFailed(f"{path!r} is not a path.") from None
        if not found.is_relative_to(self._folder):
            raise ToolFailed(f"{path} is outside of the folder that stackls was started in.")
        if found.exists() and not (found.is_file() or found.is_dir()):
            raise ToolFailed(f"{path} is neither a file nor a folder.")  # it may have no end
        if found.is_file() and not found.name.lower().endswith(YAML_SUFFIXES):
            raise ToolFailed(f"{path} is not a YAML file.")
        return found

    def _shown(self, path: str) -> str:
        found = Path(path)
        inside = found.is_relative_to(self._folder)
        return found.relative_to(self._folder).as_posix() if inside else path

    def _read(self, path: str) -> str:
        wanted = self._inside(path)
        try:
            return decode(read_bounded(wanted, MAX_BYTES)).text
        except FileTooLarge:
            raise ToolFailed(f"{path} is too large to be a stack file.") from None
        except NotUtf8 as error:
            raise ToolFailed(f"{path}: {error}") from error
        except OSError as error:
            reason = error.strerror or type(error).__name__
            raise ToolFailed(f"{path} cannot be read: {reason}.") from error

    # --- the registry ---------------------------------------------------------------------------

    def list_stacks(self) -> Data:
        """List the registered stacks with their components, the active one marked."""
        with self._registry() as opened:
            state = opened.store.snapshot()
            info = opened.store.info()
        return {
            "registry": store_data(info)["place"],
            "stacks": [stack_summary(stack, state) for stack in state.stacks],
        }

    def describe_stack(self, name: str = "") -> Data:
        """Describe a registered stack, by default the active one, with its configuration.

        The name may be an id. Secrets are masked.
        """
        with self._registry() as opened:
            state = opened.store.snapshot()
            if name:
                stack = references.find(name, state.stacks, "stack")
            else:
                stack = state.active_stack or opened.store.active()
            flavors = {(component.type, component.flavor) for component in stack.components}
            return stack_description(stack, state, opened.catalog_for(flavors))

    def export_stack(self, name: str) -> Data:
        """Write a registered stack as the text of a stack file, where no secret is in the clear."""
        with self._registry() as opened:
            stack = opened.store.stack(name)
            catalog = opened.catalog
            shown = stack_description(stack, opened.store.snapshot(), catalog)
            real = stack_description(stack, opened.store.snapshot(), catalog, show_secrets=True)
            if shown != real:
                raise Refused(
                    f"The stack {name} has secrets in the clear: use `stackls stack export`."
                )
            version = opened.store.info().zenml_version
            return {"text": export(stack, version, lists=opened.reads_lists)}

    def list_components(self, type: str = "") -> Data:  # noqa: A002 - what agents call it
        """List registered components, all or those of a type, with the stacks that use them."""
        if type and type not in COMPONENT_TYPES:
            meant = nearest(type, COMPONENT_TYPES)
            raise ToolFailed(
                f"Unknown component type {type}. "
                + (
                    f"Did you mean {meant}?"
                    if meant
                    else f"There are {', '.join(COMPONENT_TYPES)}."
                )
            )
        with self._registry() as opened:
            state = opened.store.snapshot()
        return {
            "components": [
                component_summary(component, state)
                for component in state.components
                if type in ("", component.type)
            ]
        }

    def activate_stack(self, name: str) -> Data:
        """Make a registered stack the active one."""
        with self._registry() as opened:
            stack = opened.store.activate(name)
            return {"active": stack.name, "registry": opened.store.info().place}

    # --- what can be looked up ------------------------------------------------------------------

    def list_flavors(self, type: str = "") -> Data:  # noqa: A002
        """List the flavors of ZenML and of the registry, all or those of a component type."""
        with self._registry() as opened:
            return {"flavors": list_flavors(opened.catalog, type or None)}

    def describe_flavor(self, type: str, name: str) -> Data:  # noqa: A002
        """Describe a flavor of a component type: its parameters, integration and documentation."""
        with self._registry() as opened:
            return describe_flavor(opened.catalog_for({(type, name)}), type, name)

    def list_rules(self) -> Data:
        """List the rules that check uses: their codes, severities and summaries."""
        return {
            "rules": [
                {"code": rule.code, "severity": rule.severity.value, "summary": rule.summary}
                for rule in RULES
            ]
        }

    def explain_rule(self, code: str) -> Data:
        """Explain a rule by its code: why it is there, an example, and how to fix it."""
        if code not in BY_CODE:
            meant = nearest(code, list(BY_CODE))
            advice = f"Did you mean {meant}?" if meant else "list_rules lists all."
            raise ToolFailed(f"Unknown rule {code}. {advice}")
        return {"code": code, "text": page_of(code)}


@contextmanager
def _reported() -> Generator[None, None, None]:
    """The failures of commands, and what has no such flavor, as those of tools."""
    try:
        yield
    except Failure as error:
        raise ToolFailed(error.message) from error
    except (FlavorNotFound, CatalogError) as error:
        raise ToolFailed(str(error)) from error
