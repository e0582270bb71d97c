"""The commands that clients are told of. What they do is imported with the first one.

Plans, comparisons and pages are a tenth of the server, and no first diagnostics need them.
"""

from __future__ import annotations

NAMES = (
    "stackls.listTypes",
    "stackls.listFlavors",
    "stackls.describeFlavor",
    "stackls.checkConfiguration",
    "stackls.documentKind",
    "stackls.insertComponent",
    "stackls.newRunConfiguration",
    "stackls.newStack",
    "stackls.storeInfo",
    "stackls.listInterpreters",
    "stackls.listStacks",
    "stackls.describeStack",
    "stackls.listComponents",
    "stackls.describeComponent",
    "stackls.fileStatus",
    "stackls.checkFile",
    "stackls.planStack",
    "stackls.applyStack",
    "stackls.exportStack",
    "stackls.listStackFiles",
    "stackls.planFolder",
    "stackls.applyFolder",
    "stackls.diffStacks",
    "stackls.activateStack",
    "stackls.copyStack",
    "stackls.renameStack",
    "stackls.deleteStack",
    "stackls.registerComponent",
    "stackls.updateComponent",
    "stackls.renameComponent",
    "stackls.deleteComponent",
    "stackls.page",
    "stackls.ui.show",
    "stackls.ui.activate",
    "stackls.ui.checkForStack",
    "stackls.ui.setSeverity",
    "stackls.ui.apply",
    "stackls.ui.applyFolder",
    "stackls.checkForVersion",
    "stackls.documentVersion",
    "stackls.listVersions",
)
"""The names in `commands.COMMANDS`."""
