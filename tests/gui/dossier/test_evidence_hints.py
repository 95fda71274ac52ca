"""Hints stand with the evidence they are about, files are looked into by themselves, and a hint can be explained."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

from PIL import Image, ImageDraw
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication

from desktop.dialogs.explain_hint import ExplainHintDialog
from desktop.panels.dossier.evidence_hints import HintBox
from models.operations.evidence import add_evidence, take_in
from models.queries.evidence_hints import hints


def photo(path: Path, quality: int) -> Path:
    dice = random.Random(5)
    image = Image.new("RGB", (320, 240), "#446688")
    draw = ImageDraw.Draw(image)
    for _ in range(30):
        x, y = dice.randrange(320), dice.randrange(240)
        draw.rectangle((x, y, x + 60, y + 50), fill=(dice.randrange(256), dice.randrange(256), 40))
    image.save(path, quality=quality)
    return path


def words_of(tab: Any, number: int) -> list[str]:
    return [word for word, _tone in tab.list.cards[number].view.chips]


def test_pictures_added_in_the_panel_are_compared_and_the_hint_can_be_explained_and_taken_back(
    desk: Any, tmp_path: Path
) -> None:
    add_evidence(desk.ledger, 2, take_in(desk.ledger, [photo(tmp_path / "别处.jpg", 95)]))
    tab = desk.show(2, "evidence")
    desk.settle()
    tab = desk.show(1, "evidence")
    tab.add_files([photo(tmp_path / "整改后.jpg", 35)])
    desk.settle()
    desk.qtbot.waitUntil(lambda: bool(tab.list.cards) and "提示 1" in words_of(tab, 0), timeout=10_000)
    (hint,) = hints(desk.ledger, [1])
    assert hint.check_key == "near_picture"
    box = tab.list.cards[0].findChild(HintBox)

    def answer() -> None:
        dialog = QApplication.activeModalWidget()
        assert isinstance(dialog, ExplainHintDialog) and not dialog.ok_button.isEnabled()
        dialog.words_box.setCurrentText("同一条街的两个点位。")
        desk.qtbot.mouseClick(dialog.ok_button, Qt.MouseButton.LeftButton)

    assert box.buttons[0].accessibleName() == "照片与别的问题相近：说明"
    QTimer.singleShot(200, answer)
    tab.do(tab.list.cards[0].view.key, "explain")
    desk.settle()
    assert hints(desk.ledger, [1])[0].explained == "同一条街的两个点位。"
    desk.qtbot.waitUntil(lambda: "提示 1" not in words_of(tab, 0), timeout=5_000)
    desk.undo()
    desk.qtbot.waitUntil(lambda: "提示 1" in words_of(tab, 0), timeout=5_000)


def test_a_ledger_opened_for_reading_shows_hints_without_a_button(
    desk_of: Any, demo_folder: Path, tmp_path: Path
) -> None:
    from models.operations.evidence_facts import read_evidence_facts
    from models.store import Ledger

    with Ledger.open(demo_folder, actor="录入员") as ledger:
        stored = take_in(ledger, [photo(tmp_path / "照片.jpg", 90)])
        add_evidence(ledger, 1, stored)
        add_evidence(ledger, 2, stored)
        read_evidence_facts(ledger, [1, 2])
    desk = desk_of(demo_folder, read_only=True)
    tab = desk.show(1, "evidence")
    desk.qtbot.waitUntil(lambda: "提示 1" in words_of(tab, 0), timeout=5_000)
    assert tab.list.cards[0].findChild(HintBox).buttons == []
