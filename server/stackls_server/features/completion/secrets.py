"""Items that refer to secrets of the registry, with their keys."""

from __future__ import annotations

import re
from collections.abc import Iterator

from stackls_core.documents.completion import (
    MAX_ITEMS,
    Completion,
    ItemKind,
    Request,
)
from stackls_core.documents.snippets import escape_snippet
from stackls_core.registry.model import SecretInfo
from stackls_core.schema.model import Kind, Parameter
from stackls_core.text import Span

_OPENED = re.compile(r"(?:^|[\s:\-\[,])(\{\{[^{}'\"]*)\Z")
_LOOKED_AT = 20_000
_CLOSED = re.compile(r"[^{}'\"\n]*?\}\}?|")


def secret_references(request: Request, parameter: Parameter) -> Iterator[Completion]:
    """References to secrets, those that are known first: where one is wanted, or was begun."""
    if parameter.refuses_secret_references:
        return
    is_begun = request.begins_reference and _takes_text(parameter)
    if parameter.sensitive or is_begun:
        span = request.cursor.span
        if _takes_text(parameter):
            yield from _references(request, parameter, span)
        yield any_reference(parameter, span, _quote_of(request))


def opened_references(request: Request) -> Iterator[Completion]:
    """The same after ``{{`` without quotes, which YAML takes for mappings: quotes are added."""
    steps, owner = request.place.path, request.place.owner
    while steps and steps[-1] == "":
        steps = steps[:-1]
    parameter = owner.parameter_at(steps) if owner is not None else None
    opened = _opened(request)
    if parameter is None or opened is None or parameter.refuses_secret_references:
        return
    if _takes_text(parameter):
        yield from _references(request, parameter, opened)
        yield any_reference(parameter, opened, _quote_of(request))


def any_reference(parameter: Parameter, span: Span, quote: str) -> Completion:
    """A reference to a secret whose name and key are to be filled in, in such quotes."""
    text = f"{quote}{{{{secret.{parameter.name}}}}}{quote}"
    snippet = f"{quote}{{{{${{1:secret}}.${{2:{parameter.name}}}\\}}\\}}{quote}"
    return Completion(
        "{{secret.key}}",
        ItemKind.VALUE,
        span,
        text,
        snippet,
        "09",
        "reference to a secret",
        filter_text=text.strip(quote),
    )


def _opened(request: Request) -> Span | None:
    """From the braces that were opened to the cursor, or to the braces that close them."""
    lines, offset = request.lines, request.offset
    number = lines.line_of(offset)
    start, end = lines.line_start(number), lines.line_end(number)
    before = _OPENED.search(lines.text[start:offset])
    after = _CLOSED.match(lines.text[offset:end])
    if before is None or after is None:
        return None
    return Span(start + before.start(1), offset + after.end())


def _quote_of(request: Request) -> str:
    """The quotes that a file has around values above the cursor, single ones where it has none."""
    above = request.text[max(0, request.offset - _LOOKED_AT) : request.offset]
    return '"' if above.count(': "') > above.count(": '") else "'"


def _takes_text(parameter: Parameter) -> bool:
    return parameter.shape.find(Kind.STRING, Kind.ANY) is not None


def _references(request: Request, parameter: Parameter, span: Span) -> Iterator[Completion]:
    known = request.known
    if known is None or known.secrets is None:
        return
    count, quote = 0, _quote_of(request)
    for secret in known.secrets:
        detail = ("private secret" if secret.private else "secret") + f", {known.label}"
        for key in secret.keys:
            # the key that is called like the parameter is most likely the one
            rank = "00" if key == parameter.name else "01"
            text = f"{{{{{secret.name}.{key}}}}}"
            quoted = f"{quote}{text}{quote}"
            yield _item(text, quoted, escape_snippet(quoted), span, rank, detail)
            count += 1
        if not secret.keys:
            yield _without_keys(secret, parameter, span, detail, quote)
            count += 1
        if count >= MAX_ITEMS:
            return


def _without_keys(
    secret: SecretInfo, parameter: Parameter, span: Span, detail: str, quote: str
) -> Completion:
    """A secret whose keys may not be known: the key is to be filled in."""
    text = f"{{{{{secret.name}.{parameter.name}}}}}"
    name, key = escape_snippet(secret.name), escape_snippet(parameter.name)
    snippet = f"{quote}{{{{{name}.${{1:{key}}}\\}}\\}}{quote}"
    return _item(text, f"{quote}{text}{quote}", snippet, span, "02", f"{detail}, keys not known")


def _item(label: str, text: str, snippet: str, span: Span, rank: str, detail: str) -> Completion:
    return Completion(
        label, ItemKind.VALUE, span, text, snippet, rank + label, detail, filter_text=label
    )
