"""Flavors: what they are, which parameters they take, and where that knowledge comes from."""
