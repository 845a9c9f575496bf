"""Reading an HTML page as a browser does, as far as tests need it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from html.parser import HTMLParser

VOID = {"meta", "link", "img", "br", "hr", "input"}


@dataclass
class Element:
    tag: str
    attributes: dict[str, str]
    text: str = ""
    children: list[Element] = field(default_factory=list)

    def all(self, *tags: str) -> list[Element]:
        """This element and all inside it, of these tags (any without)."""
        own = [self] if not tags or self.tag in tags else []
        return own + [found for child in self.children for found in child.all(*tags)]

    def words(self) -> str:
        return " ".join([self.text, *(child.words() for child in self.children)])


class Page(HTMLParser):
    """A page; one whose elements do not close in order is an error."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.root = Element("root", {})
        self.open = [self.root]
        self.feed(text)
        self.close()
        assert [element.tag for element in self.open] == ["root"], "elements are left open"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = Element(tag, {name: value or "" for name, value in attrs})
        assert len(element.attributes) == len(attrs), f"<{tag}> has an attribute twice"
        self.open[-1].children.append(element)
        if tag not in VOID:
            self.open.append(element)

    def handle_endtag(self, tag: str) -> None:
        assert self.open[-1].tag == tag, f"</{tag}> closes <{self.open[-1].tag}>"
        self.open.pop()

    def handle_data(self, data: str) -> None:
        self.open[-1].text += data

    def ids(self) -> Counter[str]:
        """How often each id stands on the page."""
        return Counter(e.attributes["id"] for e in self.root.all() if "id" in e.attributes)
