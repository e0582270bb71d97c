"""The code that speaks to a registry: the embedded one (SQLite) and ZenML."""
