"""Running a command in a process that has imported already what it needs, on Linux.

Called before anything else is imported: no module of this folder imports what takes milliseconds.
"""
