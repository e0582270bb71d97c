"""``[tool.stackls]`` in pyproject.toml, or stackls.toml: what a workspace says of itself."""
