"""The first spec of a platform compiles as it is written, and nothing that is there already is written over."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from conftest import REPOSITORY, CompileSpec
from tocsin.cli import main
from tocsin.starter import STACKS, starter

RUNTIMES = sorted(path.stem for path in (REPOSITORY / "compiler/tocsin/catalog/defaults").glob("*.yaml"))


def ran(root: Path, *arguments: str) -> Result:
    return CliRunner().invoke(main, ["--root", str(root), *arguments], catch_exceptions=False)


@pytest.mark.parametrize("runtime", [None, "vllm", "pushgateway"])
@pytest.mark.parametrize("stack", STACKS)
def test_it_compiles_for_each_way_to_install_prometheus(stack: str, runtime: str | None, compile_spec: CompileSpec) -> None:
    built = compile_spec(starter("shop", model="chat", runtime=runtime, stack=stack))
    if runtime == "pushgateway" and stack in {"openshift", "google"}:
        # No beginning would do: whose samples these are is lost there.
        assert {each.code for each in built.diagnostics} == {"scrape/job-of-others-lost"}
        return
    assert (built.diagnostics, built.compiled[0].platform.cluster.operator) == ((), stack not in {"prometheus", "google"})


@pytest.mark.parametrize("runtime", [None, *RUNTIMES])
def test_it_compiles_beside_the_first_spec_of_another_platform(runtime: str | None, tmp_path: Path) -> None:
    for platform in ("shop", "bank"):
        (tmp_path / "specs" / platform).mkdir(parents=True)
        spec = tmp_path / "specs" / platform / f"{platform}.yaml"
        spec.write_text(starter(platform, model="chat", runtime=runtime), encoding="utf-8")
    built = ran(tmp_path, "build")
    assert (built.exit_code, built.output.count("files, ")) == (0, 2), built.output
    assert list((tmp_path / "generated").glob("default/shop/prometheus/*chat.rules.yaml"))


# The schemas take longer than everything else, and are the same for each.
@pytest.mark.parametrize("runtime", [None, RUNTIMES[0]])
def test_the_command_writes_it_and_the_schemas(runtime: str | None, tmp_path: Path) -> None:
    assert ran(tmp_path, "init", "shop", "--model", "chat", *(("--runtime", runtime) if runtime else ())).exit_code == 0
    spec = tmp_path / "specs" / "shop" / "shop.yaml"
    assert spec.read_text(encoding="utf-8") == starter("shop", model="chat", runtime=runtime)
    assert (tmp_path / "schemas" / "spec.schema.json").is_file()


def test_what_is_there_stays(tmp_path: Path) -> None:
    spec = tmp_path / "specs" / "shop" / "shop.yaml"
    assert ran(tmp_path, "init", "shop").exit_code == 0
    written = spec.read_text(encoding="utf-8")
    refused = ran(tmp_path, "init", "shop", "--runtime", "vllm")
    assert (refused.exit_code, spec.read_text(encoding="utf-8")) == (2, written)
    assert "already" in refused.output


@pytest.mark.parametrize(
    "arguments",
    [("../shop",), ("shop", "--model", "My model"), ("shop", "--runtime", "vlm"), ("shop", "--stack", "gmp"), ("shop: [",), ("caf\udce9",)],
    ids=ascii,
)
def test_a_name_that_is_none_writes_nothing(arguments: tuple[str, ...], tmp_path: Path) -> None:
    refused = ran(tmp_path, "init", *arguments)
    assert (refused.exit_code, list(tmp_path.iterdir())) == (2, [])
    assert "\n  = help: " in refused.output
