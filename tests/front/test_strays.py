"""A spec where none is read is told, for it would silently say nothing; any other file may stand there."""

from pathlib import Path

import pytest

from command import tocsin
from tocsin.strays import strays

_PLATFORM = "platform: {name: shop, namespace: ml}\nmodels: {forecast: {workload: {deployment: forecast}, scrape: {port: http}}}\n"
_SPEC = "models:\n  sales: {workload: {deployment: sales}}\n"


@pytest.fixture
def specs(tmp_path: Path) -> Path:
    (tmp_path / "specs" / "shop").mkdir(parents=True)
    (tmp_path / "specs" / "shop" / "spec.yaml").write_text(_PLATFORM)
    return tmp_path / "specs"


def _checked(specs: Path, name: str, content: str) -> tuple[int, str]:
    (specs / name).parent.mkdir(parents=True, exist_ok=True)
    (specs / name).write_text(content)
    result = tocsin(specs.parent, "check")
    return result.exit_code, result.output.replace(str(specs), "specs").strip()


@pytest.mark.parametrize(
    ("name", "content", "remedy"),
    [
        ("more.yaml", _SPEC, "move it to specs/<platform>/"),
        ("shop/models/sales.yaml", _SPEC, "move it to specs/shop/"),
        ("shop/a/b/sales.yml", f"\ufeff{_SPEC}", "move it to specs/shop/"),
        ("shop/sales.YAML", _SPEC, "call it sales.yaml"),
        ("shop/sales.Yml", _SPEC, "call it sales.yml"),
        ("policy.yml", "require: {}\n", "call it policy.yaml"),
    ],
)
def test_a_spec_that_nobody_reads_is_told(specs: Path, name: str, content: str, remedy: str) -> None:
    assert _checked(specs, name, content) == (2, f"cannot read specs/{name}: specs are specs/<platform>/*.yaml; {remedy}")


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("values.yaml", "models: {}\nreplicas: 3\n"),
        ("shop/chart/empty.yaml", "# metrics: {}\n"),
        ("shop/.cache/old.yaml", _SPEC),
        ("shop/.old.YAML", _SPEC),
        ("packs/notes/more.yaml", "metrics: {}\n"),
        ("shop/sales.yaml.orig", _SPEC),
    ],
)
def test_what_is_no_spec_may_stand_there(specs: Path, name: str, content: str) -> None:
    assert _checked(specs, name, content) == (0, "no mistakes in 1 platform")


def test_strays_are_told_in_the_order_of_their_names(specs: Path) -> None:
    names = ["b.yaml", "d.yaml", "a.yaml", "shop/deep/f.yaml", "shop/deep/e.yaml", "shop/deep/g.yaml", "c.yaml"]
    names += [f"shop/{folder}/h.yaml" for folder in ("near", "apart", "more", "beside")]
    for name in names:
        (specs / name).parent.mkdir(exist_ok=True)
        (specs / name).write_text(_SPEC)
    told = [path.relative_to(specs).as_posix() for path, _ in strays(specs)]
    assert told == sorted(names, key=lambda name: (name.count("/"), name))
