"""Stacks and components as data, their rules, and the port of a store."""
