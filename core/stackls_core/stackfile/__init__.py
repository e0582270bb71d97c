"""Stack files: YAML with exact positions, read without ever raising on what users type."""
