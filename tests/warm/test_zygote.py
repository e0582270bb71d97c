"""The life of a zygote: one for each key, for ten minutes, for its user alone."""

from __future__ import annotations

import json
import os
import resource
import signal
import socket
import stat
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from stackls_server.warm import child, client, conditions, owning, place, protocol, serving
from stackls_server.warm.child import Refused, become
from stackls_server.warm.conditions import installed_record, why_cold
from stackls_server.warm.inherited import inherited, inherits
from stackls_server.warm.owning import MOST, MOST_OF_USER, Socket, Taken, zygotes_of_user
from tests.support.eventually import eventually
from tests.warm.conftest import ENTRY, Warm


@pytest.fixture
def stackls(warm: Warm) -> list[str]:
    """``stackls`` as it is started by a script beside its interpreter."""
    script = warm.folder / "bin" / "stackls"
    script.parent.mkdir()
    script.write_text(ENTRY, "ascii")
    return [sys.executable, str(script)]


def left(warm: Warm) -> int:
    """The zygote that a command has left, once it can be asked."""
    eventually(warm.found, "a zygote can be asked")
    [zygote] = warm.zygotes()
    return zygote


# --- being left ---------------------------------------------------------------------------------


def test_a_command_leaves_one_and_its_output_ends(warm: Warm, stackls: list[str]):
    first = warm.run(command=[*stackls, "--version"])
    zygote = left(warm)
    second = warm.run(command=[*stackls, "--version"])
    assert (second.returncode, second.stdout, second.stderr) == (0, first.stdout, first.stderr)
    assert warm.zygotes() == [zygote]


def test_it_holds_nothing_of_the_command(warm: Warm, stackls: list[str]):
    environment = {**warm.environment, "SECRET": "hunter2"}
    folder = warm.folder / "elsewhere"
    folder.mkdir()
    with (warm.folder / "file").open("w+") as file:
        options = {"env": environment, "cwd": folder, "stdin": file, "pass_fds": [file.fileno()]}
        warm.run("", command=[*stackls, "rule", "wrong-value"], **options)
    process = Path(f"/proc/{left(warm)}")
    assert b"hunter2" not in (process / "environ").read_bytes()
    assert b"wrong-value" not in (process / "cmdline").read_bytes()
    assert (process / "cwd").readlink() == Path("/")
    opened = {str(one.readlink()) for one in (process / "fd").iterdir()}
    kinds = {one.partition(":")[0] for one in opened}
    assert kinds == {"/dev/null", "socket", *(one for one in opened if str(warm.sockets) in one)}
    assert os.getsid(int(process.name)) == int(process.name)


def test_nothing_of_a_command_stays_in_its_memory(warm: Warm, stackls: list[str]):
    warm.run(command=[*stackls, "rule", "wrong-value"])
    process = left(warm)
    secret = f"hunter2-{os.urandom(20).hex()}"
    environment = {**warm.environment, "SECRET": secret}
    for _ in range(2):
        warm.run("", command=[*stackls, "rule", "wrong-value"], env=environment)
    assert left(warm) == process
    try:
        assert count_in_memory(process, secret.encode()) == 0
        assert count_in_memory(process, b"stackls_server.zygote") > 0, "memory is looked at"
    except PermissionError:
        pytest.skip("Other processes' memory cannot be read here.")


def count_in_memory(process: int, what: bytes) -> int:
    """How often these bytes are in what a process may write to."""
    found = 0
    areas = Path(f"/proc/{process}/maps").read_text("ascii").splitlines()
    with Path(f"/proc/{process}/mem").open("rb", buffering=0) as memory:
        for area in areas:
            addresses, rights, *_ = area.split()
            start, end = (int(part, 16) for part in addresses.split("-"))
            if rights.startswith("rw"):
                memory.seek(start)
                found += (memory.read(end - start) or b"").count(what)
    return found


def test_the_doctor_says_how_commands_start(warm: Warm, stackls: list[str]):
    def said(**variables: str) -> tuple[dict[str, object], bytes]:
        environment = {**warm.environment, **variables}
        data = warm.run(command=[*stackls, "doctor", "-o", "json"], env=environment).stdout
        shown = warm.run(command=[*stackls, "doctor"], env=environment).stdout
        return json.loads(data)["warm"], next(
            line for line in shown.splitlines() if b"start" in line
        )

    facts, line = said()
    assert facts == {"process": None, "cold_because": None}
    assert b"cold, since no process is kept now" in line
    warm.run(command=[*stackls, "--version"])
    zygote = left(warm)
    facts, line = said()
    assert facts == {"process": zygote, "cold_because": None}
    assert f"warm, by process {zygote}".encode() in line
    facts, line = said(STACKLS_WARM="0")
    assert facts == {"process": None, "cold_because": "STACKLS_WARM is 0"}
    assert b"cold: STACKLS_WARM is 0" in line


def test_first_commands_at_once_leave_one(warm: Warm, stackls: list[str]):
    started = [
        warm.start(command=[*stackls, "--version"], stdout=subprocess.DEVNULL) for _ in range(6)
    ]
    assert [one.wait(timeout=60) for one in started] == [0] * 6
    eventually(lambda: warm.found() and len(warm.zygotes()) == 1, "one zygote is there")


@pytest.mark.parametrize("arguments", [["doctor"], ["trust", "--list"], ["stack", "apply", "-h"]])
def test_other_commands_leave_none(warm: Warm, stackls: list[str], arguments: list[str]):
    warm.run(command=[*stackls, *arguments])
    assert warm.zygotes() == []
    assert warm.found() == []


@pytest.mark.parametrize(
    "variables",
    [
        {"STACKLS_WARM": "0"},
        {"STACKLS_WARM": "", "CI": "true"},
        *([{"STACKLS_WARM": ""}] if installed_record() is None else []),  # from a checkout
        {"PYTHONDEVMODE": "1"},
        {"PYTHONWARNINGS": "error"},
        {"PYTHONPROFILEIMPORTTIME": "1"},
        {"LD_PRELOAD": ""},
        {"PYTHONPATH": "relative"},
    ],
    ids=str,
)
def test_where_none_is_left(warm: Warm, stackls: list[str], variables: dict[str, str]):
    if "PYTHONPATH" in variables:
        variables = {"PYTHONPATH": f"relative{os.pathsep}{warm.environment['PYTHONPATH']}"}
    warm.run(command=[*stackls, "--version"], env={**warm.environment, **variables})
    assert warm.zygotes() == []
    assert not warm.sockets.exists()


def test_ci_and_a_checkout_are_reasons(monkeypatch: pytest.MonkeyPatch, warm: Warm):
    monkeypatch.setenv("STACKLS_WARM", "always")
    for name in [name for name in os.environ if name.startswith("PYTHON")]:
        monkeypatch.delenv(name)
    monkeypatch.setattr(sys, "path", [path for path in sys.path if path.startswith("/")])
    monkeypatch.setattr(sys, "gettrace", lambda: None)
    assert why_cold() is None
    monkeypatch.setenv("STACKLS_WARM", "")
    monkeypatch.setenv("CI", "true")
    assert why_cold() == "CI is set"
    monkeypatch.delenv("CI")
    monkeypatch.setattr(conditions, "installed_record", lambda: None)
    assert "checkout" in str(why_cold())
    monkeypatch.setattr(conditions, "installed_record", lambda: "RECORD")
    assert why_cold() is None
    monkeypatch.setattr(os, "geteuid", lambda: os.getuid() + 1)
    assert "another user" in str(why_cold())


# --- ending -------------------------------------------------------------------------------------


def test_it_ends_when_nobody_has_asked_for_a_while(warm: Warm):
    zygote = warm.serve(seconds=0.2)
    assert zygote.wait(timeout=60) == 0
    assert list(warm.sockets.iterdir()) == []


def test_it_does_not_end_while_a_command_runs(warm: Warm):
    zygote = warm.serve(seconds=2)
    pipe = subprocess.PIPE
    command = warm.start("wait", stdin=subprocess.DEVNULL, stdout=pipe)
    assert command.stdout is not None
    assert int(command.stdout.readline()) != command.pid
    looks = Path(f"/proc/{zygote.pid}/status")
    before = _switches(looks)
    eventually(lambda: _switches(looks) > before + 1, "it has looked what there is to do")
    command.send_signal(signal.SIGINT)
    assert command.wait(timeout=60) == 130
    assert zygote.wait(timeout=60) == 0


def _switches(status: Path) -> int:
    """How often a process has waited for something."""
    lines = status.read_text("ascii").splitlines()
    return int(next(line for line in lines if line.startswith("voluntary_ctxt")).split()[1])


def test_it_ends_when_its_socket_is_removed(warm: Warm):
    zygote = warm.serve()
    [found] = warm.found()
    found.unlink()
    assert zygote.wait(timeout=60) == 0


def test_it_ends_when_its_socket_is_replaced(warm: Warm):
    zygote = warm.serve()
    [found] = warm.found()
    found.unlink()
    found.write_text("", "ascii")
    assert zygote.wait(timeout=60) == 0
    assert found.exists(), "what is another's is left alone"


def test_it_ends_when_something_is_installed(warm: Warm):
    folder = warm.folder / "packages"
    folder.mkdir()
    warm.environment["PYTHONPATH"] += f"{os.pathsep}{folder}"
    zygote = warm.serve()
    assert warm.run("exit", "0").returncode == 0
    assert warm.count(warm.cold_starts) == 0
    (folder / "newer-2.0.dist-info").mkdir()
    assert warm.run("exit", "0").returncode == 0
    assert warm.count(warm.cold_starts) == 1, "nothing old answers, not even once"
    assert zygote.wait(timeout=60) == 0


def test_a_socket_that_nobody_listens_to_is_replaced(warm: Warm):
    zygote = warm.serve()
    [found] = warm.found()
    zygote.kill()
    zygote.wait()
    assert found.exists()
    assert warm.run("exit", "3").returncode == 3
    assert warm.count(warm.cold_starts) == 1
    warm.serve()
    assert warm.found() == [found]
    assert warm.run("exit", "3").returncode == 3
    assert warm.count(warm.cold_starts) == 1


def test_a_few_for_each_user(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    monkeypatch.setenv("STACKLS_HOME", str(tmp_path))
    sockets = [Socket(place.open_folder(make=True), f"name{number}") for number in range(MOST + 2)]
    for number, one in enumerate(sockets):
        one.clear_others()
        one.listen()
        os.utime(tmp_path / "cache" / "warm" / f"name{number}.socket", (number, number))
    assert [one.is_in_place() for one in sockets] == [False, False, *[True] * MOST]
    with pytest.raises(Taken):
        Socket(place.open_folder(), "name4")
    sockets[3].close()
    again = Socket(place.open_folder(), "name3")
    again.clear_others()
    assert sockets[4].is_in_place()


def test_not_more_than_a_few_in_many_homes(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    monkeypatch.setenv("STACKLS_HOME", str(tmp_path))
    folder = place.open_folder(make=True)
    monkeypatch.setattr(owning, "zygotes_of_user", lambda: [*range(MOST_OF_USER + 1)])
    with pytest.raises(Taken):
        Socket(folder, "name")
    assert list((tmp_path / "cache" / "warm").iterdir()) == []
    monkeypatch.setattr(owning, "zygotes_of_user", lambda: [*range(MOST_OF_USER)])
    Socket(folder, "name").listen().close()


def test_zygotes_are_known_by_what_they_run(warm: Warm, stackls: list[str]):
    warm.run(command=[*stackls, "--version"])
    zygote = left(warm)
    assert zygote in zygotes_of_user()
    os.kill(zygote, signal.SIGKILL)
    eventually(lambda: zygote not in zygotes_of_user(), "it is gone")


FLAGS = ["-I", "-E", "-s", "-B", "-O", "-u"] + ["-P"] * (sys.version_info >= (3, 11))


@pytest.mark.parametrize("flag", FLAGS)
def test_flags_of_the_interpreter(warm: Warm, stackls: list[str], flag: str):
    """As they may stand in the first line of a script."""
    program = [stackls[0], flag, stackls[1]]
    first = warm.run(command=[*program, "--version"])
    zygote = left(warm)
    counted = Path(f"/proc/{zygote}/stat")
    second = warm.run(command=[*program, "--version"])
    assert (second.returncode, second.stdout, second.stderr) == (0, first.stdout, first.stderr)

    def given_to_children() -> int:
        """Pages of memory, counted once they have ended and it has seen that."""
        return int(counted.read_text("ascii").rpartition(")")[2].split()[8])

    eventually(given_to_children, "it has had children")


def test_what_others_have_left_is_cleared(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    monkeypatch.setenv("STACKLS_HOME", str(tmp_path))
    one = Socket(place.open_folder(make=True), "mine")
    folder = tmp_path / "cache" / "warm"
    for name in ("gone.lock", "gone.socket", "other.socket"):
        (folder / name).write_bytes(b"")
    one.clear_others()
    assert [path.name for path in folder.iterdir()] == ["mine.lock"]


# --- nobody else --------------------------------------------------------------------------------


def test_the_folder_is_the_users_alone(warm: Warm):
    warm.serve()
    [found] = warm.found()
    assert stat.S_IMODE(warm.sockets.stat().st_mode) == 0o700
    assert stat.S_IMODE(found.stat().st_mode) & 0o077 == 0


@pytest.mark.parametrize("mode", [0o755, 0o770, 0o701])
def test_a_folder_that_others_may_enter_is_not_used(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, mode: int
):
    monkeypatch.setenv("STACKLS_HOME", str(tmp_path))
    folder = tmp_path / "cache" / "warm"
    folder.mkdir(parents=True)
    folder.chmod(mode)
    for make in (False, True):
        with pytest.raises(place.NotPrivate):
            place.open_folder(make=make)
    folder.chmod(0o700)
    os.close(place.open_folder())


def test_a_link_is_not_followed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    monkeypatch.setenv("STACKLS_HOME", str(tmp_path))
    (tmp_path / "elsewhere").mkdir(mode=0o700)
    (tmp_path / "cache").mkdir()
    (tmp_path / "cache" / "warm").symlink_to(tmp_path / "elsewhere")
    for make in (False, True):
        with pytest.raises(OSError, match=r".+"):
            place.open_folder(make=make)


def test_a_folder_of_another_user_is_not_used(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    monkeypatch.setenv("STACKLS_HOME", str(tmp_path))
    os.close(place.open_folder(make=True))
    monkeypatch.setattr(os, "geteuid", lambda: os.getuid() + 1)
    for make in (False, True):
        with pytest.raises(place.NotPrivate):
            place.open_folder(make=make)


def test_nothing_is_made_in_the_home_of_another_user(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
):
    for name in ("STACKLS_HOME", "XDG_RUNTIME_DIR", "XDG_CACHE_HOME"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setattr(os, "geteuid", lambda: os.getuid() + 1)
    with pytest.raises(place.NotPrivate):
        place.open_folder(make=True)
    assert list(tmp_path.iterdir()) == []


def test_where_the_folder_is(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    from stackls_core.paths import cache_folder

    def path() -> Path:
        folder = place.open_folder(make=True)
        try:
            return Path(f"/proc/self/fd/{folder}").readlink()
        finally:
            os.close(folder)

    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("STACKLS_HOME", "~/of its own")
    monkeypatch.delenv("XDG_CACHE_HOME", raising=False)
    monkeypatch.delenv("XDG_RUNTIME_DIR", raising=False)
    assert path() == cache_folder() / "warm" == tmp_path / "of its own" / "cache" / "warm"
    monkeypatch.delenv("STACKLS_HOME")
    assert path() == cache_folder() / "warm" == tmp_path / ".cache" / "stackls" / "warm"
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "other"))
    assert path() == cache_folder() / "warm" == tmp_path / "other" / "stackls" / "warm"
    (tmp_path / "run").mkdir()
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path / "run"))
    assert path() == tmp_path / "run" / "stackls"


def test_a_path_that_is_too_long_for_a_socket(warm: Warm):
    warm.sockets = warm.folder / ("deep" * 40) / "cache" / "warm"
    warm.environment["STACKLS_HOME"] = str(warm.sockets.parents[1])
    warm.serve()
    assert warm.run("exit", "3").returncode == 3
    assert warm.count(warm.cold_starts) == 0


def test_a_client_asks_nobody_but_its_user(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    """As it would look to the client if the socket were another user's."""
    monkeypatch.setenv("STACKLS_HOME", str(tmp_path))
    folder = place.open_folder(make=True)
    listener = Socket(place.open_folder(), "name").listen()
    here = inherited()
    client.connect(folder, "name", here)[0].close()
    monkeypatch.setattr(client, "peer_of", lambda _: (1, os.getuid() + 1))
    with pytest.raises(client.Unavailable):
        client.connect(folder, "name", here)
    listener.close()


def test_a_zygote_serves_nobody_but_its_user(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    """As it would look to the zygote if another user came through to it."""
    listener = socket.socket(socket.AF_UNIX)
    listener.bind(str(tmp_path / "socket"))
    listener.listen()
    users = [os.geteuid() + 1, os.geteuid()]
    for user in users:
        monkeypatch.setattr(serving, "peer_of", lambda _, user=user: (1, user))
        with socket.socket(socket.AF_UNIX) as connection:
            connection.connect(str(tmp_path / "socket"))
            connection.shutdown(socket.SHUT_WR)
            serving.Serving(listener, b"", lambda: 0, lambda: False, 0.1).serve(lambda: None)
            said = connection.recv(1)
        assert said == (protocol.HELLO if user == os.geteuid() else b"")
    listener.close()


def test_a_process_in_other_surroundings_is_refused(warm: Warm):
    """It may say what it likes of its key: the zygote looks for itself."""
    warm.serve()
    code = (
        "import os, sys; from stackls_server.warm import client, entry, inherited, key\n"
        "known = key.key(inherited.inherited())\n"
        "os.nice(1) if sys.argv[-1] == 'other' else None\n"
        "key.key = lambda _: known\n"
        "code = entry.run_warm()\n"
        "sys.exit(99 if code is None else code)\n"
    )
    script = Path(__file__).with_name("stand_in.py").parent / "pretending.py"
    codes = {}
    for word in ("same", "other"):
        # the first of the places where modules are found is that of the stand-in
        command = [sys.executable, "-c", _from(script, code), "check", "exit", "7", word]
        codes[word] = warm.run(command=command).returncode
    assert codes == {"same": 7, "other": 99}
    assert warm.count(warm.runs) == 1


def _from(script: Path, code: str) -> str:
    return f"import sys; sys.path[0] = {str(script.parent)!r}\n{code}"


def test_a_zygote_in_other_surroundings_is_told_nothing(warm: Warm):
    zygote = warm.serve()
    os.setpriority(os.PRIO_PROCESS, zygote.pid, 5)
    assert warm.run("exit", "7").returncode == 7
    assert warm.count(warm.cold_starts) == 1


def test_a_process_that_cannot_be_seen_is_refused(monkeypatch: pytest.MonkeyPatch):
    """The kernel calls it 0 where it is in another namespace of processes."""
    assert not inherits(0, inherited())
    assert inherits(os.getpid(), inherited())
    assert not inherits(1 << 30, inherited())
    monkeypatch.setattr(child, "peer_of", lambda _: (0, os.geteuid()))
    ours, theirs = socket.socketpair()
    with pytest.raises(Refused):
        become(protocol.Request(b"", [], {}, [], []), [], ours, theirs)
    ours.close()
    theirs.close()


def test_limited_memory_is_left_to_cold_starts(warm: Warm):
    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_AS, (2_000_000_000, 2_000_000_000))

    assert warm.run("exit", "7", preexec_fn=limit).returncode == 7
    assert warm.count(warm.cold_starts) == 1
    assert not warm.sockets.exists()


def test_no_fork_of_a_process_with_threads(warm: Warm):
    """As a debugger or a profiler may start them from a module of the site."""
    code = _from(
        Path(__file__),
        "import threading; from stackls_server import zygote\n"
        "from stackls_server.warm import inherited, key\n"
        "zygote.import_what_commands_need = lambda: threading.Thread(\n"
        "    target=threading.Event().wait, daemon=True).start()\n"
        "zygote.serve(lambda: 0, key.name_of(key.key(inherited.inherited())))\n",
    )
    done = warm.run(command=[sys.executable, "-c", code])
    assert (done.returncode, done.stderr) == (0, b"")
    assert list(warm.sockets.iterdir()) == []


# --- what is said -------------------------------------------------------------------------------


def talk(warm: Warm, data: bytes, *, files: int = 0) -> bytes:
    """What a zygote answers to these bytes."""
    [found] = warm.found()
    with socket.socket(socket.AF_UNIX) as connection:
        folder = os.open(found.parent, os.O_PATH)
        connection.connect(f"/proc/self/fd/{folder}/{found.name}")
        os.close(folder)
        connection.settimeout(60)
        try:
            assert connection.recv(1) == protocol.HELLO
            socket.send_fds(connection, [data], [0] * files)
            connection.shutdown(socket.SHUT_WR)
            return connection.recv(10)
        except ConnectionError:
            return b""


NO_REQUESTS = [
    b"\0",
    b"GET / HTTP/1.1\r\n\r\n",
    b"\xff\xff\xff\xff" + b"x" * 1000,
    b"\0\0\0\x05abcde",
    b"\0\0\0\x04a\0\0\0",
    protocol.Request(b"another key", [b"x"], {}, [0, 1, 2], []).encoded(),
    protocol.Request(b"another key", [b"x"], {}, [0, 1, 2], []).encoded() + b"\x09",
]


def test_what_is_no_request_is_answered_with_nothing(warm: Warm):
    warm.serve()
    for data in NO_REQUESTS:
        for files in (0, 5, 100):
            assert talk(warm, data, files=files) == b""
    assert warm.run("exit", "3").returncode == 3
    assert warm.count(warm.cold_starts) == 0
    assert warm.count(warm.runs) == 1


def test_a_request_arrives_as_it_was_sent():
    sent = protocol.Request(
        b"key", [b"", b"\xff", b"a b"], {b"A": b"", b"B": b"=\n="}, [0, 1, 2, 63],
        [("utf-8", "strict", False, True)] * 3,
    )  # fmt: skip
    received = protocol.decoded(sent.encoded()[protocol.LENGTH :])
    assert vars(received) == vars(sent)


def _raising(error: type[OSError]) -> Callable[..., None]:
    def send(*_: object) -> None:
        raise error

    return send


# --- never twice --------------------------------------------------------------------------------


def test_a_zygote_that_stands_still_is_not_waited_for(warm: Warm):
    """It finds the request when it goes on, and does not run what the client has run."""
    zygote = warm.serve()
    zygote.send_signal(signal.SIGSTOP)
    hasty = {**warm.environment, "STAND_IN_PATIENCE": "0.2"}
    assert warm.run("exit", "3", env=hasty).returncode == 3
    assert (warm.count(warm.cold_starts), warm.count(warm.runs)) == (1, 1)
    zygote.send_signal(signal.SIGCONT)
    assert warm.run("exit", "4").returncode == 4
    assert (warm.count(warm.cold_starts), warm.count(warm.runs)) == (1, 2)


@pytest.mark.parametrize("error", [TimeoutError, BrokenPipeError, ConnectionResetError])
def test_what_was_taken_at_the_last_moment_is_not_run_again(
    monkeypatch: pytest.MonkeyPatch, error: type[OSError]
):
    """The client has no patience, and finds out that the command runs already."""
    ours, theirs = socket.socketpair()
    theirs.send(protocol.HELLO + protocol.TAKEN)
    request = protocol.Request(b"", [], {}, [0, 1, 2], [])
    monkeypatch.setattr(client, "_send", _raising(error))
    assert client.is_taken(ours, request, theirs.fileno())
    with pytest.raises(BrokenPipeError):
        theirs.send(protocol.TAKEN)


@pytest.mark.parametrize("error", [TimeoutError, BrokenPipeError, ConnectionResetError])
def test_what_is_taken_too_late_is_not_taken(monkeypatch: pytest.MonkeyPatch, error: type[OSError]):
    ours, theirs = socket.socketpair()
    theirs.send(protocol.HELLO)
    request = protocol.Request(b"", [], {}, [0, 1, 2], [])
    monkeypatch.setattr(client, "_send", _raising(error))
    assert not client.is_taken(ours, request, theirs.fileno())
    with pytest.raises(BrokenPipeError):
        theirs.send(protocol.TAKEN)


def test_a_client_that_loses_patience_at_any_moment(warm: Warm):
    warm.serve()
    code = _from(
        Path(__file__),
        "import stand_in; from stackls_server.warm import client, entry, start\n"
        "start.leave_zygote = lambda name: None\n"
        "client.PATIENCE = float(sys.argv[-1])\n"
        "code = entry.run_warm()\n"
        "if code is None: stand_in.note(stand_in.STARTED_COLD); code = stand_in.run()\n"
        "sys.exit(code)\n",
    )
    for number in range(40):
        patience = str(0.0005 * number)
        command = [sys.executable, "-c", code, "check", "exit", "7", patience]
        assert warm.run(command=command).returncode == 7
        assert warm.count(warm.runs) == number + 1
    assert warm.count(warm.cold_starts) > 0


def test_a_client_that_gives_up_is_not_served(warm: Warm):
    zygote = warm.serve()
    zygote.send_signal(signal.SIGSTOP)
    command = warm.start("exit", "3", stdin=subprocess.DEVNULL)
    command.kill()
    command.wait()
    zygote.send_signal(signal.SIGCONT)
    assert warm.run("exit", "4").returncode == 4
    assert warm.count(warm.runs) == 1
