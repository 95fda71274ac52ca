"""Every colour of the window, named by what it means, for light and dark."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True)
class Tone:
    """One meaning: the colour of its words, the tint behind them, and the solid colour of bars and dots."""

    text: str
    tint: str
    fill: str


@dataclass(frozen=True)
class Colours:
    """The palette of one appearance; values are ``#rrggbb``."""

    accent: str
    """Behind words: the main button, the selected border."""
    link: str
    """The accent as words."""
    accent_hover: str
    on_accent: str
    accent_disabled: str
    on_accent_disabled: str
    window: str
    surface: str
    raised: str
    """Table headers and alternate strips on a card."""
    hairline: str
    border: str
    """Around inputs and buttons."""
    row_line: str
    hover: str
    selection: str
    text: str
    text_secondary: str
    text_faint: str
    text_disabled: str
    """Only for controls that cannot be used; exempt from the contrast rule."""
    tooltip: str
    on_tooltip: str
    tones: Mapping[str, Tone]

    def tone(self, name: str) -> Tone:
        """The tone called ``name``: grey, blue, amber, red, purple or green."""
        return self.tones[name]


LIGHT = Colours(
    accent="#0b5cab",
    link="#0b5cab",
    accent_hover="#094d90",
    on_accent="#ffffff",
    accent_disabled="#90b5d8",
    on_accent_disabled="#ffffff",
    window="#f4f6f8",
    surface="#ffffff",
    raised="#f8fafc",
    hairline="#e3e7ec",
    border="#d0d5dd",
    row_line="#f0f2f5",
    hover="#f2f5f9",
    selection="#e6f0fa",
    text="#1f2937",
    text_secondary="#5a626c",
    text_faint="#626b7a",
    text_disabled="#98a2b3",
    tooltip="#1f2937",
    on_tooltip="#ffffff",
    tones=MappingProxyType(
        {
            "grey": Tone("#475467", "#eef2f6", "#98a2b3"),
            "blue": Tone("#0b5cab", "#e6f0fa", "#0b5cab"),
            "amber": Tone("#8a5207", "#fef0c7", "#e5a33b"),
            "red": Tone("#b42318", "#fee4e2", "#d92d20"),
            "purple": Tone("#5b2aa8", "#efe6fb", "#7f56d9"),
            "green": Tone("#146c43", "#d9f2e3", "#34a46b"),
        }
    ),
)

DARK = Colours(
    accent="#1f6bb8",
    link="#86bdf4",
    accent_hover="#2a75c2",
    on_accent="#ffffff",
    accent_disabled="#274766",
    on_accent_disabled="#8ea3b8",
    window="#14181d",
    surface="#1c2127",
    raised="#222830",
    hairline="#2e363f",
    border="#414b57",
    row_line="#272e36",
    hover="#262d35",
    selection="#1d3a58",
    text="#e6eaef",
    text_secondary="#b3bcc7",
    text_faint="#98a3b0",
    text_disabled="#66717d",
    tooltip="#e6eaef",
    on_tooltip="#1c2127",
    tones=MappingProxyType(
        {
            "grey": Tone("#c3ccd6", "#323b45", "#7d8996"),
            "blue": Tone("#8fc3f7", "#1b3a5a", "#4a93de"),
            "amber": Tone("#f5c86b", "#453512", "#d9992e"),
            "red": Tone("#ff9d94", "#4f2320", "#e5574c"),
            "purple": Tone("#c9b0f7", "#3a2a5c", "#9473e0"),
            "green": Tone("#7fd6a4", "#173f2a", "#3aa870"),
        }
    ),
)

TONES = ("grey", "blue", "amber", "red", "purple", "green")


def contrast(first: str, second: str) -> float:
    """Contrast ratio of two ``#rrggbb`` colours as WCAG 2 defines it, 1 to 21."""
    bright, dim = sorted((_luminance(first), _luminance(second)), reverse=True)
    return (bright + 0.05) / (dim + 0.05)


def _luminance(colour: str) -> float:
    parts = (int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5))
    red, green, blue = (part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
