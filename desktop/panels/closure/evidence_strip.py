"""佐证材料 of a problem as small pictures with their numbers, a place to drop more on, and a list to tick from."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QFrame, QListWidget, QListWidgetItem, QSizePolicy, QVBoxLayout, QWidget
from typing_extensions import override

from desktop.context import AppContext
from desktop.panels.dossier.thumbnails import EvidencePicture, Thumbnails
from desktop.widgets.card import label
from desktop.widgets.elided_label import ElidedLabel
from desktop.widgets.flow import FlowLayout, button

if TYPE_CHECKING:
    from models.queries.dossier import EvidenceLine

TILE = 104
_PICTURE_HEIGHT = 60
_LIST_HEIGHT = 118


def caption(number: int, line: EvidenceLine) -> str:
    """A piece as its tile names it: number, kind or title, and the day it was taken."""
    last = line.versions[0] if line.versions else None
    day = f" {last.taken_at:%m-%d}" if last is not None and last.taken_at is not None else ""
    return f"{number} {line.kind or line.title}{day}"


class _Tile(QFrame):
    """A piece of evidence; Enter, Space or a click opens it."""

    opened = Signal()

    def __init__(self, words: str, picture: QWidget | None, tip: str) -> None:
        super().__init__()
        self.setProperty("role", "record")
        self.setFixedWidth(TILE)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAccessibleName(words)
        self.setToolTip(tip)
        column = QVBoxLayout(self)
        column.setContentsMargins(2, 4, 2, 4)
        column.setSpacing(2)
        if picture is not None:
            column.addWidget(picture, 0, Qt.AlignmentFlag.AlignHCenter)
        name = ElidedLabel(words)
        name.setProperty("role", "small")
        column.addWidget(name)

    @override
    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self.opened.emit()

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.opened.emit()
        else:
            super().keyPressEvent(event)


class EvidenceStrip(QWidget):
    """``opened(evidence id)``; ``add_asked`` when the place to drop on is clicked."""

    opened = Signal(int)
    add_asked = Signal()

    def __init__(self, context: AppContext) -> None:
        super().__init__()
        self.setProperty("role", "plain")
        self._context = context
        self._thumbnails = Thumbnails(context, self)
        self._flow = FlowLayout(self, 8)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.tiles: dict[int, _Tile] = {}
        self.drop_button = button("拖入或粘贴", "drop", "选文件作为佐证材料；也可以拖到这里，或用 Ctrl+V 粘贴截图")
        self.drop_button.setParent(self)
        self.drop_button.setFixedSize(TILE, _PICTURE_HEIGHT)
        self.drop_button.clicked.connect(self.add_asked)
        self._lines: tuple[EvidenceLine, ...] | None = None

    def show_evidence(self, lines: Sequence[EvidenceLine], *, writable: bool) -> None:
        """Show the pieces in the order of their numbers."""
        shown = tuple(lines)
        self.drop_button.setVisible(writable)
        if shown == self._lines:
            return
        self._lines = shown
        while self._flow.count():
            item = self._flow.takeAt(0)
            widget = item.widget() if item is not None else None
            if widget is not None and widget is not self.drop_button:
                widget.hide()
                widget.deleteLater()
        self.tiles = {}
        for number, line in enumerate(shown, 1):
            last = line.versions[0] if line.versions else None
            picture = EvidencePicture(self._thumbnails, self._context, last.sha256, last.name) if last else None
            tile = _Tile(caption(number, line), picture, f"{line.title}（打开）")
            tile.opened.connect(lambda key=line.id: self.opened.emit(key))
            self.tiles[line.id] = tile
            self._flow.addWidget(tile)
            tile.show()
        self._flow.addWidget(self.drop_button)
        self.updateGeometry()


class EvidenceChoice(QWidget):
    """A list of the problem's evidence to tick, for a condition; pieces that are added meanwhile are ticked."""

    add_asked = Signal()

    def __init__(self, lines: Sequence[EvidenceLine], ticked: Sequence[int], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "plain")
        self.list = QListWidget()
        self.list.setAccessibleName("佐证材料")
        self.list.setFixedHeight(_LIST_HEIGHT)
        self.blank = label("这条问题还没有佐证材料。", "secondary", wrap=True)
        self.add_button = button("添加文件…", "", "选文件作为这条问题的佐证材料")
        self.add_button.clicked.connect(self.add_asked)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        for part in (self.list, self.blank):
            column.addWidget(part)
        column.addWidget(self.add_button, 0, Qt.AlignmentFlag.AlignLeft)
        self._known: set[int] | None = None
        self.show_evidence(lines, ticked)

    def show_evidence(self, lines: Sequence[EvidenceLine], ticked: Sequence[int] = ()) -> None:
        """Show the pieces; those not seen before are ticked, the others stay as they are."""
        chosen = set(ticked) if self._known is None else set(self.form_value())
        if self._known is not None:
            chosen |= {line.id for line in lines} - self._known
        self._known = {line.id for line in lines}
        self.list.clear()
        for number, line in enumerate(lines, 1):
            kind = f"（{line.kind}）" if line.kind else ""
            item = QListWidgetItem(f"{number} {line.title}{kind}")
            item.setData(Qt.ItemDataRole.UserRole, line.id)
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            item.setCheckState(Qt.CheckState.Checked if line.id in chosen else Qt.CheckState.Unchecked)
            self.list.addItem(item)
        self.list.setVisible(bool(lines))
        self.blank.setVisible(not lines)

    def form_value(self) -> list[int]:
        """Ids of the ticked pieces."""
        items = [self.list.item(row) for row in range(self.list.count())]
        return [
            item.data(Qt.ItemDataRole.UserRole) for item in items if item.checkState() == Qt.CheckState.Checked
        ]  # fmt: skip
