"""The filters above the list of 销号: stage, completeness, city, each choice with how many it would find."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QWidget

from models.queries.closure import COMPLETENESS, STAGES, ClosureFilter, ClosureList


class ClosureFilters(QWidget):
    """``changed`` when a person chose something else."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("role", "plain")
        self.stage_box, self.complete_box, self.city_box = QComboBox(), QComboBox(), QComboBox()
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 0, 12, 0)
        row.setSpacing(8)
        for box, name in ((self.stage_box, "阶段"), (self.complete_box, "材料"), (self.city_box, "市")):
            box.setAccessibleName(name)
            box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
            box.setMinimumContentsLength(5)
            row.addWidget(box)
        row.addStretch(1)
        _fill(self.stage_box, STAGES, {})
        _fill(self.complete_box, COMPLETENESS, {})
        _fill(self.city_box, {"": "全部市"}, {})
        for box in (self.stage_box, self.complete_box, self.city_box):
            box.currentIndexChanged.connect(lambda _number: self.changed.emit())

    @property
    def narrowed(self) -> ClosureFilter:
        """The filters as they stand."""
        boxes = (self.stage_box, self.complete_box, self.city_box)
        return ClosureFilter(*(str(box.currentData() or "") for box in boxes))

    def set(self, stage: str = "", complete: str = "", city: str = "") -> None:
        """Choose, without a word to anybody; a city that is not offered yet is remembered until it was read."""
        for box, key in ((self.stage_box, stage), (self.complete_box, complete), (self.city_box, city)):
            blocker = QSignalBlocker(box)
            if key and box.findData(key) < 0:
                box.addItem(key, key)
            box.setCurrentIndex(max(box.findData(key), 0))
            blocker.unblock()

    def show_counts(self, found: ClosureList) -> None:
        """Say beside every choice how many it finds, and offer the cities there are."""
        kept = self.narrowed
        _fill(self.stage_box, STAGES, found.stages)
        _fill(self.complete_box, COMPLETENESS, found.completeness, counted=("complete", "lacking"))
        cities = {city: city for city in sorted(found.cities) if city}
        _fill(self.city_box, {"": "全部市"} | cities, found.cities, counted=tuple(cities))
        self.set(kept.stage, kept.complete, kept.city)

    def restore(self, state: Mapping[str, Any]) -> None:
        """What was chosen when the page was left."""
        stage, complete = str(state.get("stage") or ""), str(state.get("complete") or "")
        self.set(
            stage if stage in STAGES else "", complete if complete in COMPLETENESS else "",
            str(state.get("city") or ""),
        )  # fmt: skip


def _fill(box: QComboBox, words: Mapping[str, str], counts: Mapping[str, int], counted: Sequence[str] = ()) -> None:
    """Put the choices of a filter in, each with how many it finds."""
    blocker = QSignalBlocker(box)
    kept = box.currentData()
    box.clear()
    for key, title in words.items():
        shown = bool(counts) and (not counted or key in counted)
        box.addItem(f"{title} {counts.get(key, 0):,}" if shown else title, key)
    box.setCurrentIndex(max(box.findData(kept), 0))
    blocker.unblock()
