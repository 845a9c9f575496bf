"""A ruleset written out as YAML: what it says with all that it builds on merged, each line with its origin."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from airace_rules.language.nodes import Leaf, ListNode, MapNode, Node
from airace_rules.language.reader import MAX_FILE_BYTES
from airace_rules.language.sections import ENTRY_SECTIONS, LIST_SECTIONS, SINGLE_SECTIONS, Sections
from airace_rules.language.texts import Texts

COMMENT_COLUMN: Final = 76
MAX_PAGE: Final = MAX_FILE_BYTES * 3 // 4
HEAD: Final = "ruleset"  # the file of what is not a section of entries
_PLAIN: Final = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_./%+-]*|[-+.]?[0-9][0-9.eE+-]*|~?")
_PLAIN_KEY: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]*")


def written_rules(sections: Sections) -> str:
    """All sections but the texts as one file."""
    return "".join(f"{line}\n" for blocks in _blocks(sections).values() for block in blocks for line in block)


def written_files(sections: Sections, texts: Texts) -> dict[str, str]:
    """Path → text of a ruleset that says the same and builds on nothing: a file for each section and language."""
    files: dict[str, str] = {}
    for section, blocks in _blocks(sections).items():
        for number, page in enumerate(_pages(blocks), start=1):
            files[f"{section}{'' if number == 1 else f'_{number}'}.yaml"] = "".join(f"{line}\n" for line in page)
    return files | {f"texts/{language}.yaml": written_texts(known) for language, known in texts.items()}


def written_texts(texts: Mapping[str, Leaf]) -> str:
    """The texts of one language under dotted keys."""
    return "".join(f"{_line(f'{_key(key)}: {_scalar(leaf)}', leaf)}\n" for key, leaf in texts.items())


def plain(node: Node) -> Any:
    """The same as JSON has it; every scalar is text."""
    if isinstance(node, MapNode):
        return {key: plain(value) for key, value in node.entries.items()}
    return [plain(item) for item in node.items] if isinstance(node, ListNode) else node.text


def origins(node: Node, pointer: str = "") -> Iterator[tuple[str, str]]:
    """JSON pointer → origin of every scalar."""
    if isinstance(node, Leaf):
        yield pointer, origin(node)
        return
    inner = node.entries.items() if isinstance(node, MapNode) else enumerate(node.items)
    for key, value in inner:
        yield from origins(value, f"{pointer}/{str(key).replace('~', '~0').replace('/', '~1')}")


def origin(node: Node) -> str:
    """``standard/compute.yaml:12``, and why and where another value was made of what stands there."""
    place = node.place()
    if not isinstance(node, Leaf) or node.by is None:
        return f"{place.file}:{place.line}"
    by, why = node.by.place(), "rescaled" if node.by.text == "rescale" else f"without {node.by.text}"
    return f"{place.file}:{place.line}, {why} at {by.file}:{by.line}"


def one_line(node: Node) -> str:
    """A value without its origin; scalars as they are, without quotes."""
    return " ".join(node.text.split()) if isinstance(node, Leaf) else _flow(node)


def _blocks(sections: Sections) -> dict[str, list[list[str]]]:
    """Section (or ``HEAD``) → its blocks of lines, the first of which opens it."""
    head = MapNode(next(iter(sections.keys.values())).source, 0)
    for name in SINGLE_SECTIONS:
        if name in sections.nodes and name != "extends":
            head.entries[name], head.keys[name] = sections.nodes[name], sections.keys[name]
    blocks = {HEAD: [list(_mapping(head, 0))]}
    for name in ENTRY_SECTIONS:
        node = sections.nodes.get(name)
        if isinstance(node, MapNode) and node.entries:
            entries = [list(_entry(node.keys[key], value, 2)) for key, value in node.entries.items()]
            blocks[name] = [[_line(f"{name}:", sections.keys[name])], *entries]
    for name in LIST_SECTIONS:
        node = sections.nodes.get(name)
        if isinstance(node, ListNode) and node.items:
            items = [list(_inner(ListNode(node.source, node.start, [item]), 2)) for item in node.items]
            blocks[name] = [[_line(f"{name}:", sections.keys[name])], *items]
    return blocks


def _pages(blocks: list[list[str]]) -> Iterator[list[str]]:
    """Blocks in pages that are no larger than a rule file may be; each begins with the first block."""
    page: list[str] = []
    size = 0
    for block in blocks:
        length = sum(len(line.encode()) + 1 for line in block)
        if page and size + length > MAX_PAGE:
            yield page
            page, size = list(blocks[0]), 0
        page += block
        size += length
    yield page


def _mapping(node: MapNode, indent: int) -> Iterator[str]:
    for key, value in node.entries.items():
        yield from _entry(node.keys[key], value, indent)


def _entry(key: Leaf, value: Node, indent: int) -> Iterator[str]:
    start = f"{' ' * indent}{_key(key.text)}:"
    if _on_one_line(key, value):
        yield _line(f"{start} {_flow(value)}".rstrip(), value if isinstance(value, Leaf) else key)
        return
    yield _line(start, key)
    yield from _inner(value, indent + 2)


def _inner(value: Node, indent: int) -> Iterator[str]:
    if isinstance(value, MapNode):
        yield from _mapping(value, indent)
    elif isinstance(value, ListNode):
        for item in value.items:
            if isinstance(item, Leaf) or len(_places(item)) == 1:
                yield _line(f"{' ' * indent}- {_flow(item)}", item)
            else:
                first, *more = _inner(item, indent + 2)
                yield f"{' ' * indent}- {first[indent + 2 :]}"
                yield from more


def _on_one_line(key: Leaf, value: Node) -> bool:
    """Whether a value came from one line, which is kept then. Empty and single values always do."""
    if isinstance(value, Leaf) or not (value.entries if isinstance(value, MapNode) else value.items):
        return True
    if isinstance(value, ListNode) and all(isinstance(item, Leaf) for item in value.items):
        return len(_places(value)) == 1
    return _places(value) == {origin(key)}


def _places(node: Node) -> set[str]:
    if isinstance(node, Leaf):
        return {origin(node)}
    inner = node.entries.values() if isinstance(node, MapNode) else node.items
    return {origin(node)}.union(*(_places(value) for value in inner))


def _flow(node: Node) -> str:
    if isinstance(node, MapNode):
        return f"{{{', '.join(f'{_key(key)}: {_flow(value)}' for key, value in node.entries.items())}}}"
    return f"[{', '.join(map(_flow, node.items))}]" if isinstance(node, ListNode) else _scalar(node)


def _scalar(leaf: Leaf) -> str:
    """Plain where it was plain and stays the same, else in double quotes, in which YAML and JSON agree."""
    if not leaf.quoted and _PLAIN.fullmatch(leaf.text):
        return leaf.text
    return json.dumps(leaf.text, ensure_ascii=False)


def _key(text: str) -> str:
    return text if _PLAIN_KEY.fullmatch(text) else json.dumps(text, ensure_ascii=False)


def _line(text: str, node: Node) -> str:
    return f"{text:<{COMMENT_COLUMN}}  # {origin(node)}"
