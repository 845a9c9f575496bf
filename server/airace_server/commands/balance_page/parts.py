"""Pieces of HTML. Every text goes through ``escape``: names come from rule files."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape as _escape


def escape(text: str) -> str:
    """Text that is text in HTML and in attributes."""
    return _escape(text, quote=True)


def element(tag: str, text: str, kind: str = "") -> str:
    """An element that holds text."""
    return f"<{tag}{_class(kind)}>{escape(text)}</{tag}>"


def _class(kind: str) -> str:
    return f' class="{kind}"' if kind else ""


def listed(items: Iterable[str], kind: str = "") -> str:
    """A list of texts."""
    return f"<ul{_class(kind)}>{''.join(element('li', item) for item in items)}</ul>"


def rows_table(caption: str, heads: Sequence[str], rows: Iterable[Sequence[str]], kind: str = "") -> str:
    """A table; the first cell of each row is its head."""
    top = "".join(f'<th scope="col">{escape(head)}</th>' for head in heads)
    body = "".join(_row(row) for row in rows)
    return (
        f'<div class="wide" role="region" aria-label="{escape(caption)}" tabindex="0"><table{_class(kind)}>'
        f"<caption>{escape(caption)}</caption><thead><tr>{top}</tr></thead><tbody>{body}</tbody></table></div>"
    )


def _row(row: Sequence[str]) -> str:
    cells = "".join(f"<td>{escape(cell)}</td>" for cell in row[1:])
    return f'<tr><th scope="row">{escape(row[0])}</th>{cells}</tr>'


def picture(svg: str, words: str, table: str) -> str:
    """A picture with its words, and the same as a table behind it."""
    return (
        f'<figure><div class="picture" aria-hidden="true">{svg}</div><figcaption>{escape(words)}</figcaption>'
        f"<details><summary>The same as a table</summary>{table}</details></figure>"
    )


def percent(share: float, decimals: int = 0) -> str:
    """``12 %``, with a real minus."""
    return f"{100 * share:.{decimals}f} %".replace("-", "−")


def signed(share: float, decimals: int = 1) -> str:
    """``+1.2 %``."""
    return f"{100 * share:+.{decimals}f} %".replace("-", "−")
