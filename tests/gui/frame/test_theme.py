"""Colours by meaning: readable in both appearances, and every icon that is named is drawn."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from desktop.actions import ACTIONS
from desktop.pages.catalogue import ENTRIES
from desktop.theme import icons
from desktop.theme.colours import DARK, LIGHT, TONES, Colours, contrast
from desktop.theme.stylesheet import stylesheet
from desktop.theme.theme import Theme
from models.paths import resource

READABLE = 4.5
BACKGROUNDS = ("window", "surface", "raised", "hover", "selection")


@pytest.mark.parametrize("colours", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize("words", ["text", "text_secondary", "text_faint", "link"])
def test_words_are_readable_on_every_surface(colours: Colours, words: str) -> None:
    for background in BACKGROUNDS:
        assert contrast(getattr(colours, words), getattr(colours, background)) >= READABLE, background


@pytest.mark.parametrize("colours", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize("name", TONES)
def test_words_of_a_tone_are_readable_on_its_tint_and_on_every_surface(colours: Colours, name: str) -> None:
    tone = colours.tone(name)
    for background in (tone.tint, *(getattr(colours, one) for one in BACKGROUNDS)):
        assert contrast(tone.text, background) >= READABLE, background


@pytest.mark.parametrize("colours", [LIGHT, DARK], ids=["light", "dark"])
def test_words_on_the_main_button_and_in_tips_are_readable(colours: Colours) -> None:
    assert contrast(colours.on_accent, colours.accent) >= READABLE
    assert contrast(colours.on_accent, colours.accent_hover) >= READABLE
    assert contrast(colours.on_tooltip, colours.tooltip) >= READABLE


def test_contrast_is_what_the_standard_says_of_black_on_white() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)


@pytest.mark.parametrize("colours", [LIGHT, DARK], ids=["light", "dark"])
def test_the_stylesheet_names_no_colour_but_those_of_the_palette(colours: Colours) -> None:
    known = {value for value in vars(colours).values() if isinstance(value, str)}
    known |= {part for tone in colours.tones.values() for part in (tone.text, tone.tint, tone.fill)}
    assert set(re.findall(r"#[0-9a-fA-F]{6}", stylesheet(colours))) <= known


def test_every_icon_that_is_named_is_drawn_and_takes_its_colour() -> None:
    folder = resource("icons")
    named = {spec.icon for spec in ACTIONS.values() if spec.icon} | {entry.icon for entry in ENTRIES}
    assert named | {"check", "chevron-down", "menu"} <= icons.icon_names(folder)
    for path in folder.glob("*.svg"):
        text = path.read_text("utf-8")
        assert "currentColor" in text, path.name
        assert not re.search(r"#[0-9a-fA-F]{3,6}", text), path.name


def test_the_choice_of_appearance_dresses_the_application(chinese_app: Any, tmp_path: Path, qtbot: Any) -> None:
    theme = Theme(chinese_app, resource("icons"), tmp_path, "light")
    assert not theme.dark
    with qtbot.waitSignal(theme.changed):
        theme.set_choice("dark")
    assert theme.dark
    assert DARK.surface in chinese_app.styleSheet()
    assert theme.icon("home").availableSizes()
    theme.set_choice("nonsense")
    assert theme.choice == "system"
    theme.set_choice("light")
