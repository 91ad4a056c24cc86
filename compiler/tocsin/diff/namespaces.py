"""Takes what moves to another namespace for what it was, so that not every text with the namespace in it counts as another one."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from tocsin.diff.change import RECORDED_ANEW, Change, Fact
from tocsin.diff.seen import Seen


def moves(was: Seen, now: Seen) -> Iterator[Change]:
    """Yield what is told of a platform in another namespace, and of models and components that move without it, once of each."""
    for family, name, old, new in _moved(was, now):
        moved = (Fact(name="namespace", was=old, now=new),)
        yield Change(family=family, kind="changed", name=name, of=(), said=RECORDED_ANEW, facts=moved)


def without_namespaces(was: Seen, now: Seen) -> Callable[[str], str]:
    """Return what takes the namespaces out of texts from and to which something moves: those that differ in nothing else are alike then."""
    namespaces = {namespace for _, _, *both in _moved(was, now) for namespace in both}
    if not namespaces:
        return lambda text: text
    # A name has hyphens, and its end may be the beginning of a longer one.
    any_of_them = re.compile(rf"(?<![\w-])({'|'.join(map(re.escape, sorted(namespaces)))})(?![\w-])")
    return lambda text: any_of_them.sub("<namespace>", text)


def _moved(was: Seen, now: Seen) -> Iterator[tuple[str, str, str, str]]:
    """Yield of which family what moves is, its name, and the two namespaces."""
    old, new = was.platform.namespace, now.platform.namespace
    if old != new:
        yield "platform", now.platform.name, old, new
    for at, subject in now.subjects.items():
        if at in was.subjects:
            before, after = was.subjects[at].namespace or old, subject.namespace or new
            if before != after and (before, after) != (old, new):
                yield str(at[0]), str(at[1]), before, after
