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
    *(b"\0", b"\xef\xbb\xbf", b"\xff\xfe", b"\xff", b"\xc3", b"\x80", b"\xed\xa0\x80", b"\xf0\x9f\x98\x80", b"\xc2\x85", b"\xe2\x80\xa8", b"\x07", b"\x1b[31m"),
    *(b"\t", b"\r", b"\r\n", b"\n", b"\n\n", b" ", b"  ", b"\n---\n", b"\n...\n", b"%YAML 1.1\n---\n", b"%TAG ! x\n", b"#", b" # x", b"# allow x/y: z\n"),
    *(b"&a ", b"*a", b"!!binary ", b"!x ", b"<<: ", b"<<: *a\n", b"? ", b": ", b"- ", b"|", b">-\n", b"'", b'"', b"{", b"}", b"[", b"]", b",", b"@", b"`", b"\\"),
)


def files(chance: random.Random, folder: str, data: dict[str, Data]) -> dict[str, bytes]:
    """Return the files of a spec: mostly one, sometimes spoilt."""
    parts = [data]
    if chance.random() < 0.1:  # noqa: PLR2004  # a tenth in two files, sometimes with a section in both
        second = {key for key in data if chance.random() < 0.5}  # noqa: PLR2004  # half of it
        both = {key for key in second if chance.random() < 0.1}  # noqa: PLR2004  # a tenth
        parts = [{key: data[key] for key in data if key not in second or key in both}, {key: data[key] for key in data if key in second}]
    written = {f"specs/{folder}/{name}.yaml": _written(chance, part) for name, part in zip(("spec", "more"), parts, strict=False)}
    return {name: _spoilt(chance, content) if chance.random() < 0.2 else content for name, content in written.items()}  # noqa: PLR2004  # a fifth


def _written(chance: random.Random, data: Data) -> bytes:
    if _depth(data) > _DEEPEST or chance.random() < 0.6:  # noqa: PLR2004  # JSON is YAML, and quickly written
        text = json.dumps(data, indent=chance.choice((1, 2, None)), ensure_ascii=chance.random() < 0.1)  # noqa: PLR2004  # with \u escapes
        return text.encode(errors="surrogatepass")
    shared = chance.random() < 0.5  # noqa: PLR2004  # with aliases for what is there twice
    dumped: str = yaml.dump(data, Dumper=_LOADED if shared else _Plain, allow_unicode=True, sort_keys=False, width=chance.choice((20, 80, 10**6)))
    return dumped.encode(errors="surrogatepass")


def _depth(data: Data) -> int:
    depth, level = 0, [data]
    while level:
        depth += 1
        level = [inner for each in level for inner in (each.values() if isinstance(each, dict) else each if isinstance(each, list) else ())]
    return depth


def _spoilt(chance: random.Random, content: bytes) -> bytes:
    for _ in range(chance.choice((1, 1, 2, 4))):
        here = chance.randrange(len(content) + 1)
        lines = content.split(b"\n")
        line = chance.randrange(len(lines))
        match chance.randrange(12):
            case 0 | 1:
                content = content[:here] + chance.choice(_BYTES) + content[here:]
            case 2:
                content = content[:here] + bytes([chance.randrange(256)]) + content[here + 1 :]
            case 3:
                content = content[:here]
            case 4:
                content = content[here:]
            case 5:
                encoding = chance.choice(("utf-16", "utf-16-le", "utf-32", "latin-1", "utf-8-sig", "utf-7", "cp037"))
                content = content.decode(errors="replace").encode(encoding, errors="replace")
            case 6:
                content = content.replace(b"\n", chance.choice((b"\r", b"\r\n", b"\n\r", b"\xe2\x80\xa8", b"\n\n", b"")))
            case 7:
                content = content.replace(b"  ", chance.choice((b"\t", b" ", b"   ", b"\xc2\xa0\xc2\xa0")))
            case 8:
                lines.insert(line, lines[chance.randrange(len(lines))])
                content = b"\n".join(lines)
            case 9:
                del lines[line]
                content = b"\n".join(lines)
            case 10:
                lines[line] = chance.choice((b" ", b"  ", b"\t", b"- ", b"x: ")) + lines[line]
                content = b"\n".join(lines)
            case _:
                content = content[:here] + strange.text(chance).encode(errors="surrogatepass") + content[here:]
    return content


class _Plain(_LOADED):  # type: ignore[misc]  # one of two classes, known at run time
    """Writes what is there twice twice."""

    def ignore_aliases(self, data: object) -> bool:  # noqa: ARG002  # a method of PyYAML
        return True
