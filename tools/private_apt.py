"""Download and unpack packages of any suite with apt, without root and without touching the machine's own apt."""

import os
import subprocess
from collections.abc import Sequence
from pathlib import Path

from apt_sources import Archive

# Proxies, certificates and mirror credentials are the machine's, from its own apt.conf.d; all state is in {folder}.
# Nothing may weaken the verification of signatures, also where the machine's configuration does.
# The hooks are cleared because they tell desktop services about an update of the machine's own lists.
CONFIGURATION = """\
Dir::State "{folder}";
Dir::State::lists "{folder}/lists";
Dir::State::status "{folder}/status";
Dir::Cache "{folder}";
Dir::Cache::archives "{folder}/archives";
Dir::Etc::sourcelist "{folder}/judges.sources";
Dir::Etc::sourceparts "/dev/null";
Dir::Etc::preferences "/dev/null";
Dir::Etc::preferencesparts "/dev/null";
Acquire::Languages "none";
Acquire::AllowInsecureRepositories "false";
Acquire::AllowWeakRepositories "false";
Acquire::AllowDowngradeToInsecureRepositories "false";
APT::Get::AllowUnauthenticated "false";
APT::Sandbox::User "root";
APT::Update::Error-Mode "any";
#clear APT::Update::Pre-Invoke;
#clear APT::Update::Post-Invoke;
#clear APT::Update::Post-Invoke-Success;
"""
UNVERIFIED = ("NO_PUBKEY", "is not signed", "EXPKEYSIG", "couldn't be verified")


class AptError(Exception):
    """Say what apt or dpkg complained about, and what may help."""


def unpack_packages(packages: Sequence[str], archive: Archive, *, suite: str, components: str, folder: Path) -> Path:
    """Unpack those of the packages that the suite has under folder/root and return it; raise AptError if apt fails.

    The suite is taken from the archive's mirror and verified with the archive's keys.
    """
    for name in ("lists/partial", "archives/partial", "root"):
        (folder / name).mkdir(parents=True)
    (folder / "status").touch()
    (folder / "apt.conf").write_text(CONFIGURATION.format(folder=folder), encoding="utf-8")
    (folder / "judges.sources").write_text(stanza(archive, suite=suite, components=components), encoding="utf-8")
    configuration = f"--config-file={folder / 'apt.conf'}"
    _run(["apt-get", configuration, "--quiet=2", "update"], folder)
    known = set(_run(["apt-cache", configuration, "pkgnames"], folder).split())
    wanted = [package for package in packages if package in known]
    if not wanted:
        raise AptError(f"{archive.uri} has none of {', '.join(packages)} in {suite}")
    _run(["apt-get", configuration, "--quiet=2", "download", *wanted], folder)
    for package in sorted(folder.glob("*.deb")):
        _run(["dpkg-deb", "--extract", str(package), str(folder / "root")], folder)
    return folder / "root"


def stanza(archive: Archive, *, suite: str, components: str) -> str:
    """Return the deb822 source of another suite on the archive's mirror, limited to the package lists."""
    signed_by = f"Signed-By: {archive.signed_by}\n" if archive.signed_by else ""
    return f"Types: deb\nURIs: {archive.uri}\nSuites: {suite}\nComponents: {components}\nTargets: Packages\n{signed_by}"


def _run(command: Sequence[str], folder: Path) -> str:
    """Return what the command prints, in English, so that a complaint about keys is recognised."""
    done = subprocess.run(
        command, cwd=folder, env={**os.environ, "LC_ALL": "C"}, stdin=subprocess.DEVNULL, capture_output=True, check=False, text=True
    )
    if done.returncode == 0:
        return done.stdout
    complaint = done.stderr.strip() or f"{command[0]} exited with {done.returncode}"
    if any(sign in complaint for sign in UNVERIFIED):
        complaint += (
            "\nThe machine's keys cannot verify this suite, so nothing of it was used: upgrade debian-archive-keyring or ubuntu-keyring."
        )
    raise AptError(complaint)
