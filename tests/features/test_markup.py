"""Documentation texts: what others wrote is shown, and cannot do anything."""

from __future__ import annotations

import pytest

from stackls_core.documents.markup import escape, link, plain, prose


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("All but `path` count.", "All but `path` count."),
        (
            "See [here](https://example.com/a) for more.",
            "See [here](https://example.com/a) for more.",
        ),
        ("a *b* <script> _c_", "a \\*b\\* \\<script\\> \\_c\\_"),
        ("[x](command:evil)", "\\[x\\](command:evil)"),
        ("![x](https://example.com/a.png)", "\\![x](https://example.com/a.png)"),
        ("as:\n```\nrun --flag='{}'\n```\nso", "as:\n```\nrun --flag='{}'\n```\nso"),
    ],
)
def test_descriptions_keep_code_and_links_and_nothing_else(text: str, shown: str):
    assert prose(text) == shown


def test_links_lead_to_pages_only():
    assert link("docs", "https://example.com/a b)") == "[docs](https://example.com/a%20b%29)"
    assert link("docs", "command:evil") == "docs"


def test_plain_text_for_clients_without_markdown():
    assert plain(f"**{escape('my_name')}** · [docs](https://example.com)") == (
        "my_name · docs: https://example.com"
    )
