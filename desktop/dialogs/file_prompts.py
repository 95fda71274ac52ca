"""The only place of file boxes; remembers the folder of each purpose."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QStandardPaths
from PySide6.QtWidgets import QFileDialog, QWidget

from desktop.state import AppState

WORKBOOKS = "清单文件 (*.xlsx *.xlsm *.xls *.et *.csv *.txt)"
ALL_FILES = "所有文件 (*)"
XLSX = "Excel 工作簿 (*.xlsx)"
PDF = "PDF 文档 (*.pdf)"
DOCX = "Word 文档 (*.docx)"
PNG = "PNG 图片 (*.png)"
SVG = "SVG 矢量图 (*.svg)"
LEDGER_BACKUP = "台账备份 (*.sqlite *.zip)"


def ask_open_files(
    parent: QWidget | None, state: AppState, purpose: str, title: str, filters: tuple[str, ...] = (WORKBOOKS, ALL_FILES)
) -> list[Path]:
    """Files to read; empty when cancelled."""
    names, _ = QFileDialog.getOpenFileNames(parent, title, str(_folder(state, purpose)), ";;".join(filters))
    paths = [Path(name) for name in names]
    if paths:
        _remember(state, purpose, paths[0].parent)
    return paths


def ask_open_file(
    parent: QWidget | None, state: AppState, purpose: str, title: str, filters: tuple[str, ...] = (ALL_FILES,)
) -> Path | None:
    """One file to read; None when cancelled."""
    name, _ = QFileDialog.getOpenFileName(parent, title, str(_folder(state, purpose)), ";;".join(filters))
    if not name:
        return None
    _remember(state, purpose, Path(name).parent)
    return Path(name)


def ask_save_file(
    parent: QWidget | None, state: AppState, purpose: str, title: str, suggested: str, filters: tuple[str, ...]
) -> Path | None:
    """Where to write; the ending follows the chosen kind of file; asks before replacing. None when cancelled."""
    start = _folder(state, purpose) / _clean_name(suggested)
    name, chosen = QFileDialog.getSaveFileName(parent, title, str(start), ";;".join(filters))
    if not name:
        return None
    path = Path(name)
    ending = _ending(chosen or filters[0])
    allowed = {_ending(one) for one in filters}
    if path.suffix.lower() not in allowed and ending:
        path = path.with_name(path.name + ending)
    _remember(state, purpose, path.parent)
    return path


def ask_folder(parent: QWidget | None, state: AppState, purpose: str, title: str) -> Path | None:
    """A folder; None when cancelled."""
    name = QFileDialog.getExistingDirectory(parent, title, str(_folder(state, purpose)))
    if not name:
        return None
    _remember(state, purpose, Path(name).parent)
    return Path(name)


def _folder(state: AppState, purpose: str) -> Path:
    remembered = state.get(f"folder.{purpose}")
    if isinstance(remembered, str) and Path(remembered).is_dir():
        return Path(remembered)
    documents = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
    return Path(documents) if documents and Path(documents).is_dir() else Path.home()


def _remember(state: AppState, purpose: str, folder: Path) -> None:
    state.set(f"folder.{purpose}", str(folder))


def _ending(file_filter: str) -> str:
    """``.xlsx`` of ``Excel 工作簿 (*.xlsx)``; empty for ``所有文件 (*)``."""
    inside = file_filter[file_filter.rfind("(") + 1 :].rstrip(")").split()
    return inside[0].lstrip("*") if inside and inside[0] != "*" else ""


def _clean_name(name: str) -> str:
    """``name`` without what Windows refuses in file names."""
    return "".join("_" if char in '\\/:*?"<>|\n\r\t' else char for char in name).strip(" .") or "未命名"
