"""The text of new stack files, components and configurations: all that stackls writes of its own.

Everything is a list of lines in the syntax of snippets, ``{}`` escaped; `plain` makes text of it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from stackls_core.documents.samples import sample_value
from stackls_core.documents.snippets import escape_choice, escape_snippet, without_tab_stops

if TYPE_CHECKING:
    from stackls_core.catalog.model import Flavor

EMPTY = ("configuration: {\\}",)
"""A configuration that sets nothing."""

STEP = 2


def plain(lines: Iterable[str]) -> list[str]:
    """The lines for those that know no snippets."""
    return [without_tab_stops(line) for line in lines]


def stop(number: int, text: str) -> str:
    """``text``, to be replaced by the user."""
    return f"${{{number}:{escape_snippet(text)}}}"


def choice(number: int, values: Sequence[str]) -> str:
    """The first of ``values``, to be replaced by another one, in an editor that shows them."""
    distinct = list(dict.fromkeys(values))
    if len(distinct) == 1:
        return stop(number, distinct[0])
    return f"${{{number}|{','.join(map(escape_choice, distinct))}|}}"


def stack(
    name: str, zenml_version: str, components: Mapping[str, Iterable[str]], *, as_list: bool = True
) -> list[str]:
    """A whole stack file, of components by type."""
    below = [line for kind, one in components.items() for line in slot(kind, one, as_list=as_list)]
    return [f"stack_name: {name}", f"zenml_version: {zenml_version}", "components:", *below]


def slot(
    component_type: str, component: Iterable[str], pad: int = STEP, *, as_list: bool = True
) -> list[str]:
    """A component below the key of its type, as far in as it is below ``components``.

    It is the item of a list, unless the ZenML version reads none.
    """
    inner = pad + STEP
    body = item(component, inner) if as_list else [" " * inner + line for line in component]
    return [" " * pad + f"{component_type}:", *body]


def item(component: Iterable[str], pad: int = 0) -> list[str]:
    """A component with a dash before it."""
    first, *rest = component
    return [" " * pad + "- " + first, *(" " * (pad + STEP) + line for line in rest)]


def component(
    component_type: str, name: str, flavor: str, configuration: Iterable[str] = EMPTY
) -> list[str]:
    """The keys of a component."""
    return [f"name: {name}", f"type: {component_type}", f"flavor: {flavor}", *configuration]


def configuration(flavor: Flavor | None, first_stop: int = 1, step: int = STEP) -> list[str]:
    """A configuration with a sample of all that ``flavor`` requires; stops from ``first_stop``.

    What needs no parameter gets empty braces where its parameters belong, as the last tab stop: the
    first one that is accepted or typed takes their place, and what is left as it is can be
    imported.
    """
    if flavor is None or not flavor.parameters:
        return ["configuration: {\\}$0"]
    pad = " " * step
    if not flavor.required:
        return ["configuration:", f"{pad}${{0:{{\\}}}}"]
    lines = ["configuration:", *(pad + line for line in required_parameters(flavor, first_stop))]
    lines[-1] += "$0"
    return lines


def required_parameters(flavor: Flavor, first_stop: int = 1) -> list[str]:
    """A line with a sample for each parameter that has to be given; stops from ``first_stop``."""
    return [
        f"{parameter.name}: {stop(number, sample_value(flavor, parameter))}"
        for number, parameter in enumerate(flavor.required, first_stop)
    ]


def required_components(
    types: Iterable[str],
    first_stop: int | None = None,
    flavors: Callable[[str], Iterable[str]] = lambda _: (),
) -> dict[str, list[str]]:
    """A local component of each of ``types``, with stops for names and flavors.

    ``flavors`` gives those of a type that can be chosen instead.
    """
    found: dict[str, list[str]] = {}
    for index, component_type in enumerate(types):
        name = flavor = "local"
        if first_stop is not None:
            number = first_stop + 2 * index
            name = stop(number, "local")
            flavor = choice(number + 1, ["local", *flavors(component_type)])
        found[component_type] = component(component_type, name, flavor)
    return found
