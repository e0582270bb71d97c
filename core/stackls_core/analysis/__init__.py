"""The findings of a document: every rule run, ignore comments applied, fixes joined."""
