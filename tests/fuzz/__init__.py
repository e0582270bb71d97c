"""Random sessions of an editor with the server, checked step by step."""
