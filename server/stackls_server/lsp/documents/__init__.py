"""Open documents, their analyses, and the files of the workspace."""
