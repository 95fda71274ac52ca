"""Writes syllables.txt from pypinyin: the reading of each Chinese character, and the further ones that names need.

    python resources/pinyin/build_pinyin.py

The first reading is the one a character has by itself; a further one is taken where the name of a division of
``resources/divisions`` is read so (长治, 重庆, 番禺, 洪洞), and for the words of firms below.
"""

from __future__ import annotations

import csv
from collections import defaultdict
from pathlib import Path

from pypinyin import lazy_pinyin

HERE = Path(__file__).resolve().parent
DIVISIONS = HERE.parent / "divisions"
FIRST = {"长": "chang", "曾": "zeng", "厦": "xia", "沈": "shen", "藏": "zang", "种": "zhong", "都": "du", "单": "dan"}
"""Where the reading that a dictionary lists first is not the one of names."""
FURTHER = {
    "长": ("zhang",), "重": ("chong",), "行": ("hang",), "乐": ("yue",), "朝": ("zhao",), "都": ("dou",),
    "单": ("shan",), "大": ("dai",), "曾": ("ceng",), "厦": ("sha",), "藏": ("cang",), "调": ("tiao",),
    "传": ("zhuan",), "校": ("jiao",), "系": ("ji",), "解": ("xie",), "尉": ("yu",), "仇": ("qiu",), "种": ("chong",),
    "盛": ("cheng",), "石": ("dan",), "率": ("shuai",), "省": ("xing",), "降": ("xiang",), "还": ("huan",),
    "没": ("mo",), "弹": ("tan",), "参": ("shen",), "给": ("ji",), "露": ("lou",), "薄": ("bao",), "核": ("hu",),
    "浚": ("xun",), "洞": ("tong",), "莘": ("xin",), "涡": ("guo",), "柏": ("bai",),
}  # fmt: skip


def division_names() -> list[str]:
    """The names and former names of divisions."""
    names: list[str] = []
    for file in ("divisions.csv", "former_divisions.csv"):
        with (DIVISIONS / file).open(encoding="utf-8", newline="") as lines:
            names += [row["name"] for row in csv.DictReader(lines)]
    return names


def main() -> None:
    """Write the file."""
    chars = [chr(code) for code in range(0x4E00, 0xA000)]
    first = {char: FIRST.get(char) or lazy_pinyin(char)[0] for char in chars}
    first = {char: sound for char, sound in first.items() if sound.isascii() and sound.isalpha()}
    further: dict[str, set[str]] = defaultdict(set, {char: set(sounds) for char, sounds in FURTHER.items()})
    for name in division_names():
        sounds = lazy_pinyin(name)
        if len(sounds) == len(name):
            for char, sound in zip(name, sounds, strict=True):
                if first.get(char, sound) != sound:
                    further[char].add(sound)
    lines: dict[str, list[str]] = defaultdict(list)
    for char, sound in first.items():
        lines[sound].append(char)
    for char, sounds in further.items():
        for sound in sounds:
            lines[f"+{sound}"].append(char)
    text = "".join(f"{sound} {''.join(sorted(found))}\n" for sound, found in sorted(lines.items()))
    (HERE / "syllables.txt").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
