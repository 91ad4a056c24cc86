from pathlib import Path

import pytest

from tocsin.prove.kept import Kept


def test_what_was_kept_is_found_by_the_next_run(tmp_path: Path) -> None:
    first = Kept(tmp_path / "state")
    assert first.find("a") is None
    first.keep("a", [{"name": "x"}])
    first.keep("b", [])
    first.save()
    second = Kept(tmp_path / "state")
    assert second.find("a") == [{"name": "x"}]
    assert second.find("b") == []
    assert second.find("c") is None
    assert sorted(path.name for path in (tmp_path / "state").iterdir()) == [".gitignore", "proofs"]


@pytest.mark.parametrize("text", ["", "{", "[]", '{"a": ', "\n{}"])
def test_a_torn_file_is_no_knowledge(text: str, tmp_path: Path) -> None:
    (tmp_path / "proofs").write_text(text)
    assert Kept(tmp_path).find("a") is None


def test_a_file_with_another_letter_is_no_knowledge(tmp_path: Path) -> None:
    kept = Kept(tmp_path)
    kept.keep("a", [{"name": "x"}])
    kept.save()
    file = tmp_path / "proofs"
    file.write_text(file.read_text().replace("name", "nane"))
    assert Kept(tmp_path).find("a") is None


def test_what_was_not_used_stays_until_there_is_too_much(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tocsin.prove.kept._MOST", 3)
    kept = Kept(tmp_path)
    for key in "abc":
        kept.keep(key, [])
    kept.save()
    later = Kept(tmp_path)
    assert later.find("a") == []
    later.keep("d", [])
    later.save()
    last = Kept(tmp_path)
    assert [key for key in "abcd" if last.find(key) is not None] == ["a", "c", "d"]


def test_without_a_folder_nothing_is_left_to_later_runs() -> None:
    kept = Kept(None)
    kept.keep("a", [])
    kept.save()
    assert kept.find("a") == []
    assert Kept(None).find("a") is None
