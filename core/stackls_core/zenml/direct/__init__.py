"""What a ZenML keeps, read without starting that ZenML, which alone takes seconds."""
