"""The line at the bottom: which ledger, last backup, rows found, running work, and who is at work."""

from __future__ import annotations

import time
from datetime import datetime

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy

from desktop.jobs.job import Job
from desktop.jobs.jobs import Jobs
from desktop.widgets.card import label
from desktop.widgets.chip import Chip
from desktop.widgets.flow import button
from desktop.widgets.progress_strip import ProgressStrip
from models import clock

SHOW_AFTER_S = 0.4
POLL_MS = 100


class StatusBar(QFrame):
    """Work that takes longer than 0.4 s is named with how far it is and a working 取消."""

    operator_clicked = Signal()
    backup_clicked = Signal()

    def __init__(self, jobs: Jobs) -> None:
        super().__init__()
        self._jobs = jobs
        self.shown_job: Job | None = None
        self.setProperty("role", "status")
        self.setFixedHeight(27)
        self.ledger_label = label("")
        self.read_only_chip = Chip("只读", "amber")
        self.read_only_chip.hide()
        self.backup_button = button("", "link")
        self.backup_button.clicked.connect(self.backup_clicked)
        self.found_label = label("")
        self.progress = ProgressStrip()
        self.progress.cancel_clicked.connect(self._on_cancel_clicked)
        self.progress.hide()
        self.note_label = label("")
        self.operator_button = button("", "link", "经办人：写入每一条变更记录，可在设置中修改")
        self.operator_button.clicked.connect(self.operator_clicked)
        row = QHBoxLayout(self)
        row.setContentsMargins(14, 0, 14, 0)
        row.setSpacing(22)
        for part in (self.ledger_label, self.read_only_chip, self.backup_button, self.found_label, self.progress):
            row.addWidget(part)
        row.addWidget(self.note_label)
        row.addStretch(1)
        row.addWidget(self.operator_button)
        self.found_label.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        self._poll = QTimer(self)
        self._poll.setInterval(POLL_MS)
        self._poll.timeout.connect(self._on_poll)
        self._note_timer = QTimer(self)
        self._note_timer.setSingleShot(True)
        self._note_timer.timeout.connect(lambda: self.note_label.setText(""))
        jobs.started.connect(self._on_job_started)
        jobs.ended.connect(self._on_job_ended)
        jobs.was_cancelled.connect(lambda job: self.note(f"已取消：{job.title}"))

    def set_ledger(self, name: str, folder: str, read_only: bool) -> None:
        """Name the ledger."""
        self.ledger_label.setText(f"台账：{name}")
        self.ledger_label.setToolTip(folder)
        self.read_only_chip.setVisible(read_only)

    def set_backup(self, at: datetime | None) -> None:
        """Say when the last backup was made."""
        self.backup_button.setText(f"上次备份 {backup_words(at)} ✓" if at else "还没有备份")
        self.backup_button.setToolTip("查看备份")

    def set_operator(self, name: str) -> None:
        """Say who is at work."""
        self.operator_button.setText(name or "未填经办人")

    def set_found(self, text: str) -> None:
        """Say how many rows were found and how long it took."""
        self.found_label.setText(text)

    def note(self, text: str, seconds: float = 6.0) -> None:
        """A quiet remark that leaves by itself."""
        self.note_label.setText(text)
        self._note_timer.start(round(seconds * 1000))

    def _on_job_started(self, _job: Job) -> None:
        if not self._poll.isActive():
            self._poll.start()

    def _on_job_ended(self, _job: Job) -> None:
        if not self._jobs.running():
            self._poll.stop()
            self._on_poll()

    def _on_poll(self) -> None:
        moment = time.monotonic()
        named = [job for job in self._jobs.running() if not job.quiet and moment - job.asked_at >= SHOW_AFTER_S]
        self.shown_job = next((job for job in named if job.state == "running"), named[0] if named else None)
        self.progress.setVisible(self.shown_job is not None)
        if self.shown_job is not None:
            job = self.shown_job
            more = f"（另有 {len(named) - 1} 项）" if len(named) > 1 else ""
            what = f"{job.title}：{job.text}" if job.text and job.text != job.title else job.title
            self.progress.set(what + more, job.fraction, job.cancelling)

    def _on_cancel_clicked(self) -> None:
        if self.shown_job is not None:
            self.shown_job.cancel()
            self._on_poll()


def backup_words(at: datetime) -> str:
    """``今天 08:31``, ``昨天 17:02`` or ``2019-05-06``."""
    days = (clock.today() - at.date()).days
    if days == 0:
        return f"今天 {at:%H:%M}"
    return f"昨天 {at:%H:%M}" if days == 1 else f"{at:%Y-%m-%d}"
