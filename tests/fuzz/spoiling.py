"""Files as bytes: data written as YAML in several ways, over one or two files, and what editors, programs and accidents make of them."""

from __future__ import annotations

import json
import random
from typing import Any, Final

import yaml

from fuzz import strange
from fuzz.seeds import Data

_LOADED: Final[Any] = getattr(yaml, "CSafeDumper", yaml.SafeDumper)
_DEEPEST: Final = 60
_BYTES: Final = (
    *(
        b"\0",
        b"\xef\xbb\xbf",
        b"\xff\xfe",
        b"\xff",
        b"\xc3",
        b"\x80",
        b"\xed\xa0\x80",
        b"\xf0\x9f\x98\x80",
        b"\xc2\x85",
        b"\xe2\x80\xa8",
        b"\x07",
        b"\x1b[31m",
    ),
    *(
        b"\t",
        b"\r",
        b"\r\n",
        b"\n",
        b"\n\n",
        b" ",
        b"  ",
        b"\n---\n",
        b"\n...\n",
        b"%YAML 1.1\n---\n",
        b"%TAG ! x\n",
        b"#",
        b" # x",
        b"# allow x/y: z\n",
    ),
    *(
        b"&a ",
        b"*a",
        b"!!binary ",
        b"!x ",
        b"<<: ",
        b"<<: *a\n",
        b"? ",
        b": ",
        b"- ",
        b"|",
        b">-\n",
        b"'",
        b'"',
        b"{",
        b"}",
        b"[",
        b"]",
        b",",
        b"@",
        b"`",
        b"\\",
    ),
)


def files(chance: random.Random, folder: str, data: dict[str, Data]) -> dict[str, bytes]:
    """Return the files of a spec: mostly one, sometimes spoilt."""
    parts = [data]
    if chance.random() < 0.1:
        second = {key for key in data if chance.random() < 0.5}
        both = {key for key in second if chance.random() < 0.1}
        parts = [{key: data[key] for key in data if key not in second or key in both}, {key: data[key] for key in data if key in second}]
    written = {f"specs/{folder}/{name}.yaml": _written(chance, part) for name, part in zip(("spec", "more"), parts, strict=False)}
    return {name: _spoilt(chance, content) if chance.random() < 0.2 else content for name, content in written.items()}


def _written(chance: random.Random, data: Data) -> bytes:
    if _depth(data) > _DEEPEST or chance.random() < 0.6:
        text = json.dumps(data, indent=chance.choice((1, 2, None)), ensure_ascii=chance.random() < 0.1)
        return text.encode(errors="surrogatepass")
    shared = chance.random() < 0.5
    dumped: str = yaml.dump(
        data, Dumper=_LOADED if shared else _Plain, allow_unicode=True, sort_keys=False, width=chance.choice((20, 80, 10**6))
    )
    return dumped.encode(errors="surrogatepass")


def _depth(data: Data) -> int:
    depth, level = 0, [data]
    while level:
        depth += 1
        level = [inner for each in level for inner in (each.values() if isinstance(each, dict) else each if isinstance(each, list) else ())]
    return depth


def _spoilt(chance: random.Random, content: bytes) -> bytes:
    for _ in range(chance.choice((1, 1, 2, 4))):
        spoil = chance.choice((_with_bytes, _with_bytes, _cut, _in_lines, _in_lines, _elsewise))
        content = spoil(chance, content)
    return content


def _with_bytes(chance: random.Random, content: bytes) -> bytes:
    here = chance.randrange(len(content) + 1)
    other = chance.choice((chance.choice(_BYTES), bytes([chance.randrange(256)]), strange.text(chance).encode(errors="surrogatepass")))
    return content[:here] + other + content[here + chance.choice((0, 0, 1)) :]


def _cut(chance: random.Random, content: bytes) -> bytes:
    here = chance.randrange(len(content) + 1)
    return chance.choice((content[:here], content[here:]))


def _in_lines(chance: random.Random, content: bytes) -> bytes:
    lines = content.split(b"\n")
    here = chance.randrange(len(lines))
    match chance.randrange(3):
        case 0:
            lines.insert(here, chance.choice(lines))
        case 1:
            del lines[here]
        case _:
            lines[here] = chance.choice((b" ", b"  ", b"\t", b"- ", b"x: ")) + lines[here]
    return b"\n".join(lines)


def _elsewise(chance: random.Random, content: bytes) -> bytes:
    """Return the file as another program would have saved it."""
    match chance.randrange(3):
        case 0:
            encoding = chance.choice(("utf-16", "utf-16-le", "utf-32", "latin-1", "utf-8-sig", "utf-7", "cp037"))
            return content.decode(errors="replace").encode(encoding, errors="replace")
        case 1:
            return content.replace(b"\n", chance.choice((b"\r", b"\r\n", b"\n\r", b"\xe2\x80\xa8", b"\n\n", b"")))
        case _:
            return content.replace(b"  ", chance.choice((b"\t", b" ", b"   ", b"\xc2\xa0\xc2\xa0")))


class _Plain(_LOADED):  # type: ignore[misc]  # one of two classes, known at run time
    """Writes what is there twice twice."""

    def ignore_aliases(self, data: object) -> bool:  # noqa: ARG002  # a method of PyYAML
        return True
