"""Finding and reading the files of a project: what is searched, and what is left out."""
