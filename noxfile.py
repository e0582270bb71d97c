"""What CI runs, and what a developer runs: the same sessions. `nox -l` lists them."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path

import nox
from nox.command import CommandFailed

ROOT = Path(__file__).parent
PROJECT = nox.project.load_toml("pyproject.toml")
PYTHONS = ["3.10", "3.11", "3.12", "3.13", "3.14"]
PEER = "yaml-language-server@1"
PARALLEL = ["-n", "auto", "--maxprocesses", "8"]
ZENML = ["zenml[server]==0.98.0", "kubernetes<26", "pymysql~=1.1.1"]
OLD_ZENML = ["0.70.0", "0.75.0", "0.85.0", "0.90.0", "0.94.0", "0.96.0", "0.98.0"]
"""The versions that stores are tried with: the oldest that works, and where much has changed."""
PROPERTIES = [f"tests/{name}" for name in ("text", "yamltree", "documents", "analysis", "fixtures")]
BESIDE_ZENML = ["kubernetes<26", "setuptools<81"]
"""What the flavors of ZenML's integrations import, in the versions that ZenML pins."""

nox.options.sessions = ["lint", "types", "tests", "site", "zenml", "vscode"]
nox.options.reuse_existing_virtualenvs = True
nox.options.default_venv_backend = "uv|virtualenv"
os.environ.setdefault("UV_NATIVE_TLS", "1")  # the certificates that pip takes
nox.options.error_on_missing_interpreters = False
nox.needs_version = ">=2024.10"


def group(name: str) -> list[str]:
    """The requirements of a dependency group in pyproject.toml."""
    return list(nox.project.dependency_groups(PROJECT, name))


@nox.session
def fix(session: nox.Session) -> None:
    """Format the code and fix what ruff can fix."""
    session.install(*group("lint"))
    session.run("ruff", "check", "--fix", ".")
    session.run("ruff", "format", ".")


@nox.session
def lint(session: nox.Session) -> None:
    """Check style and format."""
    session.install(*group("lint"))
    session.run("ruff", "check", ".")
    session.run("ruff", "format", "--check", ".")


@nox.session
def types(session: nox.Session) -> None:
    """Check the types of core, probe and server, strictly."""
    session.install("-e", ".", *group("types"))
    session.run("pyright", "--pythonpath", str(Path(session.bin) / "python"))


@nox.session
def tests(session: nox.Session) -> None:
    """Run the tests on this Python; arguments go to pytest."""
    _run_tests(session)


@nox.session(python=PYTHONS)
def all_pythons(session: nox.Session) -> None:
    """Run the tests on every supported Python that is installed."""
    _run_tests(session)


def _run_tests(session: nox.Session) -> None:
    session.install("-e", ".", *group("test"))
    session.run("pytest", *PARALLEL, *session.posargs)


@nox.session(venv_backend="uv|virtualenv")
def catalogs(session: nox.Session) -> None:
    """Write what is different in other ZenML versions: `nox -s catalogs -- VERSION...`."""
    session.install("-e", ".")
    folders: list[str] = []
    for version in session.posargs:
        python = _past_zenml(session, version)
        out = str(python.parents[1] / "catalog")
        session.run(str(python), "core/stackls_probe", "catalog", out, external=True)
        folders.append(out)
    session.run("python", "build_history.py", *folders)


@nox.session(venv_backend="uv|virtualenv")
def old_zenml(session: nox.Session) -> None:
    """Use the stores of old ZenML versions, each with a local database: `-- VERSION...`."""
    session.install("-e", ".", *group("test"))
    failed = [v for v in session.posargs or OLD_ZENML if not _try_store(session, v)]
    if failed:
        session.error(f"stores of ZenML {', '.join(failed)} do not do what they have to")


def _try_store(session: nox.Session, version: str) -> bool:
    """Whether the store of that version does what all have to do."""
    env = {"STACKLS_TEST_ZENML_PYTHON": str(_past_zenml(session, version))}
    test = "tests/stores/test_any_zenml.py"
    try:
        session.run("pytest", "-m", "zenml", test, env=env)
    except CommandFailed:
        return False
    return True


@nox.session(venv_backend="uv|virtualenv")
def newest_zenml(session: nox.Session) -> None:
    """Try the newest ZenML there is, and say what of it has to be read again."""
    session.install("-e", ".", *group("test"))
    python = _zenml_python(session, "newest-zenml")
    _install(session, python, "zenml[local]", *BESIDE_ZENML)
    out = str(python.parents[1] / "catalog")
    session.run(str(python), "core/stackls_probe", "catalog", out, external=True)
    session.run("python", "read_again.py", out)
    env = {"STACKLS_TEST_ZENML_PYTHON": str(python)}
    session.run("pytest", "-m", "zenml", "tests/stores/test_any_zenml.py", env=env)


def _past_zenml(session: nox.Session, version: str) -> Path:
    """The interpreter of an environment with that version, which can import stack files."""
    python = _zenml_python(session, f"zenml-{version}")
    if not _is_ready(python):
        _install(session, python, f"zenml[local]=={version}", *BESIDE_ZENML)
        (python.parents[1] / "ready").touch()
    return python


def _install(session: nox.Session, python: Path, *packages: str) -> None:
    """Make the environment of that interpreter anew, with these in it."""
    place = str(python.parents[1])
    if session.venv_backend == "uv":
        session.run("uv", "venv", "-q", "--seed", "--clear", place, external=True)
        install = ("uv", "pip", "install", "-q", "--python", str(python))
        session.run(*install, *packages, external=True)
    else:
        session.run("python", "-m", "venv", "--clear", place, silent=True)
        session.run(str(python), "-m", "pip", "install", "-q", *packages, external=True)


@nox.session
def zenml(session: nox.Session) -> None:
    """Compare verdicts and stores with a real ZenML: `nox -s zenml -- SEED COUNT [--version V]`."""
    session.install("-e", ".", *group("test"))
    arguments = list(session.posargs)
    if "--version" in arguments:
        at = arguments.index("--version")
        version = arguments[at + 1]
        _compare(session, str(_past_zenml(session, version)), arguments[:at], version)
        return
    python = _real_zenml(session)
    _compare(session, python, arguments)
    if not (shutil.which("mariadbd") or Path("/usr/sbin/mariadbd").exists()):
        session.warn("No mariadbd here: ZenML on MariaDB is not tried. Install mariadb-server.")
    env = {"STACKLS_TEST_ZENML_PYTHON": python}
    # files as a whole: the tests of a file share a ZenML server
    session.run("pytest", *PARALLEL, "--dist", "loadfile", "-m", "zenml", env=env)


def _compare(
    session: nox.Session, python: str, arguments: list[str], version: str | None = None
) -> None:
    """Compare verdicts on stack files, and on fewer run configurations."""
    seed, count = [*arguments, *["2026", "200"][len(arguments) :]][:2]
    few = str(min(int(count), 100))
    for module, number in (("", count), (".run_configurations", few)):
        session.run(
            *("python", "-m", f"benchmarks.differential{module}.compare"),
            *("--oracle-python", python, "--seed", seed, "--count", number),
            *(["--version", version] if version else []),
        )


def _real_zenml(session: nox.Session) -> str:
    """The interpreter of an environment of its own that has ZenML; made on first use."""
    python = _zenml_python(session)
    if not _is_ready(python):
        _install(session, python, *ZENML)
        (python.parents[1] / "ready").touch()
    return str(python)


def _zenml_python(session: nox.Session, name: str = "real-zenml") -> Path:
    """Where that interpreter is, or will be."""
    folder = Path(session.virtualenv.location).parent / name
    return folder / ("Scripts" if os.name == "nt" else "bin") / "python"


def _is_ready(python: Path) -> bool:
    """Whether its environment has been made, to the end."""
    return (python.parents[1] / "ready").exists()


@nox.session
def totality(session: nox.Session) -> None:
    """Run the tests that cut and tear the demo's files, at every offset and line."""
    session.install("-e", ".", *group("test"))
    env = {"STACKLS_TEST_EVERY_OFFSET": "1"}
    session.run("pytest", *PARALLEL, "tests/fixtures", *session.posargs, env=env)


@nox.session
def roundtrip(session: nox.Session) -> None:
    """Measure what completion offers and what accepting it gives back."""
    session.install("-e", ".", *group("test"))
    session.run("python", "-m", "benchmarks.completion_roundtrip", *session.posargs)


@nox.session
def docs(session: nox.Session) -> None:
    """Write docs/rules.md anew from the rules and their fixtures."""
    session.install("-e", ".", *group("test"))
    session.run("python", "docs/build_rules.py")


@nox.session
def site(session: nox.Session) -> None:
    """Build the docs site into dist/site; a broken link is an error. `-- serve` shows it."""
    # what the pages of the command line are made from needs no catalog, so nothing is built
    session.install(*PROJECT["project"]["dependencies"], *group("site"))
    env = {"PYTHONPATH": os.pathsep.join([str(ROOT / "core"), str(ROOT / "server")])}
    session.run("mkdocs", *(session.posargs or ["build"]), env=env)


@nox.session
def release(session: nox.Session) -> None:
    """Make all files say the next version: `nox -s release -- 0.2.0`; `-- --check` looks."""
    session.run("python", "release.py", *session.posargs)


@nox.session
def audit(session: nox.Session) -> None:
    """Check the licence of each dependency, and what is known against it."""
    session.install("pip-audit")
    place = Path(session.create_tmp()) / "audited"
    session.run("python", "-m", "venv", "--clear", str(place), silent=True)
    python = str(place / ("Scripts" if os.name == "nt" else "bin") / "python")
    extras = PROJECT["project"]["optional-dependencies"]
    packages = [*PROJECT["project"]["dependencies"], *extras["mcp"], *extras["ws"]]
    session.run(python, "-m", "pip", "install", "-q", *packages, external=True)
    where = "import sysconfig; print(sysconfig.get_path('purelib'))"
    found = session.run(python, "-c", where, external=True, silent=True)
    session.run("python", "audit.py", str(found).strip())


@nox.session
def sbom(session: nox.Session) -> None:
    """Write what wheel and extension consist of into dist, as CycloneDX; needs the wheel built."""
    session.install("pip", "cyclonedx-bom")
    wheels = list((ROOT / "dist").glob("*.whl"))
    if not wheels:
        session.error("there is no wheel: run `nox -s build` first")
    # an environment without pip, or that would be part of it
    place = Path(session.create_tmp()) / "wheel"
    session.run("python", "-m", "venv", "--without-pip", "--clear", str(place), silent=True)
    interpreter = str(place / ("Scripts" if os.name == "nt" else "bin") / "python")
    session.run("python", "-m", "pip", "--python", interpreter, "install", "-q", str(wheels[0]))
    for where_from in place.rglob("stackls-*.dist-info/direct_url.json"):
        where_from.unlink()  # a path on the machine that builds
    session.run(
        *("cyclonedx-py", "environment", interpreter, "--output-reproducible"),
        *("--pyproject", "pyproject.toml"),
        *("--output-file", str(ROOT / "dist" / "stackls.cdx.json")),
    )
    if shutil.which("npm") is not None:
        with session.chdir(_bundled_packages(Path(session.create_tmp()))):
            command = ("npm", "sbom", "--sbom-format", "cyclonedx", "--package-lock-only")
            listed = session.run(*command, external=True, silent=True)
        (ROOT / "dist" / "stackls-vscode.cdx.json").write_text(str(listed), encoding="utf-8")


def _bundled_packages(place: Path) -> Path:
    """A folder with the extension's manifest and lock, without what is for development alone.

    With ``--omit dev`` npm leaves out what is for both, too.
    """
    folder = place / "stackls-vscode"
    folder.mkdir(exist_ok=True)
    for name in ("package.json", "package-lock.json"):
        found = json.loads((ROOT / "vscode-extension" / name).read_text("utf-8"))
        packages = found.get("packages", {})
        found["packages"] = {at: one for at, one in packages.items() if not one.get("dev")}
        for manifest in (found, found["packages"].get("", {})):
            manifest.pop("devDependencies", None)
        (folder / name).write_text(json.dumps(found), encoding="utf-8")
    return folder


@nox.session
def vsix(session: nox.Session) -> None:
    """Build the VS Code extension, with the server's wheel inside."""
    _npm_install(session)
    _wheel(session)
    _npm(session, "run", "package")


@nox.session
def vscode(session: nox.Session) -> None:
    """Check the VS Code extension, its own logic and the whole of it in a real VS Code."""
    if shutil.which("npm") is None:
        session.skip("there is no npm, so the VS Code extension is not tested")
    _npm_install(session)
    _npm(session, "run", "check")
    _npm(session, "test")
    if not _can_have_chromium():
        session.skip("Chromium is not here and cannot be installed: no test in a real VS Code")
    _wheel(session)
    # ZenML takes a minute to install, so it is not for these tests alone
    found = _zenml_python(session)
    env = {"STACKLS_TEST_ZENML_PYTHON": str(found)} if _is_ready(found) else {}
    _npm(session, "run", "e2e", *(["--", *session.posargs] if session.posargs else []), env=env)


@nox.session
def images(session: nox.Session) -> None:
    """Take the pictures of the VS Code extension's README and walkthrough anew."""
    _npm_install(session)
    _wheel(session)
    _npm(session, "run", "e2e", "--", "images")


def _can_have_chromium() -> bool:
    """Whether there is a Chromium, or apt and the right to install one."""
    known = any(map(shutil.which, ("chromium", "chromium-browser", "google-chrome")))
    is_root = getattr(os, "geteuid", lambda: 1)() == 0
    return known or (is_root and shutil.which("apt-get") is not None)


def _wheel(session: nox.Session) -> None:
    """Build the wheel into dist; uv pins what it needs when the extension is packaged."""
    session.install("build", "uv")
    shutil.rmtree(ROOT / "dist", ignore_errors=True)
    session.run("python", "-m", "build", "--wheel", "--installer", "uv", silent=True)


def _npm_install(session: nox.Session) -> None:
    _npm(session, "ci", "--no-audit", "--no-fund", "--loglevel=error")


def _npm(session: nox.Session, *arguments: str, env: dict[str, str] | None = None) -> None:
    with session.chdir(ROOT / "vscode-extension"):
        session.run("npm", *arguments, external=True, env=env)


@nox.session
def build(session: nox.Session) -> None:
    """Build the wheel and the source distribution into dist."""
    session.install("build")
    shutil.rmtree(ROOT / "dist", ignore_errors=True)
    session.run("python", "-m", "build")


@nox.session
def fuzz(session: nox.Session) -> None:
    """Random editing sessions, and new examples of properties: `nox -s fuzz -- SEED SECONDS`."""
    session.install("-e", ".", *group("test"))
    seed, seconds = [*session.posargs, *["2026", "60"][len(session.posargs) :]][:2]
    session.run("python", "-m", "tests.fuzz", seed, seconds)
    chosen = ["--hypothesis-profile", "random", "--hypothesis-seed", seed]
    session.run("pytest", *PARALLEL, *chosen, *PROPERTIES)


@nox.session
def faults(session: nox.Session) -> None:
    """Kill, fill and damage what the registries are kept in: `nox -s faults -- SEED COUNT`."""
    session.install("-e", ".", *group("test"))
    seed, count = [*session.posargs, *["2026", "100"][len(session.posargs) :]][:2]
    session.run("python", "-m", "tests.faults", seed, count)
    env = {"STACKLS_TEST_ZENML_PYTHON": _real_zenml(session)}
    fewer = str(max(1, int(count) // 5))
    session.run("python", "-m", "tests.faults.zenml", seed, fewer, env=env)
    session.run("python", "-m", "tests.faults.zenml", seed, fewer, "server", env=env)


@nox.session
def coverage_fuzz(session: nox.Session) -> None:
    """Fuzz parser, cursor and differ, guided by coverage: `-- SEED SECONDS`, on Linux."""
    session.install("-e", ".", *group("test"), "atheris")
    seed, seconds = [*session.posargs, *["2026", "180"][len(session.posargs) :]][:2]
    session.run("python", "-m", "tests.fuzz.coverage", seed, seconds)


@nox.session
def soak(session: nox.Session) -> None:
    """Type for hours into one server, which must not grow: `nox -s soak -- KEYSTROKES`."""
    session.install("-e", ".", *group("test"))
    session.run("python", "-m", "tests.soak", *(session.posargs or ["100000"]))


@nox.session
def stores(session: nox.Session) -> None:
    """Measure listing, describing and activating stacks beside ZenML's own command line."""
    session.install("-e", ".")
    python = _real_zenml(session)
    session.run("python", "-m", "benchmarks.stores", "--zenml-python", python, *session.posargs)
    session.run("python", "-m", "benchmarks.folders", "--zenml-python", python)


@nox.session
def bench(session: nox.Session) -> None:
    """Measure growth, the server and VS Code beside a peer; `-- --write-docs` writes the page."""
    session.install(".", *group("bench"))
    names = ["growth", "large_workspaces", "cold_shell"]
    failed = [name for name in names if not _measures_up(session, name)]
    python = _real_zenml(session)
    if not _measures_up(session, "stores", "--zenml-python", python):
        failed.append("stores")
    if shutil.which("npm") is None:
        session.warn("There is no npm, and so no yaml-language-server to compare with.")
    else:
        failed += _bench_beside_peer(session)
    if failed:
        session.error(f"below the bar: {', '.join(failed)}")


def _bench_beside_peer(session: nox.Session) -> list[str]:
    """Measure what the peer does, too; the names of benchmarks with a bar that was missed."""
    # not in create_tmp(), which also moves the measured files there, and the peer's schema does not
    # apply to files below a hidden folder
    folder = Path(session.virtualenv.location).resolve() / "peer"
    folder.mkdir(exist_ok=True)
    session.run(
        *("npm", "install", "--silent", "--no-audit", "--no-fund", "--prefix", str(folder)),
        PEER,
        external=True,
    )
    names = ["bench"]
    if _can_have_chromium():
        _npm_install(session)
        names.append("vscode")
    else:
        session.warn("Chromium is not here and cannot be installed: VS Code is not measured.")
    start = folder / "node_modules" / "yaml-language-server" / "bin" / "yaml-language-server"
    arguments = ("--peer", str(start), *session.posargs)
    return [name for name in names if not _measures_up(session, name, *arguments)]


def _measures_up(session: nox.Session, name: str, *arguments: str) -> bool:
    """Whether all bars of that benchmark are met."""
    try:
        session.run("python", "-m", f"benchmarks.{name}", *arguments)
    except CommandFailed:
        return False
    return True
