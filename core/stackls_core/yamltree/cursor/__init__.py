"""Where the cursor is in a YAML text, finished or not, read from lines alone."""
