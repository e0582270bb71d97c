# ZenML is not there when this file is checked, and it is not typed enough when it is:
# pyright: reportMissingImports=false, reportUnknownVariableType=false, reportUnknownMemberType=false
# pyright: reportUnknownArgumentType=false, reportAttributeAccessIssue=false
"""The one client of ZenML, and what others do to its settings meanwhile."""

from __future__ import annotations

import contextlib
import importlib
import os
import re
import stat
import sys
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from stackls_probe.database import database_file, identity_of, stamp_of
from stackls_probe.errors import Refused, reason_of
from stackls_probe.protocol import OLDEST, PROTOCOL

if TYPE_CHECKING:
    from collections.abc import Generator

    from stackls_probe.protocol import Json

_PAGE = 1000
_MOST_BYTES = 8_000_000


class Connection:
    """ZenML's client, looked at again where its settings have changed; cancelled between steps."""

    def __init__(self, root: str | None, import_root: str | None) -> None:
        self.is_cancelled: Any = lambda: False
        self.root = root
        self.import_root = import_root
        self._seen: Any = None
        # as it is before custom flavors are imported from elsewhere
        self.places = list(sys.path)
        self.stores_seen = 0
        self._is_writing = False

    def open(self) -> Json:
        """Import ZenML and connect; give what a ``ready`` line says."""
        try:
            version = metadata.version("zenml")
        except metadata.PackageNotFoundError:
            raise Refused("missing", "ZenML is not installed in this interpreter.") from None
        numbers = tuple(int(part) for part in re.findall(r"\d+", version)[:2])
        if numbers < OLDEST:
            oldest = ".".join(str(part) for part in OLDEST)
            message = "ZenML {} is older than {}, the oldest that stackls can work with."
            raise Refused("too-old", message.format(version, oldest), zenml_version=version)
        if self.root:
            os.chdir(self.root)
        self._check_settings()
        try:
            importlib.import_module("zenml.client")  # the slow part, before anybody waits
        except Exception as error:
            raise Refused("broken", "ZenML cannot be imported: " + reason_of(error)) from error
        self._settle()
        python = ".".join(str(part) for part in sys.version_info[:3])
        return {"protocol": PROTOCOL, "zenml_version": version, "python": python}

    def _check_settings(self) -> None:
        """Raise `Refused` where ZenML would read without end.

        The settings of a repository come with a stranger's folder, and may be a link to a device.
        """
        here = Path.cwd()
        for place in (here, *here.parents):
            file = place / ".zen" / "config.yaml"
            with contextlib.suppress(OSError):
                status = file.stat()
                if not stat.S_ISREG(status.st_mode) or status.st_size > _MOST_BYTES:
                    raise Refused("broken", f"{file} is no file that ZenML could read.")

    def _settle(self) -> None:
        """Have ZenML give up on a server soon, and import flavors from where it may only."""
        from zenml.utils import source_utils
        from zenml.zen_stores import rest_zen_store

        retry: Any = getattr(rest_zen_store, "Retry", None)
        if retry is not None:

            def brief(*_: Any, **options: Any) -> Any:
                options.update(connect=1, read=0, status=1, other=0, backoff_factor=0.2)
                return retry(**options)

            cast("Any", rest_zen_store).Retry = brief
        nowhere = str(Path(__file__).parent / "no-source-root")
        source_utils.set_custom_source_root(self.import_root or nowhere)
        self._leave_settings_alone()

    def _leave_settings_alone(self) -> None:
        """Have ZenML write its settings where they are to change, and not for looking at them.

        It stores what it finds to be active, be that from a variable of the environment.
        """
        from zenml.config.global_config import GlobalConfiguration
        from zenml.utils import filesync_model

        places = (
            (GlobalConfiguration, "_write_config"),
            (getattr(filesync_model, "FileSyncModel", None), "write_config"),
        )
        for owner, name in places:
            write: Any = getattr(owner, name, None)
            if write is not None:
                setattr(owner, name, self._only_while_writing(write))

    def _only_while_writing(self, write: Any) -> Any:
        def guarded(instance: Any, *arguments: Any, **options: Any) -> Any:
            return write(instance, *arguments, **options) if self._is_writing else None

        return guarded

    @contextlib.contextmanager
    def writing_settings(self) -> Generator[None, None, None]:
        """Let ZenML write its settings meanwhile."""
        self._is_writing = True
        try:
            yield
        finally:
            self._is_writing = False

    @property
    def client(self) -> Any:
        """ZenML's client; there is one, made on first use."""
        from zenml.client import Client

        return Client()

    def refresh(self) -> None:
        """Notice what other processes have done to ZenML's settings: a login, another stack."""
        self._check_settings()
        from zenml.client import Client
        from zenml.config.global_config import GlobalConfiguration

        now = self._settings()
        before, self._seen = self._seen, now
        if before is None or before == now:
            return
        old: Any = GlobalConfiguration()
        GlobalConfiguration._reset_instance()
        Client._reset_instance()
        new: Any = GlobalConfiguration()
        same = new.store == old.store and before["credentials"] == now["credentials"]
        if same and before["database"] == now["database"]:
            new._zen_store = old._zen_store
        else:
            self.stores_seen += 1
            with contextlib.suppress(Exception):
                # or else it would read on in a file that was replaced
                old._zen_store.engine.dispose()

    def remember(self) -> None:
        """Take what has changed during a request for known, where it was this process that did.

        What others have written meanwhile is left for the next look at it.
        """
        before, now = self._seen, self._settings()
        if before is not None:
            if before["files"] != now["files"] and not self._has_read_settings():
                now["files"] = before["files"]
            database = before["database"]
            if database and now["database"] and database[0] == now["database"][0]:
                now["database"] = database
        self._seen = now

    def _has_read_settings(self) -> bool:
        """Say whether the settings in the file are those that this process goes by.

        A repository's own settings read themselves again whenever they have changed.
        """
        from zenml.config.global_config import GlobalConfiguration
        from zenml.utils import yaml_utils

        settings: Any = GlobalConfiguration()
        try:
            written = yaml_utils.read_yaml(str(Path(settings.config_directory) / "config.yaml"))
        except Exception:  # noqa: BLE001 - not there, or being written at this moment
            return False
        return bool(written == settings.model_dump(mode="json", exclude_none=True))

    def _settings(self) -> Json:
        """Give what a change of shows that ZenML has to look at its settings again."""
        *others, credentials = self.settings_files()
        return {
            "files": [stamp_of(file) for file in others],
            "credentials": stamp_of(credentials),
            "database": identity_of(database_file(self._store_url())),
        }

    def _store_url(self) -> str:
        """Give where the open store is; nothing is opened for it."""
        from zenml.config.global_config import GlobalConfiguration

        store: Any = getattr(GlobalConfiguration(), "_zen_store", None)
        return str(getattr(store, "url", ""))

    def settings_files(self) -> list[Path]:
        """Give the files that decide where ZenML is connected to, that of the credentials last."""
        from zenml.config.global_config import GlobalConfiguration

        instance = self.client
        folder = Path(GlobalConfiguration().config_directory)
        files = [folder / "config.yaml", folder / "credentials.yaml"]
        if instance.config_directory:
            files.insert(0, Path(str(instance.config_directory)) / "config.yaml")
        return files

    def check_cancelled(self) -> None:
        """Raise `Refused` where nobody wants the answer any more; to be called between steps."""
        if self.is_cancelled():
            raise Refused("cancelled", "It was cancelled.")

    def all_of(self, listing: Any, **filters: Any) -> list[Any]:
        """Give every item of a paged listing."""
        found: list[Any] = []
        page = 1
        while True:
            self.check_cancelled()
            answer = listing(page=page, size=_PAGE, **filters)
            found += answer.items
            if page >= answer.total_pages:
                return found
            page += 1
