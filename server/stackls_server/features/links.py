"""Document links: URLs in values."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import accumulate
from urllib.parse import urlsplit

from stackls_core.documents.written_parameters import written_parameters
from stackls_core.text import Span
from stackls_core.yamltree.nodes import Scalar, resolve, walk
from stackls_core.yamltree.values import has_placeholder
from stackls_server.features.snapshot import Snapshot

_URL = re.compile(r"https?://[^\s'\"<>{}|\\^`\[\]]+", re.IGNORECASE)
_AFTER_A_URL = ".,;:!?)"
_WEB = ("http", "https")


@dataclass(frozen=True)
class Link:
    """What a click on ``span`` opens."""

    span: Span
    url: str
    tooltip: str


def links(snapshot: Snapshot) -> list[Link]:
    """The links of a document in the order of the text.

    Values of sensitive parameters and URLs that carry a password are no links: a link is shown, and
    opening it tells others.
    """
    secret = _Sensitive(snapshot)
    found = {link.span: link for link in _urls(snapshot) if not secret.covers(link.span.start)}
    return sorted(found.values(), key=lambda link: link.span)


def is_web_url(url: str) -> bool:
    """Whether ``url`` is one that a browser opens, without a user or a password in it."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme.lower() in _WEB and bool(parts.hostname) and "@" not in parts.netloc


def _urls(snapshot: Snapshot) -> Iterator[Link]:
    text = snapshot.text
    for node in walk(snapshot.document.root):
        if not isinstance(node, Scalar) or "://" not in node.value:
            continue
        for match in _URL.finditer(text, node.start, node.end):
            url = match.group().rstrip(_AFTER_A_URL)
            following = text[match.end() : match.end() + 1]
            # a URL that goes on with a placeholder or an escape is only half known
            known = following not in ("{", "\\") and not has_placeholder(url)
            if known and is_web_url(url):
                yield Link(Span(match.start(), match.start() + len(url)), url, f"Open {url}")


class _Sensitive:
    """Where the values of sensitive parameters stand."""

    def __init__(self, snapshot: Snapshot) -> None:
        spans = sorted(
            node.span
            for entry, parameter in written_parameters(snapshot.view, snapshot.catalog)
            if parameter.sensitive and (node := resolve(entry.value)) is not None
        )
        self._starts = [span.start for span in spans]
        # one may be inside of another that began before
        self._ends = list(accumulate((span.end for span in spans), max))

    def covers(self, offset: int) -> bool:
        index = bisect_right(self._starts, offset) - 1
        return index >= 0 and offset < self._ends[index]
