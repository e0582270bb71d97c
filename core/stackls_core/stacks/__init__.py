"""Stacks and components, and the stores that keep them."""
