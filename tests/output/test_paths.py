from pathlib import Path

import pytest

from tocsin.output import Refusal, plan, sync


@pytest.mark.parametrize(
    ("path", "reason"),
    [
        ("/etc/passwd", "is absolute"),
        ("../x.yaml", "begins with a dot"),
        ("a/../../x.yaml", "begins with a dot"),
        ("a/./x.yaml", "begins with a dot"),
        (".git/hooks/pre-commit", "begins with a dot"),
        ("", "empty name"),
        ("a//x.yaml", "empty name"),
        ("a/", "empty name"),
        ("a\\..\\x.yaml", "has the character '\\\\'"),
        ("C:x.yaml", "has the character ':'"),
        ("a\nb", "has the character '\\n'"),
        ("a\0b", "has the character '\\x00'"),
        ("a/b/SHA256SUMS", "only tocsin writes"),
        ("a/b/sha256sums", "only tocsin writes"),
    ],
)
def test_an_unsafe_path_is_refused_even_by_force(tmp_path: Path, path: str, reason: str) -> None:
    root = tmp_path / "generated"
    for result in (plan(root, {path: "x\n"}), sync(root, {path: "x\n", "fine.yaml": "x\n"}, force=True)):
        assert isinstance(result, Refusal)
        assert [problem.path for problem in result.problems] == [path]
        assert reason in result.problems[0].reason
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("paths", "refused", "reason"),
    [
        (["a/B.yaml", "a/b.yaml"], ["a/b.yaml"], "differs from `a/B.yaml` by case only"),
        (["A/x.yaml", "a/y.yaml"], ["a/y.yaml"], "differs from `A` by case only"),
        (["a/e\u0301.yaml", "a/\u00e9.yaml"], ["a/\u00e9.yaml"], "by case only"),
        (["a/b", "a/b/c.yaml"], ["a/b/c.yaml"], "needs `a/b` to be a folder, which is a generated file"),
        (["a-b/x", "a", "a/b/c"], ["a/b/c"], "needs `a` to be a folder"),
        (["a", "A/b"], ["A/b", "a"], "needs `A` to be a folder"),
    ],
)
def test_paths_that_some_file_system_would_store_in_one_place_are_refused(
    tmp_path: Path, paths: list[str], refused: list[str], reason: str
) -> None:
    result = sync(tmp_path / "generated", dict.fromkeys(paths, "x\n"))
    assert isinstance(result, Refusal)
    assert [problem.path for problem in result.problems] == refused
    assert reason in result.problems[0].reason
    assert list(tmp_path.iterdir()) == []


def test_ordinary_paths_are_not_refused(tmp_path: Path) -> None:
    paths = ["prod/a/x.yaml", "prod/a/x.test.yaml", "prod/a-b/x.yaml", "prod/ab", "top.yaml", "prod/é/_x-1.json"]
    assert not isinstance(sync(tmp_path / "generated", dict.fromkeys(paths, "x\n")), Refusal)
