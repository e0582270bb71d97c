"""Findings: what is wrong with a stack file, where, and how to mend it."""
