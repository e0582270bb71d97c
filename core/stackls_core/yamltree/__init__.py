"""YAML with exact positions, read without ever raising; knows nothing of ZenML."""
