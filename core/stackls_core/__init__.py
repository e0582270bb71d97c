"""The domain of stackls: stack files, flavors, findings, stacks. Knows no LSP, no terminal."""
