"""使用帮助: topics at the left, the page at the right, a box that finds words in all of them; stays beside the work."""

from __future__ import annotations

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import (
    QColor,
    QTextBlock,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
    QTextFormat,
)
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QTextBrowser,
    QVBoxLayout,
    QWidget,
)

from desktop.panels.help.topics import topic, topics
from desktop.theme.theme import Theme
from desktop.widgets.card import label

SIDE_WIDTH = 210
SIZE = (860, 600)
HEADING_PX = (19, 15, 13)
HEADING_ROOM, PARAGRAPH_ROOM, LINE_PERCENT = 16, 6, 125


class HelpWindow(QDialog):
    """Not modal: the steps are followed in the window behind it."""

    def __init__(self, parent: QWidget, theme: Theme) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setWindowTitle("使用帮助")
        self.setModal(False)
        self.search = QLineEdit()
        self.search.setPlaceholderText("在帮助里查找")
        self.search.setAccessibleName("在帮助里查找")
        self.search.setClearButtonEnabled(True)
        self.list = QListWidget()
        self.list.setAccessibleName("帮助目录")
        self.nothing = label("帮助里没有这个词。", "secondary", wrap=True)
        self.page = QTextBrowser()
        self.page.setAccessibleName("帮助内容")
        self.page.setOpenLinks(False)
        side = QVBoxLayout()
        side.setSpacing(8)
        for part in (self.search, self.nothing):
            side.addWidget(part)
        side.addWidget(self.list, 1)
        left = QWidget()
        left.setProperty("role", "plain")
        left.setFixedWidth(SIDE_WIDTH)
        left.setLayout(side)
        side.setContentsMargins(0, 0, 0, 0)
        row = QHBoxLayout(self)
        row.setContentsMargins(14, 14, 14, 14)
        row.setSpacing(12)
        row.addWidget(left)
        row.addWidget(self.page, 1)
        area = parent.screen().availableGeometry() if parent.screen() is not None else None
        width, height = SIZE
        self.resize(width, height if area is None else min(height, area.height() - 60))
        self.search.textChanged.connect(self._fill)
        self.list.currentItemChanged.connect(lambda item, _before: self._show(item))
        self.page.anchorClicked.connect(self._follow)
        theme.changed.connect(self._restyle)
        self._fill()

    def open_topic(self, key: str) -> None:
        """Show a page of the manual; an unknown key shows the first."""
        self.search.clear()
        wanted = topic(key).key
        for row in range(self.list.count()):
            if self.list.item(row).data(Qt.ItemDataRole.UserRole) == wanted:
                self.list.setCurrentRow(row)
        self.show()
        self.raise_()
        self.activateWindow()
        self.list.setFocus()

    @property
    def shown(self) -> str:
        """Key of the page in view."""
        item = self.list.currentItem()
        return "" if item is None else str(item.data(Qt.ItemDataRole.UserRole))

    def _fill(self) -> None:
        words, before = self.search.text().strip(), self.shown
        found = [one for one in topics() if one.says(words)]
        self.list.clear()
        for one in found:
            item = QListWidgetItem(one.title)
            item.setData(Qt.ItemDataRole.UserRole, one.key)
            self.list.addItem(item)
        self.nothing.setVisible(not found)
        keys = [one.key for one in found]
        if keys:
            self.list.setCurrentRow(keys.index(before) if before in keys else 0)

    def _show(self, item: QListWidgetItem | None) -> None:
        if item is None:
            return
        self._restyle(item)
        words = self.search.text().split()
        if words and not self.page.find(words[0]):
            self.page.moveCursor(QTextCursor.MoveOperation.Start)

    def _restyle(self, item: QListWidgetItem | None = None) -> None:
        item = item or self.list.currentItem()
        if item is None:
            return
        document = self.page.document()
        document.setDefaultFont(self.font())
        document.setMarkdown(topic(str(item.data(Qt.ItemDataRole.UserRole))).text)
        self._space_out(document)
        self.page.moveCursor(QTextCursor.MoveOperation.Start)

    def _space_out(self, document: QTextDocument) -> None:
        """Headings a little larger than the text, room around paragraphs, links in the colour of the theme."""
        link = self._theme.colour("link")
        block = document.begin()
        while block.isValid():
            cursor, shape = QTextCursor(block), block.blockFormat()
            level = shape.headingLevel()
            shape.setTopMargin(HEADING_ROOM if level > 1 else 0 if level else PARAGRAPH_ROOM)
            shape.setBottomMargin(PARAGRAPH_ROOM)
            shape.setLineHeight(LINE_PERCENT, QTextBlockFormat.LineHeightTypes.ProportionalHeight.value)
            cursor.setBlockFormat(shape)
            if level:
                letters = QTextCharFormat()
                letters.setProperty(QTextFormat.Property.FontSizeAdjustment, 0)
                letters.setProperty(QTextFormat.Property.FontPixelSize, HEADING_PX[min(level, len(HEADING_PX)) - 1])
                cursor.select(QTextCursor.SelectionType.BlockUnderCursor)
                cursor.mergeCharFormat(letters)
            self._colour_links(block, link)
            block = block.next()

    @staticmethod
    def _colour_links(block: QTextBlock, colour: QColor) -> None:
        parts = block.begin()
        while not parts.atEnd():
            part = parts.fragment()
            if part.isValid() and part.charFormat().isAnchor():
                cursor = QTextCursor(block)
                cursor.setPosition(part.position())
                cursor.setPosition(part.position() + part.length(), QTextCursor.MoveMode.KeepAnchor)
                letters = QTextCharFormat()
                letters.setForeground(colour)
                cursor.mergeCharFormat(letters)
                return
            parts += 1

    def _follow(self, url: QUrl) -> None:
        if url.scheme() == "help":
            self.open_topic(url.path())
