"""Pages of the docs site that are made from other files: the command line, the settings, and what
stands at the root of the project. mkdocs calls this while it builds (`nox -s site`).
"""

from __future__ import annotations

import json
import posixpath
import re
from pathlib import Path
from typing import Any

import click
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page

from stackls_server.cli.main import create_cli

ROOT = Path(__file__).resolve().parent.parent

# where a file of the project is on the site; links to it lead there
PAGES = {
    "CHANGELOG.md": "project/changelog.md",
    "SECURITY.md": "project/security-policy.md",
    "ARCHITECTURE.md": "project/architecture.md",
    "CONTRIBUTING.md": "project/contributing.md",
    "vscode-extension/README.md": "vscode/index.md",
}
SAME = {"vscode-extension": "vscode-extension/README.md"}
LINK = re.compile(r"(\]\()([^)#:\s]+)(#[^)\s]*)?(\))")


INTRODUCTION = """\
Editors set these in the section `stackls`. `stackls.server.path`, `stackls.interpreter` and
`stackls.trace.server` are those of the VS Code extension alone.
"""


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Add the pages that are made, and the images that they show."""
    for source, page in PAGES.items():
        files.append(File.generated(config, page, content=_read(source)))
    for image in (ROOT / "vscode-extension" / "images").glob("*.png"):
        files.append(File.generated(config, f"vscode/images/{image.name}", abs_src_path=str(image)))
    files.append(File.generated(config, "reference/cli.md", content=cli_page()))
    files.append(File.generated(config, "reference/settings.md", content=settings_page()))
    return files


def on_page_markdown(markdown: str, page: Page, config: MkDocsConfig, files: Files) -> str:
    """Make links between files of the project links between pages."""
    del config, files
    here = page.file.src_uri
    origin = next((source for source, made in PAGES.items() if made == here), f"docs/{here}")

    def replaced(found: re.Match[str]) -> str:
        target = posixpath.normpath(posixpath.join(posixpath.dirname(origin), found[2]))
        target = SAME.get(target, target)
        if target in PAGES:
            inside = PAGES[target]
        elif target.startswith("docs/"):
            inside = target.removeprefix("docs/")
        else:
            return found[0]  # what is not there is an error of the build
        link = posixpath.relpath(inside, posixpath.dirname(here) or ".")
        return f"{found[1]}{link}{found[3] or ''}{found[4]}"

    return LINK.sub(replaced, markdown)


def _read(path: str) -> str:
    return (ROOT / path).read_text(encoding="utf-8")


def settings_page() -> str:
    """All settings, from the manifest of the extension."""
    sections = json.loads(_read("vscode-extension/package.json"))["contributes"]["configuration"]
    strings = _strings()
    parts = ["# Settings\n", INTRODUCTION]
    for section in sections:
        for name, setting in section["properties"].items():
            parts.append(f"## {name}\n")
            parts.append(_translated(str(setting["markdownDescription"]), strings) + "\n")
            parts.append(f"Default: `{json.dumps(setting.get('default'))}`\n")
            choices = setting.get("enum", [])
            said = setting.get("enumDescriptions", [""] * len(choices))
            parts += [
                f"- `{choice}` {_translated(words, strings)}".rstrip()
                for choice, words in zip(choices, said, strict=True)
            ]
            parts.append("")
    return re.sub(r"`#([\w.]+)#`", r"`\1`", "\n".join(parts))


def _strings() -> dict[str, str]:
    """The texts of the manifest, where they are in a file of their own."""
    path = ROOT / "vscode-extension" / "package.nls.json"
    return json.loads(path.read_text("utf-8")) if path.exists() else {}


def _translated(text: str, strings: dict[str, str]) -> str:
    return strings.get(text.strip("%"), text) if text.startswith("%") else text


def cli_page() -> str:
    """The help of every command, with its subcommands below it."""
    parts = ["# Command line\n"]
    _add_help(create_cli(), click.Context(create_cli(), info_name="stackls"), parts, 1)
    return "\n".join(parts)


def _add_help(command: click.Command, context: click.Context, parts: list[str], level: int) -> None:
    if level > 1:
        parts.append(f"{'#' * level} {context.command_path}\n")
    parts.append(f"```text\n{command.get_help(context)}\n```\n")
    if isinstance(command, click.Group):
        for name in command.list_commands(context):
            below = command.get_command(context, name)
            # one component type stands for all of them
            if below is not None and (level > 1 or not _is_repeated(name)):
                inner = click.Context(below, info_name=name, parent=context, **_settings(below))
                _add_help(below, inner, parts, min(level + 1, 4))


def _settings(command: click.Command) -> dict[str, Any]:
    return dict(command.context_settings)


def _is_repeated(name: str) -> bool:
    from stackls_core.catalog.component_types import COMPONENT_TYPES, command_of

    return name in {command_of(one) for one in COMPONENT_TYPES} - {"orchestrator"}
