"""Text of a designer inside HTML and Markdown: it stays text, whatever it holds."""

from __future__ import annotations

import re
from typing import Final

_HTML: Final = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;"})
_MARKS: Final = re.compile(r"([\\`*_{}\[\]()#+\-!|~<>&$^:@])")


def escape(text: str) -> str:
    """For HTML, inside elements and quoted attributes.

    >>> escape('<b a="1">')
    '&lt;b a=&quot;1&quot;&gt;'
    """
    return "".join(c if c.isprintable() or c == "\n" else "�" for c in text).translate(_HTML)


def plain(text: str) -> str:
    r"""For Markdown, on one line.

    >>> plain("a_b *c* <d>")
    'a\\_b \\*c\\* \\<d\\>'
    """
    return _MARKS.sub(r"\\\1", _line(text))


def code(text: str) -> str:
    """Code in Markdown, also in a table; with as many backticks around as it takes.

    >>> code("a|b"), code("`x`")
    ('`a\\\\|b`', '`` `x` ``')
    """
    line = _line(text).replace("|", "\\|")
    longest = max((len(run) for run in re.findall("`+", line)), default=0)
    ticks, space = "`" * (longest + 1), " " if longest else ""
    return f"{ticks}{space}{line}{space}{ticks}"


def _line(text: str) -> str:
    return "".join(c if c.isprintable() else "�" for c in " ".join(text.split()))
