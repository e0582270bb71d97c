"""What the answer to ``initialize`` announces of features, which are imported on first use."""

from __future__ import annotations

from lsprotocol import types

FIX_ALL = "source.fixAll.stackls"
STACK_ACTIONS = "source.stackls"
"""The kind of code actions that do something with registered stacks."""

TOKENS: dict[str, tuple[str, str]] = {
    "secret reference": (types.SemanticTokenTypes.Variable.value, "secretReference"),
    "placeholder": (types.SemanticTokenTypes.Macro.value, "placeholder"),
    "deprecated key": (
        types.SemanticTokenTypes.Property.value,
        types.SemanticTokenModifiers.Deprecated.value,
    ),
}
"""By the value of a `TokenKind`: types that every theme knows; the modifiers say what exactly it
is, for those who colour that."""

LEGEND = types.SemanticTokensLegend(
    [token_type for token_type, _ in TOKENS.values()],
    [modifier for _, modifier in TOKENS.values()],
)
