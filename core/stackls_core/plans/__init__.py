"""What applying a stack file would do, doing it, and writing a stack as a file."""
