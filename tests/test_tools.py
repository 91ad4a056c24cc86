"""What can be proved offline of the scripts, the Makefile, the lock and .ci/run."""

import os
import re
import shutil
import subprocess
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

import install_judges
from apt_sources import Archive, System, mirrors, parse_deb822, parse_list, read_archives, suites_to_try, system_of
from private_apt import stanza

ROOT = Path(__file__).parent.parent
BOOKWORM = System(family="debian", suite="bookworm", release=12)
LOCK = (ROOT / "requirements.lock").read_text(encoding="utf-8")
MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")


def archive(uri: str, *suites: str, components: tuple[str, ...] = ("main",)) -> Archive:
    return Archive(uri=uri, suites=suites, components=components, signed_by="")


def put_program(path: Path, *, version: str = "9.9.9", exit_code: int = 0) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\necho '{path.name}, version {version} (branch: test)'\nexit {exit_code}\n", encoding="utf-8")
    path.chmod(0o755)
    return path


def put_judges(folder: Path) -> None:
    for name in ("promtool", "amtool", "prometheus", "prometheus-alertmanager"):
        put_program(folder / name)


def test_one_line_sources_give_mirror_suite_and_keyring() -> None:
    text = """
# deb mirror://commented forky main
deb-src mirror://debian bookworm main
deb [ arch=amd64 signed-by=/keys/a.gpg,/keys/b.gpg ] mirror://debian bookworm main contrib # ours
deb\tmirror://[::1]/debian bookworm-updates main
deb cdrom:[Debian GNU/Linux 12]/ bookworm main
deb mirror://flat ./
"""
    assert [one for one in parse_list(text) if one.uri.startswith("mirror")] == [
        Archive(uri="mirror://debian", suites=("bookworm",), components=("main", "contrib"), signed_by="/keys/a.gpg /keys/b.gpg"),
        archive("mirror://[::1]/debian", "bookworm-updates"),
    ]


def test_deb822_sources_give_each_mirror_and_every_suite() -> None:
    text = """# a comment
Types: deb deb-src
URIs: mirror://one
  mirror://two
# a comment inside
suites: trixie trixie-updates
Components: main
Signed-By: /keys/debian.pgp

Types: deb
Enabled: no
URIs: mirror://disabled
Suites: trixie
Components: main

Types: deb-src
URIs: mirror://source
Suites: trixie
Components: main
"""
    expected = Archive(uri="mirror://one", suites=("trixie", "trixie-updates"), components=("main",), signed_by="/keys/debian.pgp")
    assert [(one.uri, one.suites, one.signed_by) for one in parse_deb822(text)] == [
        (uri, expected.suites, expected.signed_by) for uri in ("mirror://one", "mirror://two")
    ]


def test_a_key_inside_a_source_reaches_our_source_unchanged() -> None:
    key = " -----BEGIN PGP PUBLIC KEY BLOCK-----\n .\n mQINBF\n -----END PGP PUBLIC KEY BLOCK-----"
    (read,) = parse_deb822(f"Types: deb\nURIs: mirror://debian\nSuites: bookworm\nComponents: main\nSigned-By:\n{key}\n")
    (written,) = parse_deb822(stanza(read, suite="forky", components="main"))
    assert written == Archive(uri="mirror://debian", suites=("forky",), components=("main",), signed_by="\n" + key)


def test_a_folder_is_read_as_apt_reads_it(tmp_path: Path) -> None:
    parts = tmp_path / "sources.list.d"
    parts.mkdir()
    (tmp_path / "sources.list").write_text("deb mirror://first bookworm main\n", encoding="utf-8")
    (parts / "b.list").write_text("deb mirror://third bookworm main\n", encoding="utf-8")
    (parts / "a.sources").write_text("Types: deb\nURIs: mirror://second\nSuites: bookworm\nComponents: main\n", encoding="utf-8")
    (parts / "c.list.disabled").write_text("deb mirror://never bookworm main\n", encoding="utf-8")
    assert [one.uri for one in read_archives(tmp_path)] == ["mirror://first", "mirror://second", "mirror://third"]
    assert read_archives(tmp_path / "no-such-folder") == ()


def test_the_distributions_mirror_comes_before_a_vendors_that_uses_its_suite_names() -> None:
    archives = (
        archive("cdrom:[Debian]/", "bookworm"),
        archive("mirror://vendor", "bookworm"),
        archive("mirror://container", "bookworm", components=("stable",)),
        archive("mirror://security", "bookworm-security"),
        archive("mirror://debian", "bookworm"),
        archive("mirror://debian", "bookworm-updates"),
        archive("mirror://debian", "stable"),
    )
    assert [one.uri for one in mirrors(archives, BOOKWORM)] == ["mirror://debian", "mirror://vendor"]


@pytest.mark.parametrize(
    ("os_release", "expected"),
    [
        ({"ID": "debian", "VERSION_CODENAME": "bookworm", "VERSION_ID": "12"}, BOOKWORM),
        ({"ID": "debian", "VERSION_CODENAME": "forky"}, System(family="debian", suite="forky", release=None)),
        ({"ID": "raspbian", "ID_LIKE": "debian", "VERSION_CODENAME": "bookworm", "VERSION_ID": "12"}, BOOKWORM),
        (
            {"ID": "linuxmint", "ID_LIKE": "ubuntu debian", "VERSION_CODENAME": "zara", "UBUNTU_CODENAME": "noble", "VERSION_ID": "22.2"},
            System(family="ubuntu", suite="noble", release=22),
        ),
        ({"ID": "fedora", "VERSION_ID": "43"}, None),
        ({"ID": "debian"}, None),
    ],
)
def test_a_system_is_known_by_its_family_and_suite(os_release: dict[str, str], expected: System | None) -> None:
    assert system_of(os_release) == expected


@pytest.mark.parametrize(
    ("family", "suite", "release", "expected"),
    [
        ("debian", "bookworm", 12, ("forky", "trixie", "bookworm")),
        ("debian", "trixie", 13, ("forky", "trixie")),
        ("debian", "forky", None, ("forky", "trixie")),
        ("debian", "bullseye", 11, ("forky", "trixie", "bullseye")),
        ("debian", "duke", None, ("duke", "forky", "trixie", "bookworm")),
        ("debian", "duke", 15, ("duke", "forky", "trixie", "bookworm")),
        ("ubuntu", "noble", 24, ("noble",)),
    ],
)
def test_the_newest_suite_is_tried_first(family: str, suite: str, release: int | None, expected: tuple[str, ...]) -> None:
    assert suites_to_try(System(family=family, suite=suite, release=release)) == expected


def test_a_suite_that_does_not_run_here_gives_way_to_the_next_and_says_why(capsys: pytest.CaptureFixture[str]) -> None:
    def unpack(suite: str) -> Path:
        if suite == "bookworm":
            return Path(suite)
        raise install_judges.CannotInstallError("its promtool does not run here")

    assert install_judges.newest_running(("forky", "bookworm", "bullseye"), unpack) == Path("bookworm")
    assert capsys.readouterr().err == "forky: its promtool does not run here\n"
    with pytest.raises(install_judges.CannotInstallError, match="none of forky, trixie"):
        install_judges.newest_running(("forky", "trixie"), unpack)


def test_without_apt_one_command_is_named_and_the_exit_code_is_1(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    put_program(tmp_path / "path" / "amtool", exit_code=1)
    monkeypatch.setenv("PATH", str(put_program(tmp_path / "path" / "promtool").parent))
    assert install_judges.main(["--into", str(tmp_path / "tools")]) == 1
    assert capsys.readouterr().err.startswith("amtool, prometheus, alertmanager: not on PATH. ")
    assert install_judges.how_to_install("Darwin", ["amtool"]).endswith("Type: brew install prometheus alertmanager")
    assert "official releases" in install_judges.how_to_install("Linux", ["amtool"])


def test_programs_on_path_are_used_as_they_are(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    programs = tmp_path / "tools" / "bin"
    put_judges(tmp_path / "path")
    put_program(programs / "amtool", exit_code=1)
    (programs / "promtool").symlink_to("gone")
    monkeypatch.setenv("PATH", os.pathsep.join((str(programs), str(tmp_path / "path"))))
    assert install_judges.main(["--into", str(tmp_path / "tools")]) == 0
    assert capsys.readouterr().out.endswith("promtool 9.9.9, amtool 9.9.9, prometheus 9.9.9, alertmanager 9.9.9\n")
    assert (programs / "alertmanager").readlink() == tmp_path / "path" / "prometheus-alertmanager"
    put_program(tmp_path / "path" / "amtool", exit_code=1)
    monkeypatch.setenv("PATH", str(programs))
    assert install_judges.main(["--into", str(tmp_path / "tools")]) == 1, "a judge that stopped running is not kept"


def test_every_target_of_the_makefile_has_a_help_line() -> None:
    targets = set(re.findall(r"^([\w-]+):(?!=)", MAKEFILE, re.MULTILINE))
    shown = subprocess.run(["make", "--no-print-directory", "help"], cwd=ROOT, capture_output=True, check=True, text=True).stdout
    assert {line.split()[0] for line in shown.splitlines() if len(line.split()) > 2} == targets
    (phony,) = re.findall(r"^\.PHONY: (.*)$", MAKEFILE, re.MULTILINE)
    assert set(phony.split()) == targets


def test_the_lock_names_no_host_and_hashes_every_package() -> None:
    assert [line for line in LOCK.splitlines() if "://" in line or line.startswith("--")] == []
    for entry in re.split(r"\n(?=[a-z])", LOCK)[1:]:
        assert "--hash=sha256:" in entry, entry


def test_the_lock_pins_every_dependency_within_its_bounds() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    pins = dict(re.findall(r"^([\w-]+)==(\S+)", LOCK, re.MULTILINE))
    for text in [*project["project"]["dependencies"], *project["dependency-groups"]["dev"], *project["build-system"]["requires"]]:
        wanted = Requirement(text)
        assert wanted.specifier.contains(pins[canonicalize_name(wanted.name)]), f"{text}: run make lock"


@pytest.mark.parametrize(("compiled", "exit_code"), [("fresh", 0), ("stale", 1)])
def test_ci_fails_when_generated_is_not_what_the_specs_compile_to(tmp_path: Path, compiled: str, exit_code: int) -> None:
    (tmp_path / ".ci").mkdir()
    script = shutil.copy(ROOT / ".ci" / "run", tmp_path / ".ci" / "run")
    generated = tmp_path / "generated" / "rules.yaml"
    generated.parent.mkdir()
    generated.write_text("fresh\n", encoding="utf-8")
    makefile = f"build:\n\techo {compiled} > generated/rules.yaml\nschemas docs check verify prove mutate test:\n\techo $@\n"
    (tmp_path / "Makefile").write_text(makefile, encoding="utf-8")
    for command in ("init --quiet", "add .", "-c user.name=t -c user.email=t@example.com -c commit.gpgsign=false commit --quiet -m t"):
        subprocess.run(["git", *command.split()], cwd=tmp_path, check=True)
    ran = subprocess.run([script], capture_output=True, check=False, text=True)
    assert ran.returncode == exit_code, ran.stdout + ran.stderr
    assert ("generated/rules.yaml" in ran.stderr) == (compiled == "stale")
    assert ("echo test" in ran.stdout) == (compiled == "fresh")
