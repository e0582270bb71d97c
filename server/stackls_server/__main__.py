"""``stackls``, and ``python -m stackls_server``: imports next to nothing before it has to."""

from __future__ import annotations

import sys


def main() -> int:
    """Run the command line with the process's arguments. Returns the exit code."""
    if _is_started_by_an_editor():
        from stackls_server.lsp.start import serve_streams

        try:
            return serve_streams()
        except (Exception, KeyboardInterrupt) as error:  # noqa: BLE001 - as of any command
            from stackls_server.cli.main import code_after

            return code_after(error)
    from stackls_server.warm.entry import run_warm

    code = run_warm()
    if code is not None:
        return code
    from stackls_server.cli.main import main as run

    return run()


def _is_started_by_an_editor() -> bool:
    """Whether this is the server without options: then the command line has nothing to read."""
    if sys.argv[1:] not in (["serve"], ["serve", "--stdio"]):
        return False
    streams = (sys.stdin, sys.stdout)
    return all(stream is not None for stream in streams) and not sys.stdin.isatty()


if __name__ == "__main__":
    sys.exit(main())
