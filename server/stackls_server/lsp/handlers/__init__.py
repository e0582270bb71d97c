"""Thin handlers: take parameters, call a feature, convert the result."""
