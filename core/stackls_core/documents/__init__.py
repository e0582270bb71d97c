"""The kinds of documents that stackls knows."""
