"""Put the programs that judge tocsin's output into .tools/bin: promtool, amtool, prometheus and alertmanager.

A program that is on PATH is used as it is. On Debian and Ubuntu the others are unpacked from the distribution's packages:
no root, nothing outside .tools changes, and the packages' signatures are verified with the keys that the machine trusts.

.tools/bin/<program>                 what `make test` and `make verify` run
.tools/share/alertmanager/*.tmpl     Alertmanager's default templates. Debian's programs read them from /usr/share/prometheus/alertmanager,
                                     where an unpacked package has none: give `amtool template render` this folder as its first glob
.tools/matrix/<suite>/{bin,share}    the same of one suite each
"""

import argparse
import os
import platform
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

from apt_sources import DEBIAN_SUITES, System, mirrors, read_archives, suites_to_try, system_of
from private_apt import AptError, unpack_packages

JUDGES = {"promtool": "promtool", "amtool": "amtool", "prometheus": "prometheus", "alertmanager": "prometheus-alertmanager"}
"""Each program, and what Debian calls it."""
PACKAGES = ("prometheus", "promtool", "prometheus-alertmanager")
COMPONENTS = {"debian": "main", "ubuntu": "main universe"}
TEMPLATES = Path("share/alertmanager")
SYSTEM_TEMPLATES = Path("/usr/share/prometheus/alertmanager")
ETC_APT = Path("/etc/apt")


class CannotInstallError(Exception):
    """Say why the judges cannot be had here, and what to do."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Install what is missing and return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--matrix", action="store_true", help=f"unpack the releases of {', '.join(DEBIAN_SUITES)} into .tools/matrix")
    parser.add_argument("--into", type=Path, default=Path(__file__).parent.parent / ".tools", help="folder (default: .tools)")
    options = parser.parse_args(arguments)
    tools: Path = options.into.resolve()
    try:
        if options.matrix:
            for suite in DEBIAN_SUITES:
                print(f"{suite}: {describe(unpack_suite(tools, suite) / 'bin')}")
        else:
            install(tools)
            print(f"judges in {tools / 'bin'}: {describe(tools / 'bin')}")
    except CannotInstallError as reason:
        print(reason, file=sys.stderr)
        return 1
    return 0


def install(tools: Path) -> None:
    """Fill tools/bin with what is on PATH, and the rest from the newest suite whose programs run; keep what is there and runs."""
    programs = tools / "bin"
    missing = [judge for judge in JUDGES if not runs(programs / judge)]
    found = {judge: path for judge in missing if (path := on_path(judge, excluding=programs))}
    unpacked = [judge for judge in missing if judge not in found]
    templates = SYSTEM_TEMPLATES if "amtool" in found else None
    if unpacked:
        system = this_system()
        if system is None:
            raise CannotInstallError(how_to_install(platform.system(), unpacked))
        suite = newest_running(suites_to_try(system), lambda suite: unpack_suite(tools, suite))
        found |= {judge: suite / "bin" / judge for judge in unpacked}
        templates = suite / TEMPLATES if "amtool" in unpacked else templates
    for judge, program in found.items():
        link(programs / judge, program)
    if templates and templates.is_dir():
        link(tools / TEMPLATES, templates)


def newest_running(suites: Sequence[str], unpack: Callable[[str], Path]) -> Path:
    """Return what the first suite that can be unpacked gives; say why each other one cannot be, and raise if none can."""
    for suite in suites:
        try:
            return unpack(suite)
        except CannotInstallError as reason:
            print(f"{suite}: {reason}", file=sys.stderr)
    raise CannotInstallError(
        f"none of {', '.join(suites)} gave programs that run here: install Prometheus and Alertmanager by hand, on PATH"
    )


def how_to_install(operating_system: str, missing: Sequence[str]) -> str:
    """Return what to type on a system without apt.

    >>> print(how_to_install("Darwin", ["amtool"]))
    amtool: not on PATH. Type: brew install prometheus alertmanager
    """
    names = ", ".join(missing)
    if operating_system == "Darwin":
        return f"{names}: not on PATH. Type: brew install prometheus alertmanager"
    return f"{names}: not on PATH. Unpack the official releases of Prometheus (3.5 or later) and Alertmanager (0.33 or later) on PATH"


def on_path(judge: str, *, excluding: Path) -> Path | None:
    """Return the program of the machine that can stand for the judge, under its own or Debian's name."""
    folders = [folder for folder in os.environ.get("PATH", "").split(os.pathsep) if folder and Path(folder).resolve() != excluding]
    for name in dict.fromkeys((judge, JUDGES[judge])):
        found = shutil.which(name, path=os.pathsep.join(folders))
        if found and runs(Path(found)):
            return Path(found).absolute()
    return None


def runs(program: Path) -> bool:
    """Say whether the program starts here: it exists, is for this processor, and finds a C library that is new enough."""
    try:
        return subprocess.run([program, "--version"], capture_output=True, check=False, timeout=60).returncode == 0
    except (OSError, subprocess.TimeoutExpired):
        return False


def describe(program_folder: Path) -> str:
    """Return each judge with its version, as in "promtool 3.5.3, amtool 0.33.1"."""
    return ", ".join(f"{judge} {_version(program_folder / judge)}" for judge in JUDGES)


def _version(program: Path) -> str:
    # "promtool, version 3.5.3+ds1 (branch: ...": 2.x prints to stderr on some builds.
    said = subprocess.run([program, "--version"], capture_output=True, check=True, text=True)
    return (said.stdout + said.stderr).partition("version ")[2].partition(" ")[0]


def link(at: Path, to: Path) -> None:
    """Make a symlink that survives moving the repository when both ends are inside it."""
    inside = at.parent.parent in to.parents
    at.parent.mkdir(parents=True, exist_ok=True)
    at.unlink(missing_ok=True)
    at.symlink_to(os.path.relpath(to, at.parent) if inside else to)


def this_system() -> System | None:
    """Return the distribution of this machine, or None where apt is not the way."""
    if not (shutil.which("apt-get") and shutil.which("dpkg-deb")):
        return None
    try:
        return system_of(platform.freedesktop_os_release())
    except OSError:
        return None


def unpack_suite(tools: Path, suite: str) -> Path:
    """Return tools/matrix/<suite> with bin/ and share/, unpacked from the first mirror that has it unless it is there."""
    target = tools / "matrix" / suite
    if all(runs(target / "bin" / judge) for judge in JUDGES):
        return target
    system = this_system()
    if system is None or (system.family != "debian" and suite != system.suite):
        raise CannotInstallError(f"the programs of {suite} are Debian packages: unpack them on a Debian machine")
    archives = mirrors(read_archives(ETC_APT), system)
    if not archives:
        raise CannotInstallError(f"no archive with suite {system.suite} and component main is enabled in {ETC_APT}")
    target.parent.mkdir(parents=True, exist_ok=True)
    complaints = []
    for archive in archives:
        with tempfile.TemporaryDirectory(dir=target.parent, prefix="unpacking-") as folder:
            try:
                root = unpack_packages(PACKAGES, archive, suite=suite, components=COMPONENTS[system.family], folder=Path(folder))
            except AptError as complaint:
                complaints.append(str(complaint))
                continue
            return _place(root, target)
    raise CannotInstallError("\n".join(complaints))


def _place(root: Path, target: Path) -> Path:
    """Move the judges of an unpacked system into target in one step, once all of them run."""
    ready = root.with_name("ready")
    (ready / TEMPLATES).mkdir(parents=True)
    for template in (root / SYSTEM_TEMPLATES.relative_to("/")).glob("*.tmpl"):
        template.rename(ready / TEMPLATES / template.name)
    (ready / "bin").mkdir()
    for judge, debian_name in JUDGES.items():
        program = root / "usr/bin" / debian_name
        if not program.is_file():
            raise CannotInstallError(f"its packages have no {judge}")
        if not runs(program.rename(ready / "bin" / judge)):
            raise CannotInstallError(f"its {judge} does not run here: the C library may be too old")
    shutil.rmtree(target, ignore_errors=True)
    return ready.rename(target)


if __name__ == "__main__":
    sys.exit(main())
