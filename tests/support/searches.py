"""Stack names that ZenML reads as searches, by what comes of them beside the default stack."""

from __future__ import annotations

FINDS_DEFAULT = (
    *("equals:default", "notequals:x", "notequals:", "notequals:Default"),
    *("contains:def", "contains:DEF", "contains:d_f", "contains:d%t", "contains:"),
    *("notcontains:zz", "startswith:", "startswith:dE", "startswith:%", "endswith:ault"),
    *('oneof:["default"]', 'notoneof:["x"]', "notoneof:[]", "notoneof:[1]"),
    *("notoneof:[null]", "isnotnull:"),
)
UNTOLD = ("oneof:[]",)
"""Finds all stacks in some versions of ZenML, and none in others."""
FINDS_NOTHING = (
    *("equals:x", "equals:", "equals:Default", "equals:contains:def", "notequals:default"),
    *("contains:zz", "contains:def:x", "contains:\\", "notcontains:def", "notcontains:DEF"),
    *("notcontains:", "startswith:ef", "startswith:d.f", "endswith:defaul"),
    *('oneof:["x"]', "oneof:[1]", "oneof:[null]", 'notoneof:["default"]', "isnull:"),
    *("gt:5", "gt:-1", "lt:1e3", "gte:0", "lte:nan"),
)
FAILS = (
    *("in:a", "in:", "oneof:a", "oneof:[[]]", "oneof:{}", "notoneof:{}", "notoneof:[{}]"),
    *("gt:large", "lte:", "isnull:a", "isnotnull:a", "isnull: "),
)
JUST_NAMES = ("team:a", "Contains:def", " contains:def", "a:contains:def", "asc:name", "contains")
