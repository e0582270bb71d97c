"""Hours of typing in one server: nothing may grow, and nothing may be left."""
