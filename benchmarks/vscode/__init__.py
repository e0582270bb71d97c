"""The whole of VS Code: a window, and a keystroke in it."""
