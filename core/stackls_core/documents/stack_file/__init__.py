"""Stack files: what makes a document one, what is in it, and what can be wrong with it."""
