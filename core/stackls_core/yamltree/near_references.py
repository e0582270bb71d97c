"""Text that is nearly a secret reference: what is wrong with it, and what was meant.

ZenML takes a value for a reference only where all of it is ``{{name.key}}``
(``zenml.utils.secret_utils.is_secret_reference``); anything else is plain text to it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from stackls_core.yamltree.lookalikes import lookalikes
from stackls_core.yamltree.values import SecretReference, parse_secret_reference

_LONGEST = 300
_PART = r"[A-Za-z_][\w-]*"
_BRACES = re.compile(r"(?P<open>[{\[(<]*)(?P<inside>[^{}\[\]()<>]*)(?P<close>[}\])>]*)")
_BRACKET = re.compile(r"[{}\[\]()<>]")
_OTHER_BRACES = (("[[", "]]"), ("<<", ">>"), ("((", "))"))
_SIGIL = re.compile(r"\A[#%@$](?=\{)")
"""As other languages begin one in a text."""
_BLANKS = re.compile(r"(?<=\{)\s+(?=\{)|(?<=\})\s+(?=\})")
_WORD = re.compile(_PART)
_BARE = re.compile(
    rf"(?P<prefix>(?:secrets?|zenml|ref)[:/=]\s*|<)?(?P<name>{_PART})\.(?P<key>{_PART})>?"
)
_SIGN = re.compile(r"[.:/|#\s]")
_REFERENCE = re.compile(r"\{\{[^{}]*\}\}")
_TOOLS = (
    (re.compile(r"\$\{\{\s*secrets\b"), "GitHub Actions"),
    (re.compile(r"\$\{\{"), "a CI system"),
    (re.compile(r"\{\{\s*\.|\{\{-"), "Helm"),
    (re.compile(r"\{\{\s*(?:lookup|vault_|env\b|hostvars)"), "Ansible"),
    (re.compile(r"\$\(|\$[A-Za-z_]\w*\Z"), "a shell"),
    (re.compile(r"%[A-Za-z_]\w*%\Z"), "a Windows shell"),
    (re.compile(r"<%|\{%"), "a template engine"),
    (re.compile(r"ref\+[a-z]+://"), "vals"),
    (re.compile(r"op://"), "1Password"),
    (re.compile(r"ENC\[AES256_GCM,"), "SOPS"),
    (re.compile(r"vault(?::|://)"), "Vault"),
    (re.compile(r"@Microsoft\.KeyVault\("), "Azure"),
    (re.compile(r"arn:aws[\w-]*:(?:secretsmanager|ssm):"), "AWS"),
    (re.compile(r"(?:sm://|projects/[^/]+/secrets/)"), "Google Cloud"),
    (re.compile(r"\{\{(?:resolve|ssm):"), "CloudFormation"),
    (re.compile(r"azkv://|keyvault://", re.IGNORECASE), "Azure"),
)


@dataclass(frozen=True)
class NearReference:
    """What is wrong, to stand behind a colon, and the reference that was meant, if clear."""

    reason: str
    meant: str | None = None


def near_reference(value: str, key: str, *, is_sensitive: bool) -> NearReference | None:
    """What keeps ``value`` from being the secret reference that it seems to be meant as.

    ``key`` is that of the parameter. What other tools take for a reference counts only where a
    secret is expected: elsewhere such text may mean what it says.
    """
    if not is_sensitive and value.isascii() and _BRACKET.search(value) is None:
        return None
    if len(value) > _LONGEST or _reference(value) is not None:
        return None
    stripped = value.strip()
    if _reference(stripped) is not None:
        what = "a line break" if "\n" in value else "a blank"
        verb = "precedes" if value[:1].isspace() and not value[-1:].isspace() else "follows"
        return NearReference(f"{what} {verb} it", _canonical(stripped))
    if is_sensitive:
        for pattern, tool in _TOOLS:
            if pattern.match(stripped):
                return NearReference(f"this is the syntax of {tool}, which ZenML does not know")
    if parse_secret_reference(value) is not None:
        return _braced(stripped, key) or NearReference("it is more than one reference")
    plain = _in_ascii(stripped)
    if plain != stripped and (meant := _braced(plain, key)) is not None:
        return NearReference("some of its characters only look like those of one", meant.meant)
    found = _braced(stripped, key)
    if found is not None:
        return found
    return _inside_of_text(stripped) or (_bare(stripped, key) if is_sensitive else None)


def _reference(text: str) -> SecretReference | None:
    """The one secret that ``text`` refers to; ZenML takes braces for a part of a name."""
    found = parse_secret_reference(text)
    if found is None or not found.name or not found.key:
        return None
    return found if not set("{}") & set(found.name + found.key) else None


def _braced(text: str, key: str) -> NearReference | None:
    """The whole text in braces, of which some are missing or too many, or with no key inside."""
    unquoted = text.strip("'\"` ")
    if _reference(unquoted) is not None:
        return NearReference("quotes stand inside of its quotes", _canonical(unquoted))
    text = _BLANKS.sub("", _SIGIL.sub("", unquoted))
    if _reference(text) is not None:
        return NearReference("a sign or a blank stands at its braces", _canonical(text))
    match = _BRACES.fullmatch(text)
    if match is None or not (match["open"] or match["close"]):
        return None
    opened, closed = match["open"], match["close"]
    has_braces = "{{" in opened or "}}" in closed or ("{" in opened and "}" in closed)
    if not has_braces and (opened, closed) not in _OTHER_BRACES:
        return None
    inside = _name_and_key(match["inside"].strip())
    if inside is None:
        return _without_key(opened, match["inside"].strip(" ."), closed, key)
    name, sign, secret_key = inside
    meant = f"{{{{{name}.{secret_key}}}}}"
    if opened != "{{" or closed != "}}":
        return NearReference(_about_braces(opened, closed), meant)
    if sign != ".":
        return NearReference("a dot belongs between name and key", meant)
    return NearReference("a blank is inside of it", meant)


def _without_key(opened: str, word: str, closed: str, key: str) -> NearReference | None:
    """One word or none in braces, two of them on one side at least."""
    is_closed = (opened, closed) == ("{{", "}}")
    if not word and is_closed:
        return NearReference("name and key are missing")
    if not _WORD.fullmatch(word) or ("{{" not in opened and "}}" not in closed):
        return None
    what = "it needs a name and a key with a dot between"
    if not is_closed:
        what = f"{_about_braces(opened, closed)}, and {what}"
    return NearReference(what, _both(word, key))


def _name_and_key(text: str) -> tuple[str, str, str] | None:
    """The two names in ``text`` and the sign between them, which may be another one than a dot."""
    found = _SIGN.search(text)
    if found is None:
        return None
    name, rest = text[: found.start()], text[found.start() :].lstrip()
    sign = rest[0] if rest and rest[0] in ".:/|#" else " "
    key = rest.lstrip(".:/|# ").strip()
    is_key = all(_WORD.fullmatch(part) for part in key.split("."))
    return (name, sign, key) if _WORD.fullmatch(name) and is_key else None


def _about_braces(opened: str, closed: str) -> str:
    if set(opened) | set(closed) != {"{", "}"} and set(opened) | set(closed) not in ({"{"}, {"}"}):
        return "it takes braces"
    if len(opened) > 2 or len(closed) > 2:
        return "it takes two braces on each side"
    missing = ["{" * (2 - len(opened)), "}" * (2 - len(closed))]
    named = [f"a {part}" if len(part) == 1 else part for part in missing if part]
    is_one = sum(map(len, missing)) == 1
    return f"{' and '.join(named)} {'is' if is_one else 'are'} missing"


def _bare(text: str, key: str) -> NearReference | None:
    """A name and a key without braces: as a prefix says, or the name of the parameter."""
    match = _BARE.fullmatch(text)
    if match is None or (match["prefix"] is None and match["key"] != key):
        return None
    return NearReference("its braces are missing", f"{{{{{match['name']}.{match['key']}}}}}")


def _inside_of_text(text: str) -> NearReference | None:
    match = _REFERENCE.search(text)
    if match is None or _reference(match.group()) is None:
        return None
    before, after = text[: match.start()], text[match.end() :]
    where = "before" if before and not after else "behind" if after and not before else "around"
    meant = _canonical(match.group())
    # what is no word is a slip; words may be needed, and only the secret can hold them
    is_slip = not any(c.isalnum() for c in before + after)
    is_prefix = bool(re.fullmatch(r"(?:secrets?|zenml|ref)\s*[:.=/]\s*", before)) and not after
    return NearReference(f"text stands {where} it", meant if is_slip or is_prefix else None)


def _both(word: str, key: str) -> str:
    return f"{{{{{word}.{key}}}}}"


def _canonical(reference: str) -> str:
    parsed = parse_secret_reference(reference)
    return f"{{{{{parsed.name}.{parsed.key}}}}}" if parsed is not None else reference


def _in_ascii(text: str) -> str:
    if text.isascii():
        return text
    written = list(text)
    for one in lookalikes(text):
        written[one.offset] = one.instead
    return "".join(written).strip()
