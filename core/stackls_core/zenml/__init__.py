"""Reading somebody's ZenML from outside of it."""
