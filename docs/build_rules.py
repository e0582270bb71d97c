"""Write docs/rules.md: one section a rule, from its docstring, its fixture and the fixes it offers.

usage: python docs/build_rules.py [--check]     --check says whether the page is up to date
"""

from __future__ import annotations

import importlib
import importlib.util
import inspect
import re
import sys
from pathlib import Path
from types import ModuleType

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "core"), str(ROOT / "server")]

from stackls_core.analysis.all_rules import RULES  # noqa: E402
from stackls_core.catalog.catalogs import open_catalogs  # noqa: E402
from stackls_core.check import check_text  # noqa: E402
from stackls_core.documents.rule import AnyRule  # noqa: E402
from tests.support.catalog import tiny_catalog  # noqa: E402
from tests.support.code import SAMPLE, sample_scope  # noqa: E402
from tests.support.known import known_registry  # noqa: E402
from tests.support.markers import parse_fixture, path_of  # noqa: E402

PAGE = ROOT / "docs" / "rules.md"
FIXTURES = ROOT / "fixtures" / "rules"
HEAD = """\
# Rules

What `stackls check` and the editor report. An **error** is what `zenml stack import` refuses; a
**warning** is what it accepts and you would regret; the rest is for your information. A few rules
need to know a registry: the editor's, or that of `stackls check --store`.

Change a rule's severity in the editor's settings: `"stackls.validation.severities":
{"plain-text-secret": "error", "missing-image-builder": "off"}`. Silence a single place with a
comment at the end of the line or on the line above:

```yaml
      uri: registry.example.com  # stackls: ignore[rule-code]
```

`# stackls: ignore` without a code silences everything there, `# stackls: ignore-file` a whole file.
The examples below use made-up flavors; carets mark what is reported.

| Rule | Severity | What |
|---|---|---|
"""


def page() -> str:
    rows = [f"| [`{r.code}`](#{r.code}) | {r.severity.value} | {r.summary} |" for r in RULES]
    return HEAD + "\n".join(rows) + "\n\n" + "\n".join(section(rule) for rule in RULES)


def rule_module(name: str) -> ModuleType:
    """The module of a rule: of one about YAML itself, or of one kind of document."""
    kinds = (ROOT / "core" / "stackls_core" / "documents").glob("*/rules")
    for package in ("analysis", *(f"documents.{folder.parent.name}" for folder in kinds)):
        full = f"stackls_core.{package}.rules.{name}"
        if importlib.util.find_spec(full):
            return importlib.import_module(full)
    raise LookupError(name)


def section(rule: AnyRule) -> str:
    name = rule.code.replace("-", "_")
    module = rule_module(name)
    doc = inspect.cleandoc(module.__doc__ or "")
    summary, _, rest = doc.partition("\n\n")
    first = re.sub(r"^`[\w-]+`: ", "", summary.replace("\n", " "))
    text = re.sub(r"``([^`]+)``", r"`\1`", f"{first[:1].upper()}{first[1:]}\n\n{rest}".strip())
    text = re.sub(r"(?<!`)`(stack_facts|class_rules|ignores)`", r"`\1`", text)
    where = " *Only where a registry is known.*" if rule.needs_store else ""
    where += " *Only where the workspace has code of a pipeline.*" if rule.needs_code else ""
    parts = [f"## {rule.code}", f"*{rule.severity.value.capitalize()}.*{where} {text}"]
    fixture = FIXTURES / f"{rule.code}.yaml"
    if fixture.exists():
        marked = fixture.read_bytes().decode("utf-8").replace("\r\n", "\n").removeprefix("\ufeff")
        shown = re.sub(r"^# catalog: \w+\n", "", marked).strip("\n")
        parts.append(f"```yaml\n{shown}\n```")
        if rule.needs_code:
            source = SAMPLE.read_text(encoding="utf-8").strip()
            parts.append(f"for\n\n```python\n{source}\n```")
        titles = fixes(rule, marked)
        if titles:
            parts.append("Fixes: " + "; ".join(titles) + ".")
    return "\n\n".join(parts) + "\n"


def fixes(rule: AnyRule, marked: str) -> list[str]:
    shipped = marked.startswith("# catalog: shipped")
    catalogs = open_catalogs() if shipped else tiny_catalog()
    known = known_registry() if rule.needs_store else None
    scope = sample_scope() if rule.needs_code else None
    text = parse_fixture(marked).text
    found = check_text(text, path_of(text), catalogs, known, scope)
    titles: dict[str, bool] = {}
    for finding in found:
        if finding.code == rule.code:
            for fix in finding.fixes:
                titles.setdefault(fix.title.replace("\n", " "), fix.safe)
    return [
        f"`{title}`" + (" (also by `--fix`)" if safe else "")
        for title, safe in list(titles.items())[:4]
    ]


def main() -> int:
    text = page()
    if "--check" in sys.argv:
        current = PAGE.read_text(encoding="utf-8") if PAGE.exists() else ""
        if current != text:
            print("docs/rules.md is out of date: run `nox -s docs`")
            return 1
        return 0
    PAGE.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
