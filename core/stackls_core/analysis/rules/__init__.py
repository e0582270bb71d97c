"""Rules about YAML itself, which hold for every kind of document."""
