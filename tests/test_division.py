"""Pieces are stable: what comes or goes moves nothing outside of the piece that it falls into."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from tocsin.division import divide

ROOM = 8
THINGS = st.dictionaries(st.text(max_size=8), st.integers(1, ROOM), min_size=1, max_size=60)


def _pieces(things: dict[str, int]) -> dict[str, str]:
    """Return the name of each thing's piece."""
    keys = list(things)
    return {keys[index]: name for name, members in divide(keys, list(things.values()), ROOM).items() for index in members}


@given(THINGS, st.text(max_size=8), st.integers(1, ROOM))
def test_one_more_moves_only_some_of_its_own_piece_and_those_to_one_new_piece_after_another(
    things: dict[str, int], more: str, size: int
) -> None:
    things.pop(more, None)
    before, after = _pieces(things), _pieces({**things, more: size})
    moved = {key for key in before if before[key] != after[key]}
    assert len({before[key] for key in moved}) <= 1
    # Where it stands or stood, whoever was moved made room: their piece would have been too full.
    for piece in {before[key] for key in moved}:
        assert sum(things[key] for key in before if before[key] == piece) + size > ROOM
        assert not {after[key] for key in moved} & set(before.values())


@given(THINGS)
def test_everything_is_in_one_piece_in_its_order_and_no_piece_is_too_full(things: dict[str, int]) -> None:
    keys, sizes = list(things), list(things.values())
    found = divide(keys, sizes, ROOM)
    assert sorted(index for members in found.values() for index in members) == list(range(len(keys)))
    assert all(members == sorted(members) for members in found.values())
    assert all(sum(sizes[index] for index in members) <= ROOM for members in found.values())
    assert list(found) == sorted(found)


@given(THINGS, st.randoms(use_true_random=False))
def test_the_order_in_which_things_are_told_does_not_matter(things: dict[str, int], chance: object) -> None:
    keys = list(things)
    chance.shuffle(keys)  # type: ignore[attr-defined]
    assert _pieces({key: things[key] for key in keys}) == _pieces(things)


def test_what_fits_has_the_name_of_the_whole_and_what_is_larger_than_a_piece_is_alone() -> None:
    assert divide(["a", "b"], [4, 4], 8) == {"": [0, 1]}
    assert [1] in divide(["a", "b", "c"], [1, 9, 1], 8).values()
