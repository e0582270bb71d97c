"""Whether commands that are started as this process was find a zygote."""

from __future__ import annotations

import os

from stackls_server.warm import client, place
from stackls_server.warm.conditions import why_cold
from stackls_server.warm.inherited import inherited
from stackls_server.warm.key import key, name_of


def state() -> tuple[int | None, str | None]:
    """The zygote's process, if there is one, and why commands use none, if they do not."""
    reason = why_cold()
    if reason is not None:
        return None, reason
    try:
        folder = place.open_folder()
    except FileNotFoundError:
        return None, None
    except OSError as error:
        return None, str(error.strerror or error)
    try:
        here = inherited()
        connection, process = client.connect(folder, name_of(key(here)), here)
    except client.Unavailable:
        return None, None
    except OSError as error:
        return None, f"what this process has inherited cannot be read ({error.strerror})"
    finally:
        os.close(folder)
    connection.close()
    return process, None
