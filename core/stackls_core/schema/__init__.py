"""What a mapping may hold, read from JSON Schema, and checking one with pydantic's lax rules."""
