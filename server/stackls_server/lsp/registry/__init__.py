"""Which registry is open, what is known of it, and keeping that up to date."""
