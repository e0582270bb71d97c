"""One rule a file: what it looks for, the finding it reports and the fix it offers."""
