"""Unquoted words of which YAML 1.1 makes more than a text, or nothing at all."""

from __future__ import annotations

WORDS: dict[str, tuple[str, ...]] = {
    "yaml/truth-words": ("yes", "no", "on", "Off", "TRUE", "y", "n", "oN", "True", "YES"),
    "yaml/octal": ("0123", "0o17", "-017", "089", "00", "+012", "0_7", "08.5", "0"),
    "yaml/hexadecimal": ("0x1F", "0xZZ", "0x", "-0xA_f"),
    "yaml/binary": ("0b101", "-0b1", "0b12", "0b"),
    "yaml/sexagesimal": ("12:30", "1:30:00", "190:20:30.15", "12:75", "-1:30", "0:00", "1:2:3.5"),
    "yaml/underscores": ("1_000", "1_000.5", "_1000", "1__0", "1_", "_", "+1_0"),
    "yaml/exponents": (
        *(
            "1e3",
            "1.0e+3",
            "1.e+3",
            "6.02e23",
            "1E3",
            "1.5E-3",
            "1e+3",
            ".5e+1",
            "1.e3",
            "5.0e+400",
        ),
        *("5.", ".5", "-.5", "+.5", "+1", "-0", "-0.0", "1.2.3"),
    ),
    "yaml/dates": (
        *("2024-05-01", "2024-5-1 10:00:00", "2024-05-01T10:00:00+02:00", "20240501", "2024-05"),
        *("2024-05-01 10:00", "2024-05-01 10:00:00.123456789 -5", "2024-05-01t10:00:00.5z"),
    ),
    "yaml/impossible-dates": (
        *(
            "2024-13-45",
            "2024-02-30",
            "2024-05-01T25:00:00Z",
            "0000-00-00",
            "2024-05-01T10:00:00+99",
        ),
    ),
    "yaml/null-words": ("~", "null", "NULL", "Null", "none", "None", "nil", "nUll"),
    "yaml/special-floats": (".inf", "-.INF", ".NaN", "inf", "+.inf", ".nAn", "-.nan", "Infinity"),
    "yaml/core-tag": (
        *("!!str 5", "!!str yes", "! 12", "!!str", '!!int "5"', "!!int five", '!!float "2"'),
        *("!!float x", '!!bool "yes"', '!!bool "maybe"', '!!null "x"'),
        *("!!binary aGVsbG8=", "!!binary ä", "!!timestamp 2024-05-01", "!!timestamp soon"),
    ),
    "yaml/collection-tag": (
        "!!set {a, b}",
        "!!omap [a: 1]",
        "!!pairs [a: 1]",
        "!!map []",
        "!!seq {}",
    ),
    "yaml/own-tag": ("!env HOME", "!vault secret", "!!python/name:os.system x", "!<tag:x> y"),
    "yaml/equals-sign": ("=", "<<"),
    "yaml/block-text": (
        "|\n" + " " * 40 + "first\n" + " " * 40 + "second",
        ">-\n" + " " * 40 + "folded",
        "|-\n" + " " * 40 + "5",
        "|+\n" + " " * 40 + "kept\n\n",
        ">\n" + " " * 40 + "{{vault.token}}",
        "|1-\n" + " " * 40 + "deep",
        "|  # why\n" + " " * 40 + "text",
        "|0\n" + " " * 40 + "text",
        "!!int |-\n" + " " * 40 + "5",
    ),
    "yaml/escapes": (
        *(r'"\u00e9\x41\t"', r'"\q"', r'"\U0001F6B2"', "'it''s'", r'"\ud83d"', r'"\0"', r'"\x7f"'),
        *(
            r'"\e[31m"',
            r'"\N\_\L"',
            r'"\uFEFF"',
            r'"\/"',
            r'"\u12"',
            r'"\UFFFFFFFF"',
            r'"\ud83d\ude00"',
        ),
    ),
    "yaml/plain-multiline": (
        "two\n" + " " * 40 + "lines",
        "5\n" + " " * 40 + "6",
        "a # b\n" + " " * 40 + "c",
        '"two\n\n' + " " * 40 + 'quoted"',
    ),
    "yaml/anchor-on-scalar": (
        "&here text",
        "&here 5",
        "&here",
        "&here !!str 5",
        "!!str &here 5",
        "&a.b text",
        "&é text",
    ),
}
"""Words by label; in turn they stand on whatever parameter comes along, or deep inside of it."""
