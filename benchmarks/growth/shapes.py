"""Stack files that are large in one way: texts of any size, by what there is much of in them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

HEAD = "stack_name: s\nzenml_version: 0.98.0\ncomponents:\n"
ORCHESTRATOR = "  orchestrator:\n  - name: o\n    flavor: local\n    configuration: {}\n"
STORE = "  artifact_store:\n  - name: a\n    flavor: local\n    configuration:\n"
KUBERNETES = (
    f"{STORE}      path: x\n"
    "  step_operator:\n  - name: k\n    flavor: kubernetes\n    configuration:\n"
)
ALERTER = "  - name: a{0}\n    flavor: slack\n    configuration:\n"
LABELS = f"{KUBERNETES}      pod_settings:\n        node_selectors:\n"


@dataclass(frozen=True)
class Shape:
    """Texts by what there is much of in them."""

    what: str
    make: Callable[[int], str]
    size: int
    """Of the smallest text that is measured: its double, and the double of that, are too."""
    is_bounded: bool = False
    """Whether work grows faster than the text up to a limit: by what aliases bring in, or by how
    deep something is."""


def lines(count: int, line: str) -> str:
    """A line so many times; ``{0}`` in it is the number of each."""
    return "".join(line.format(number) for number in range(count))


def _file(*parts: str) -> str:
    return HEAD + ORCHESTRATOR + "".join(parts)


def _component(count: int) -> str:
    line = (
        "  - name: a{0}\n    flavor: slack\n    configuration:\n      default_slack_channel_id: c\n"
        "      slack_token: '{{{{s.k}}}}'\n"
    )
    return _file(STORE, "      path: x\n", "  alerter:\n", lines(count, line))


def _finding(count: int) -> str:
    line = (
        "  - name: a{0}\n    flavor: slack\n    configuration:\n      slack_tokn: '{{{{s.k}}}}'\n"
    )
    return _file("  alerter:\n", lines(count, line))


def _ignored(count: int) -> str:
    line = "      parameter_{0}: 1  # stackls: ignore\n"
    return _file(STORE, lines(count, line))


def _anchor(count: int) -> str:
    line = "          label-{0}: &a{0} x\n          other-{0}: *a{0}\n"
    return _file(LABELS, lines(count, line))


def _merge_chain(count: int) -> str:
    first = "shared:\n  m0: &m0\n    k0: x\n"
    rest = (f"  m{n}: &m{n}\n    <<: *m{n - 1}\n    k{n}: x\n" for n in range(1, count))
    return "".join((first, *rest)) + _file(LABELS, f"          <<: *m{count - 1}\n")


def _merge_list(count: int) -> str:
    shared = lines(count, "  m{0}: &m{0} {{k{0}: x}}\n")
    names = ", ".join(f"*m{number}" for number in range(count))
    return f"shared:\n{shared}" + _file(LABELS, f"          <<: [{names}]\n")


def _merge_uses(count: int) -> str:
    shared = "shared: &m\n" + lines(count, "  k{0}: x\n")
    line = f"{ALERTER}      <<: *m\n"
    return shared + _file("  alerter:\n", lines(count, line))


def _nested(count: int) -> str:
    block = "".join(f"{'  ' * depth}          k:\n" for depth in range(count))
    return _file(LABELS, block)


def _nested_in_braces(count: int) -> str:
    return _file(LABELS, f"          k: {'[' * count}{']' * count}\n")


def _dashes(count: int) -> str:
    return _file(LABELS, f"          k:\n          {'- ' * count}x\n")


def _one_line(parts: Iterable[str]) -> str:
    return _file(LABELS.rstrip("\n"), f" {{{', '.join(parts)}}}\n")


def _labels(line: str) -> Callable[[int], str]:
    """A map that has a label more for each; ``line`` is its value."""
    return lambda count: _file(LABELS, lines(count, f"          label-{{0}}: {line}\n"))


def _paths(value: Callable[[int], str]) -> Callable[[int], str]:
    """A path that is as long as wanted."""
    return lambda count: _file(STORE, f"      path: {value(count)}\n")


def _below_components(line: str) -> Callable[[int], str]:
    return lambda count: _file(lines(count, line))


def _alerters(line: str) -> Callable[[int], str]:
    return lambda count: _file("  alerter:\n", lines(count, line))


def _stores(line: str, after: str = "") -> Callable[[int], str]:
    """An artifact store with so many more lines in its configuration."""
    return lambda count: _file(STORE, lines(count, line), after)


SHAPES = (
    Shape("components", _component, 1_000),
    Shape("components with findings", _finding, 500),
    Shape("parameters of a map", _labels("x"), 5_000),
    Shape("unknown parameters", _stores("      parameter_{0}: 1\n"), 2_500),
    Shape("ignore comments", _ignored, 2_500),
    Shape(
        "comments that ignore nothing",
        lambda n: _file("# stackls: ignore\n" * n, STORE, "      path: x\n"),
        5_000,
    ),
    Shape("anchors", _anchor, 2_500),
    Shape(
        "uses of one anchor",
        lambda n: _file(LABELS, "          a: &a x\n", lines(n, "          label-{0}: *a\n")),
        5_000,
    ),
    Shape("merge keys in a chain", _merge_chain, 1_000, is_bounded=True),
    Shape("merge keys in a list", _merge_list, 2_500),
    Shape("uses of a map", _merge_uses, 250, is_bounded=True),
    Shape("nesting", _nested, 80, is_bounded=True),
    Shape("nesting in brackets", _nested_in_braces, 80, is_bounded=True),
    Shape("dashes on one line", _dashes, 80, is_bounded=True),
    Shape("keys on one line", lambda n: _one_line(f"label-{k}: x" for k in range(n)), 5_000),
    Shape("items on one line", lambda n: _file(LABELS, f"          k: [{'x, ' * n}]\n"), 20_000),
    Shape("characters of a plain value", _paths(lambda n: "x" * n), 100_000),
    Shape("words of a plain value", _paths(lambda n: "x y " * n), 50_000),
    Shape("characters in quotes", _paths(lambda n: f"'{'x' * n}'"), 100_000),
    Shape("lines of a block value", _paths(lambda n: "|" + "\n        x" * n), 20_000),
    Shape("YAML 1.1 surprises", _labels("no"), 2_500),
    Shape("secrets", _stores("      password_{0}: hunter2\n"), 2_500),
    Shape("types", _below_components("  type_{0}:\n  - name: a\n    flavor: b\n"), 1_000),
    Shape("flavors", _alerters("  - name: a{0}\n    flavor: f{0}\n"), 1_000),
    Shape("keys at the top", lambda n: lines(n, "key_{0}: x\n") + _file(STORE), 5_000),
    Shape("equal keys", _stores("      path: x\n"), 2_500),
    Shape("equal names", _alerters("  - name: a\n    flavor: slack\n"), 1_000),
    Shape("placeholders", _labels("${{V{0}}}"), 2_500),
    Shape("placeholders in a value", _paths(lambda n: "${A}" * n), 20_000),
    Shape("references to secrets", _labels("'{{{{s{0}.k}}}}'"), 2_500),
    Shape("URLs", _labels("https://example.com/{0}"), 2_500),
    Shape("tags", _labels("!!str x"), 2_500),
    Shape("unknown tags", _labels("!x y"), 2_500),
    Shape("wrong values", _labels("[x]"), 2_500),
    Shape("lines that are no YAML", _stores("      path: 'x\n      ]: : -\n"), 500),
    Shape("tabs", _stores("      path: x\ty\n"), 2_500),
    Shape("comments", lambda n: _file("# comment\n" * n, STORE), 20_000),
    Shape("empty lines", _stores("\n", "      path: x\n"), 100_000),
    Shape("carriage returns", _paths(lambda n: "x" + "\r" * n), 100_000),
    Shape("documents in one text", lambda n: _file(STORE) + "---\na: b\n" * n, 5_000),
)
