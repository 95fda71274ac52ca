"""Opening a ledger, and what to offer when it cannot be opened."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QWidget

from desktop.dialogs import confirm
from desktop.jobs.jobs import Jobs
from models.errors import StorageError, UserError
from models.progress import Progress

if TYPE_CHECKING:
    from models.store import BackupInfo, LedgerInUse


class LedgerOpener(QObject):
    """Opens in the writer's lane, since an upgrade may take a while; ``opened(Ledger)`` or ``given_up(sentence)``.

    Each failure leads to a question with a way on: read-only when somebody else holds the ledger, the newest good
    backup when the file is damaged or gone.
    """

    opened = Signal(object)
    given_up = Signal(str)
    restored = Signal(str)
    """After a restore was tried and the ledger opened: empty, or why it was not restored."""

    def __init__(self, jobs: Jobs, parent: QWidget, operator: Callable[[], str]) -> None:
        super().__init__(parent)
        self._jobs = jobs
        self._parent = parent
        self._operator = operator

    def open(self, folder: Path, *, read_only: bool = False, make: bool = False) -> None:
        """Open the ledger in ``folder``; with ``make`` a folder without one gets an empty ledger."""
        actor = self._operator()

        def work(progress: Progress) -> Any:
            from models.store import Ledger, LedgerMissing, backups

            _load_first_page()
            try:
                return Ledger.open(folder, actor=actor, read_only=read_only, progress=progress)
            except LedgerMissing:
                if not make or backups(folder):
                    raise
                return Ledger.create(folder, actor=actor)

        self._start("打开台账", work, folder)

    def create(self, folder: Path, name: str) -> None:
        """Make an empty ledger and open it."""
        actor = self._operator()

        def work(_progress: Progress) -> Any:
            from models.store import Ledger

            return Ledger.create(folder, actor=actor, name=name)

        self._start("新建台账", work, folder)

    def create_demo(self, folder: Path, problems: int) -> None:
        """Open the practice ledger, made first when missing."""
        actor = self._operator()

        def work(progress: Progress) -> Any:
            from models.operations.demo import make_demo
            from models.store import Ledger

            if (folder / "ledger.sqlite").exists():
                return Ledger.open(folder, actor=actor, progress=progress)
            ledger = Ledger.create(folder, actor=actor, name="演示台账")
            try:
                make_demo(ledger, problems=problems, progress=progress)
            except BaseException:
                ledger.close()
                raise
            return ledger

        self._start("准备演示台账", work, folder)

    def restore(self, folder: Path, backup_file: Path) -> None:
        """Put a backup in the place of the ledger, which must not be open, and open it."""
        actor = self._operator()

        def work(progress: Progress) -> Any:
            from models.store import Ledger, restore

            progress(None, "恢复备份")
            sentence = ""
            try:
                restore(folder, backup_file, actor)
            except UserError as error:
                # what was there stays and is shown again, with the reason
                sentence = str(error)
            return Ledger.open(folder, actor=actor, progress=progress), sentence

        def done(result: tuple[Any, str]) -> None:
            ledger, sentence = result
            self.opened.emit(ledger)
            self.restored.emit(sentence)

        self._start("恢复台账", work, folder, done)

    def _start(
        self,
        title: str,
        work: Callable[[Progress], Any],
        folder: Path,
        done: Callable[[Any], None] | None = None,
    ) -> None:
        self._jobs.write(
            title,
            work,
            done or self.opened.emit,
            # a question must not be asked inside the delivery of the outcome
            lambda error: QTimer.singleShot(0, self, lambda: self._on_failed(folder, error)),
            lambda: self.given_up.emit("没有打开台账。"),
            owner=self,
        )

    def _on_failed(self, folder: Path, error: Exception) -> None:
        from models.store import LedgerDamaged, LedgerInUse, LedgerMissing

        if isinstance(error, LedgerInUse):
            self._offer_read_only(folder, error)
        elif isinstance(error, LedgerDamaged | LedgerMissing):
            self._look_for_backup(folder, error)
        elif isinstance(error, UserError):
            confirm.tell(self._parent, "打不开台账", str(error))
            self.given_up.emit(str(error))
        else:
            self.given_up.emit("没有打开台账。")

    def _offer_read_only(self, folder: Path, error: LedgerInUse) -> None:
        holder = error.holder
        since = f"，从 {holder.since:%Y-%m-%d %H:%M} 开始" if holder.since else ""
        who = f"使用人：{holder.actor or '未署名'}\n电脑：{holder.computer or '未知'}{since}"
        answer = confirm.choose(
            self._parent,
            "台账正在使用",
            "这个台账正由别人打开，同一时间只能有一个人录入。",
            {"read": "只读打开", "again": "再试一次"},
            detail=f"{who}\n\n台账：{folder}\n只读打开可以查询、统计、导出，不能修改。",
        )
        if answer == "read":
            self.open(folder, read_only=True)
        elif answer == "again":
            self.open(folder)
        else:
            self.given_up.emit(str(error))

    def _look_for_backup(self, folder: Path, error: StorageError) -> None:
        def look(_progress: Progress) -> BackupInfo | None:
            from models.store import newest_good_backup

            return newest_good_backup(folder)

        self._jobs.read(
            "寻找可用的备份",
            look,
            lambda found: QTimer.singleShot(0, self, lambda: self._offer_backup(folder, error, found)),
            lambda _error: self.given_up.emit(str(error)),
            lambda: self.given_up.emit(str(error)),
            owner=self,
        )

    def _offer_backup(self, folder: Path, error: StorageError, backup: BackupInfo | None) -> None:
        if backup is None:
            confirm.tell(self._parent, "打不开台账", str(error), "备份文件夹里也没有可用的备份。")
            self.given_up.emit(str(error))
            return
        answer = confirm.ask(
            self._parent,
            "台账需要恢复",
            str(error),
            f"用 {backup.at:%Y-%m-%d %H:%M} 的备份恢复",
            detail=f"最近的可用备份做于 {backup.at:%Y-%m-%d %H:%M}。这之后录入的内容不在备份里。"
            "现有文件不会删除，会移到台账文件夹下的 damaged 文件夹。",
        )
        if not answer:
            self.given_up.emit(str(error))
            return
        self.restore(folder, backup.path)


def _load_first_page() -> None:
    """What the page after the opening needs is loaded here, beside the window, which would stand still for it."""
    for module in ("models.queries.problems", "models.queries.figures", "desktop.pages.home"):
        import_module(module)
