"""Words that readers on one side would find loaded stand nowhere in what players read."""

from __future__ import annotations

import re
from typing import Final

import pytest

from support.written import written

# Beginnings of words, in any case. Disputed places, insults, and words that accuse or belittle a whole country.
LOADED: Final = {
    "en": """adversar aggress authoritarian autocra barbar blackmail brainwash bullies bully china-bashing cheat
        cold-war coerc communis conquer containment copycat crackdown crimea despot dictator dominat enem evil
        foe foes free-world hegemon hong-kong hostile imperial infiltrat inferior invad kashmir knock-off loser
        mainland malign menace overlord peril plagiar propaganda puppet regime rogue sabotage sinister so-called
        spies spy steal stole strait supremacy taiwan theft thief threat tibet traitor tyran unfair vassal villain
        warmonger xinjiang""",
    "zh": """霸凌 霸权 卑鄙 称霸 制霸 抄袭 盗窃 盗取 偷窃 窃取 剽窃 敌对 敌方 敌国 敌人 帝国主义 独裁 专制 暴政 极权
        讹诈 要挟 胁迫 威胁 反华 崇洋 共产 中共 美帝 鬼子 走狗 傀儡 叛徒 间谍 渗透 颠覆 阴谋 抹黑 妖魔 洗脑 宣传战
        侵略 入侵 冷战 自由世界 打压 遏制 围堵 卡脖子 山寨 低端 跃进 落后国家 所谓 我国 祖国 大陆 内地 台湾 海峡 南海
        钓鱼岛 西藏 新疆 香港""",
}
LANGUAGES: Final = tuple(LOADED)


def loaded_words(text: str, language: str) -> list[str]:
    """The loaded words that occur in a text."""
    if language == "zh":
        return [word for word in LOADED["zh"].split() if word in text]
    plain = re.sub(r"\s+", "-", text)
    return [word for word in LOADED["en"].split() if re.search(rf"(?<![A-Za-z]){word}", plain, re.IGNORECASE)]


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_loaded_word_stands_in_what_players_read(language: str) -> None:
    found = {place: loaded_words(text, language) for place, text in written(language).items()}
    assert len(found) > 500
    assert {place: words for place, words in found.items() if words} == {}


@pytest.mark.parametrize(
    ("language", "text", "words"),
    [
        ("en", "The Regime’s so-called plan", ["regime", "so-called"]),
        ("en", "Instead of a forest, a spyglass", ["spy"]),
        ("en", "steady, honest, Washington, straits", ["strait"]),
        ("zh", "霸权与冷战", ["霸权", "冷战"]),
        ("zh", "对芯片设备的控制", []),
    ],
)
def test_loaded_words_are_found(language: str, text: str, words: list[str]) -> None:
    assert loaded_words(text, language) == words
