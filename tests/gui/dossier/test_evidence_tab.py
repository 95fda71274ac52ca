"""Evidence comes by button, by dragging and from the clipboard; it is shown small, opened as a copy, and versioned."""

from __future__ import annotations

import struct
import zlib
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QMimeData, QObject, QPointF, Qt, QUrl, Slot
from PySide6.QtGui import QColor, QDesktopServices, QDragEnterEvent, QDropEvent, QImage
from PySide6.QtWidgets import QApplication, QFileDialog, QLabel, QToolButton

from desktop.panels.dossier.thumbnails import SIZE, EvidencePicture, read_small
from models.operations.evidence import add_evidence, take_in
from models.store.evidence_files import evidence_path


def picture(path: Path, width: int = 640, height: int = 480, colour: str = "#338866") -> Path:
    image = QImage(width, height, QImage.Format.Format_RGB32)
    image.fill(QColor(colour))
    assert image.save(str(path))
    return path


def mime_of(*paths: Path) -> QMimeData:
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    return mime


def drag(panel: Any, mime: QMimeData) -> QDragEnterEvent:
    at, both = panel.rect().center(), Qt.MouseButton.LeftButton
    event = QDragEnterEvent(at, Qt.DropAction.CopyAction, mime, both, Qt.KeyboardModifier.NoModifier)
    QApplication.sendEvent(panel, event)
    return event


def drop(panel: Any, mime: QMimeData) -> None:
    at = QPointF(panel.rect().center())
    event = QDropEvent(at, Qt.DropAction.CopyAction, mime, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier)
    QApplication.sendEvent(panel, event)


@pytest.fixture
def shown(desk: Any, tmp_path: Path) -> Any:
    """The evidence tab of problem 1 with one picture."""
    add_evidence(desk.ledger, 1, take_in(desk.ledger, [picture(tmp_path / "整改后.png")]))
    return desk.show(1, "evidence")


def test_files_dragged_onto_the_panel_become_evidence(desk: Any, tmp_path: Path) -> None:
    desk.show(1, "measures")
    (tmp_path / "批复.pdf").write_bytes(b"%PDF-1.4")
    mime = mime_of(picture(tmp_path / "整改后.png"), tmp_path / "批复.pdf")
    assert drag(desk.panel, mime).isAccepted() and desk.panel._overlay.isVisible()
    drop(desk.panel, mime)
    desk.settle()
    assert not desk.panel._overlay.isVisible()
    assert {one.title for one in desk.dossier.evidence} == {"整改后", "批复"}
    assert desk.panel.tabs.tabText(desk.panel.tabs.currentIndex()) == "佐证材料 2"
    assert desk.messages[-1].text == "已添加 2 份佐证材料。" and desk.messages[-1].action_text == "撤销"
    assert (tmp_path / "批复.pdf").exists()


def test_words_dragged_over_the_panel_are_nothing_for_it(desk: Any) -> None:
    desk.show(1, "evidence")
    mime = QMimeData()
    mime.setText("只是文字")
    assert not drag(desk.panel, mime).isAccepted()


def test_the_button_asks_for_files_and_the_same_contents_are_told(
    desk: Any, shown: Any, tmp_path: Path, monkeypatch: Any
) -> None:
    copy = tmp_path / "换个名字.png"
    copy.write_bytes((tmp_path / "整改后.png").read_bytes())
    monkeypatch.setattr(QFileDialog, "getOpenFileNames", lambda *_args: ([str(copy)], ""))
    desk.click(shown.add_button)
    desk.settle()
    assert len(desk.dossier.evidence) == 1
    assert "“换个名字.png”的内容这条问题已经有了" in desk.messages[-1].text


def test_a_picture_of_the_clipboard_is_pasted_by_key(desk: Any) -> None:
    tab = desk.show(1, "evidence")
    image = QImage(300, 200, QImage.Format.Format_RGB32)
    image.fill(QColor("#aa3322"))
    QApplication.clipboard().setImage(image)
    tab.add_button.setFocus()
    desk.key(tab.add_button, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    desk.settle()
    (piece,) = desk.dossier.evidence
    version = piece.versions[0]
    assert piece.title.startswith("粘贴图片") and version.name.endswith(".png")
    stored = QImage(str(evidence_path(desk.ledger.evidence_folder, version.sha256)))
    assert (stored.width(), stored.height()) == (300, 200)
    QApplication.clipboard().setText("只是文字")
    desk.click(tab.paste_button)
    assert "没有图片或文件" in desk.messages[-1].text


def test_a_thumbnail_is_read_when_seen_and_a_document_has_an_icon(desk: Any, shown: Any, tmp_path: Path) -> None:
    label = shown.list.cards[0].findChild(EvidencePicture)
    desk.qtbot.waitUntil(lambda: label.shows_picture, timeout=5_000)
    shot = label.pixmap().toImage()
    assert QColor(shot.pixel(shot.width() // 2, shot.height() // 2)).name() == "#338866"
    assert max(shot.width(), shot.height()) <= SIZE.width() * label.devicePixelRatioF()
    (tmp_path / "批复.pdf").write_bytes(b"%PDF-1.4")
    shown.add_files([tmp_path / "批复.pdf"])
    desk.settle()
    icon = shown.list.cards[0].findChild(EvidencePicture)
    assert not icon.shows_picture and icon.accessibleName() == "PDF：批复.pdf" and not icon.pixmap().isNull()


def test_a_picture_of_absurd_size_is_never_decoded(tmp_path: Path) -> None:
    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    head = struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0)
    bomb = tmp_path / "bomb.png"
    bomb.write_bytes(b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0" * 1000)))
    wide = tmp_path / "wide.png"
    head = struct.pack(">IIBBBBB", 20_000, 9_000, 8, 2, 0, 0, 0)
    wide.write_bytes(b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0" * 1000)))
    (tmp_path / "no.jpg").write_bytes(b"no picture at all")
    (tmp_path / "drawn.png").write_text('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>')
    for name in ("bomb.png", "wide.png", "no.jpg", "drawn.png"):
        assert read_small(tmp_path / name) is None, name
    large = picture(tmp_path / "large.jpg", 5_000, 4_000)
    small = read_small(large)
    assert small is not None and small.width() <= 216 and small.height() <= 162


def test_versions_are_listed_with_their_sums_and_a_sum_is_copied_whole(
    desk: Any, shown: Any, tmp_path: Path, monkeypatch: Any
) -> None:
    newer = picture(tmp_path / "补拍.png", colour="#224488")
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_args: (str(newer), ""))
    shown.do(desk.dossier.evidence[0].id, "version")
    desk.settle()
    (piece,) = desk.dossier.evidence
    assert [one.number for one in piece.versions] == [2, 1]
    card = shown.list.cards[0]
    toggle = next(one for one in card.findChildren(type(shown.add_button)) if one.text().startswith("2 个版本"))
    desk.click(toggle)
    rows = [one for one in card.findChildren(QToolButton) if one.text() == "复制校验值"]
    assert len(rows) == 2 and rows[1].accessibleName() == "第 1 版：复制完整的 SHA-256"
    sums = [one for one in card.findChildren(QLabel) if one.text().startswith("SHA-256 ")]
    assert [one.text()[8:16] for one in sums] == [one.sha256[:8] for one in piece.versions]
    assert all(one.width() >= one.sizeHint().width() for one in sums), "the sum is cut off"
    desk.click(rows[1])
    assert QApplication.clipboard().text() == piece.versions[1].sha256


class _Opener(QObject):
    def __init__(self) -> None:
        super().__init__()
        self.opened: list[str] = []

    @Slot(QUrl)
    def show(self, url: QUrl) -> None:
        self.opened.append(url.toLocalFile())


def test_evidence_is_opened_as_a_copy_and_programs_are_not(desk: Any, shown: Any, tmp_path: Path) -> None:
    opener = _Opener()
    QDesktopServices.setUrlHandler("file", opener, "show")
    try:
        desk.key(shown.list.cards[0], Qt.Key.Key_Return)
        desk.settle()
        (path,) = opener.opened
        assert Path(path).name == "整改后.png" and desk.ledger.folder not in Path(path).parents
        (tmp_path / "照片.jpg.exe").write_bytes(b"MZ")
        shown.add_files([tmp_path / "照片.jpg.exe"])
        desk.settle()
        desk.key(shown.list.cards[0], Qt.Key.Key_Return)
        desk.settle()
        assert len(opener.opened) == 1 and "为安全起见" in desk.messages[-1].text
    finally:
        QDesktopServices.unsetUrlHandler("file")


def test_evidence_is_saved_elsewhere(desk: Any, shown: Any, tmp_path: Path, monkeypatch: Any) -> None:
    target = tmp_path / "给县里.png"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_args: (str(target), "所有文件 (*)"))
    shown.do(desk.dossier.evidence[0].id, "save")
    desk.settle()
    assert target.read_bytes() == (tmp_path / "整改后.png").read_bytes()
    path = evidence_path(desk.ledger.evidence_folder, desk.dossier.evidence[0].versions[0].sha256)
    path.chmod(0o644)
    path.unlink()
    told: list[Any] = []
    desk.context.jobs.user_error.connect(lambda error, _job: told.append(str(error)))
    shown.do(desk.dossier.evidence[0].id, "save")
    desk.settle()
    assert told and "文件不见了" in told[0]


def test_evidence_is_renamed_taken_out_and_brought_back(desk: Any, shown: Any) -> None:
    desk.key(shown.list.cards[0], Qt.Key.Key_F2)
    form = shown.list.form
    form.editors["title"].setText("东侧厂房")
    form.editors["kind"].setEditText("整改后照片")
    desk.click(form.save_button)
    desk.settle()
    assert (desk.dossier.evidence[0].title, desk.dossier.evidence[0].kind) == ("东侧厂房", "整改后照片")
    desk.key(shown.list.cards[0], Qt.Key.Key_Delete)
    desk.settle()
    assert desk.dossier.evidence == () and desk.messages[-1].action_text == "撤销"
    desk.undo()
    assert [card.view.heading for card in shown.list.cards] == ["东侧厂房"]


def test_a_long_copy_can_be_cancelled_and_leaves_nothing(desk: Any, tmp_path: Path) -> None:
    tab = desk.show(1, "evidence")
    before = {path for path in desk.ledger.evidence_folder.rglob("*") if path.is_file()}
    film = tmp_path / "录像.mp4"
    with film.open("wb") as file:
        file.truncate(400 << 20)
    gone: list[Any] = []
    desk.context.jobs.was_cancelled.connect(gone.append)
    tab.add_files([film])
    (job,) = [one for one in desk.context.jobs.running() if not one.quiet]
    desk.qtbot.waitUntil(lambda: (job.fraction or 0) > 0, timeout=5_000)
    assert "录像.mp4" in job.title and "录像.mp4" in job.text
    job.cancel()
    desk.settle()
    assert gone == [job] and desk.dossier.evidence == ()
    assert {path for path in desk.ledger.evidence_folder.rglob("*") if path.is_file()} == before
