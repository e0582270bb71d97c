"""The Python of a workspace as far as ZenML's configuration speaks of it; read, never run."""
