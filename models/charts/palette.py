"""Colours of charts by meaning, as desktop/theme has them for light and dark, and hatches for printing in grey."""

from __future__ import annotations

from dataclasses import dataclass

from models.charts.spec import Tone


@dataclass(frozen=True)
class Palette:
    """Hex colours; ``hatches`` tell tones apart without colour."""

    surface: str
    text: str
    muted: str
    line: str
    tones: dict[Tone, str]
    hatches: dict[Tone, str]


_NO_HATCH: dict[Tone, str] = dict.fromkeys(("green", "amber", "red", "blue", "purple", "grey"), "")

LIGHT = Palette(
    surface="#FFFFFF",
    text="#1F2937",
    muted="#5A626C",
    line="#E3E7EC",
    tones={
        "green": "#34A46B",
        "amber": "#E5A33B",
        "red": "#D92D20",
        "blue": "#0B5CAB",
        "purple": "#7F56D9",
        "grey": "#98A2B3",
    },
    hatches=_NO_HATCH,
)

DARK = Palette(
    surface="#1C2127",
    text="#E6EAEF",
    muted="#B3BCC7",
    line="#2E363F",
    tones={
        "green": "#3AA870",
        "amber": "#D9992E",
        "red": "#E5574C",
        "blue": "#4A93DE",
        "purple": "#9473E0",
        "grey": "#7D8996",
    },
    hatches=_NO_HATCH,
)

GREY = Palette(
    surface="#FFFFFF",
    text="#000000",
    muted="#333333",
    line="#BBBBBB",
    tones={
        "green": "#B0B0B0",
        "amber": "#FFFFFF",
        "red": "#4A4A4A",
        "blue": "#8A8A8A",
        "purple": "#D5D5D5",
        "grey": "#EFEFEF",
    },
    hatches={"green": "", "amber": "///", "red": "", "blue": "", "purple": "...", "grey": "xx"},
)
