"""What the language server offers: pure functions from a snapshot and a place to results."""
