"""The faces of stackls: the language server and the command line, over one engine."""

__version__ = "0.1.0"
