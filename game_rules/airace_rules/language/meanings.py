"""Words of other games and languages, and the word that rule files have for them."""

from __future__ import annotations

from collections.abc import Collection
from typing import Final

_SAME: Final = {
    "washington": ("us", "usa", "america", "american", "united_states", "the_us", "w", "美国", "华盛顿"),
    "beijing": ("china", "chinese", "prc", "cn", "b", "peking", "中国", "北京"),
    "both": ("all", "everyone", "each", "either", "any"),
    "scale": ("multiply", "mul", "times", "factor"),
    "add": ("increase", "plus", "raise", "subtract", "decrease", "reduce"),
    "above": ("greater_than", "more_than", "greater", "gt", "over"),
    "below": ("less_than", "fewer_than", "less", "lt", "under"),
    "equals": ("equal", "is", "eq", "exactly"),
    "choice": ("options", "one_of", "any_of"),
    "normal": ("gaussian", "gauss", "bell"),
    "uniform": ("random", "rand", "flat"),
    "nobody": ("none", "neither", "no_one"),
    "last": ("end", "final"),
    "public": ("everyone", "everybody", "all"),
    "debrief": ("review", "discussion"),
    "assumption": ("guess", "invented", "game"),
    "unit": ("units",),
    "min": ("minimum", "lowest", "low"),
    "max": ("maximum", "highest", "high"),
}
_MEANT: Final = {
    word: [name for name, words in _SAME.items() if word in words] for words in _SAME.values() for word in words
}
YES: Final = frozenset({"true", "yes", "on", "always"})
NO: Final = frozenset({"false", "no", "off", "never", "none", "null"})


def meant_by(word: str, known: Collection[str]) -> str:
    """The known word that another one surely means: the same in capitals, or that of another language; else empty."""
    small = word.strip().lower().replace(" ", "_").replace("-", "_")
    if small in known:
        return small
    return next((name for name in _MEANT.get(small, ()) if name in known), "")
