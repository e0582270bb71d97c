"""What can go wrong with a store. Every message is fit to show as it is, and holds no secret."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from contextlib import contextmanager
from pathlib import Path


class StoreError(Exception):
    """Anything a store refuses or fails at. ``code`` is stable, for machines; `str` is for people.

    ``remedy`` is the part of the message that says what to do, where that is known. ``step`` is
    which of the changes that were asked for is refused, counted from 0, and ``place`` where a file
    asks for it; the message begins with that.
    """

    code = "store-error"
    step: int | None = None
    place: str = ""

    def __init__(self, message: str, remedy: str = "") -> None:
        """The whole message is ``message`` followed by ``remedy``."""
        super().__init__(f"{message} {remedy}" if remedy else message)
        self.remedy = remedy

    def __str__(self) -> str:
        message = super().__str__()
        return f"{self.place}: {message}" if self.place else message


@contextmanager
def of_step(number: int) -> Generator[None, None, None]:
    """What is refused inside is refused of this change."""
    try:
        yield
    except StoreError as error:
        error.step = number
        raise


class Cancelled(StoreError):
    """Nobody wanted to wait any longer, and the store is as it was."""

    code = "cancelled"


# -- what was asked for --------------------------------------------------------------------------


class NotFound(StoreError):
    """There is nothing of that name or id."""

    code = "not-found"


class AmbiguousReference(StoreError):
    """The beginning of an id that several things have."""

    code = "ambiguous-reference"


class AlreadyExists(StoreError):
    """The name is taken."""

    code = "already-exists"


class InvalidName(StoreError):
    """A name that no stack or component can have."""

    code = "invalid-name"


class UnknownFlavor(StoreError):
    """The component type has no such flavor."""

    code = "unknown-flavor"


class InvalidConfiguration(StoreError):
    """The flavor refuses the configuration; ``problems`` are the reasons, one sentence each."""

    code = "invalid-configuration"

    def __init__(self, what: str, problems: Sequence[str]) -> None:
        """``what`` names the component."""
        super().__init__(f"{what} cannot be configured like this: {' '.join(problems)}")
        self.problems = tuple(problems)


class FlavorNotImportable(InvalidConfiguration):
    """The code of the flavor is not where ZenML runs, so nobody can tell."""


class InvalidStack(StoreError):
    """The components do not make a stack."""

    code = "invalid-stack"


class Protected(StoreError):
    """The default stack and its components stay as they are."""

    code = "protected"


class InUse(StoreError):
    """A component that stacks are made of."""

    code = "in-use"


class StackIsActive(StoreError):
    """The active stack."""

    code = "stack-is-active"


class Unsupported(StoreError):
    """The store cannot do this at all."""

    code = "unsupported"


# -- planning and applying -----------------------------------------------------------------------


class NotPlannable(StoreError):
    """The plan has conflicts, unresolved placeholders or errors, so it cannot be applied."""

    code = "not-plannable"


class PlanTooSlow(StoreError):
    """Planning takes longer than it may, so there is no plan."""

    code = "plan-too-slow"


class StoreChanged(StoreError):
    """Somebody else changed the store after the plan was made."""

    code = "store-changed"


class ApplyFailed(StoreError):
    """A step failed. ``left`` names what could not be undone, as far as it is known.

    ``is_undone`` says whether nothing was changed.
    """

    code = "apply-failed"

    def __init__(self, reason: str, left: Sequence[str] = (), told: str = "") -> None:
        """``reason`` is the message of what failed, ``told`` what else is known of what is left."""
        if told:
            message, remedy = reason, told
        elif left:
            message = f"{reason} Undoing the earlier steps failed as well for {', '.join(left)}."
            remedy = "Plan again to see what is left to do."
        else:
            message, remedy = f"{reason} Nothing was changed.", ""
        super().__init__(message, remedy)
        self.left = tuple(left)
        self.is_undone = not (left or told)


# -- the local database --------------------------------------------------------------------------


class DatabaseError(StoreError):
    """The database file cannot be used; ``path`` is where it is."""

    code = "database-error"

    def __init__(self, path: Path, problem: str, remedy: str) -> None:
        """``problem`` goes on from the path: ``is locked``."""
        super().__init__(f"The stackls database {path} {problem}.", remedy)
        self.path = path


class DatabaseLocked(DatabaseError):
    """Another process holds the database for longer than we wait."""

    code = "database-locked"


class DatabaseCorrupt(DatabaseError):
    """The file is not a database, or a damaged one."""

    code = "database-corrupt"


class DatabaseFull(DatabaseError):
    """There is no space left."""

    code = "database-full"


class DatabaseReadOnly(DatabaseError):
    """The file or its folder cannot be written."""

    code = "database-read-only"


class DatabaseTooNew(DatabaseError):
    """A later stackls has changed the layout of the database."""

    code = "database-too-new"


# -- ZenML ---------------------------------------------------------------------------------------


class ZenMLError(StoreError):
    """ZenML cannot be asked, or failed at answering."""

    code = "zenml-error"


class ZenMLNotFound(ZenMLError):
    """There is no interpreter with ZenML."""

    code = "zenml-not-found"


class ZenMLTooOld(ZenMLError):
    """A release before the oldest that is supported."""

    code = "zenml-too-old"


class ZenMLTimeout(ZenMLError):
    """ZenML did not answer in time."""

    code = "zenml-timeout"


class ZenMLStopped(ZenMLError):
    """The process that ran ZenML ended, or could not be started."""

    code = "zenml-stopped"


class ZenMLUnreachable(ZenMLError):
    """The ZenML server cannot be reached."""

    code = "zenml-unreachable"


class ZenMLUnauthorized(ZenMLError):
    """The ZenML server does not accept the credentials, or they have expired."""

    code = "zenml-unauthorized"
