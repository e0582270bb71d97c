"""How much of what is looked at. Whatever exceeds a limit is cut, and a message says so.

docs/reliability.md lists these; a test holds the two together.
"""

MAX_CHARACTERS = 2_000_000
"""Longer texts are not read: no stack file is that long, and reading one would take seconds."""

MAX_NODES = 200_000
"""Texts with more keys and values are not read."""

MAX_DEPTH = 400
"""Deeper nesting is refused; ZenML's own reader gives up with a recursion error near 490 levels."""

MAX_VALUE_NODES = 20_000
"""How many nodes one value may have once aliases are followed; bounds what alias bombs cost."""

MAX_EXPANDED_NODES = 50_000
"""How many nodes the sections with aliases of a document may have together once these are
followed; further ones are not checked."""

MAX_SECONDS = 20
"""How long the processor may work on one check of a document, or on trying its fixes."""

MAX_REQUEST_SECONDS = 10
"""How long the processor may work on one thing that an editor asks for."""

MAX_PLAN_SECONDS = 60
"""How long the processor may work on one plan, be it of a file or of a folder."""

MAX_KEPT_CHARACTERS = 5_000_000
"""Of how many characters of open documents trees and findings are kept, which take twenty times the
memory of a text; of those that nobody has looked at for long, they are made anew when needed."""

MAX_FINDINGS = 1_000
"""More findings than this help nobody; the rest of a file in such a state is left alone."""

MAX_IGNORED_FINDINGS = 10_000
"""How many findings are worked out of a file that has comments to ignore some."""

MAX_MESSAGE = 400
"""Messages are cut at this many characters: a value of a megabyte is not repeated to the user."""
