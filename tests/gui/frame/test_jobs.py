"""The lanes of work: each job ends in exactly one way, on the window's thread."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from typing import Any

import pytest
from PySide6.QtCore import QObject

from desktop.jobs.job import Job
from desktop.jobs.jobs import Jobs
from models.errors import UserError
from models.progress import Progress


@pytest.fixture
def jobs(qapp: Any) -> Iterator[Jobs]:
    made = Jobs()
    yield made
    assert made.close()


class Outcomes:
    """What the callbacks and signals of a job said, and on which thread."""

    def __init__(self, jobs: Jobs) -> None:
        self.said: list[tuple[str, Any]] = []
        self.threads: set[threading.Thread] = set()
        jobs.user_error.connect(lambda error, job: self.add("user_error", error))
        jobs.crashed.connect(lambda error, job: self.add("crashed", error))
        jobs.was_cancelled.connect(lambda job: self.add("was_cancelled", job))

    def add(self, name: str, value: Any = None) -> None:
        self.said.append((name, value))
        self.threads.add(threading.current_thread())

    def names(self) -> list[str]:
        return [name for name, _ in self.said]

    def callbacks(self) -> tuple[Any, Any, Any]:
        return (
            lambda result: self.add("done", result),
            lambda error: self.add("failed", error),
            lambda: self.add("cancelled"),
        )


def _raise(error: BaseException) -> Any:
    raise error


def _until_cancelled(progress: Progress) -> None:
    while True:
        progress(None, "还在做")
        time.sleep(0.005)


@pytest.mark.parametrize("lane", ["read", "write"])
def test_a_job_that_returns_ends_in_done_with_its_result_on_the_windows_thread(jobs: Jobs, lane: str) -> None:
    outcomes = Outcomes(jobs)
    getattr(jobs, lane)("数数", lambda progress: 42, *outcomes.callbacks())
    assert jobs.wait_idle(5)
    assert outcomes.said == [("done", 42)]
    assert outcomes.threads == {threading.main_thread()}


def test_a_user_error_without_a_callback_is_announced_once_and_is_no_crash(jobs: Jobs) -> None:
    outcomes = Outcomes(jobs)
    jobs.read("打开", lambda progress: _raise(UserError("文件不存在")))
    assert jobs.wait_idle(5)
    assert outcomes.names() == ["user_error"]


def test_a_user_error_goes_to_the_callback_alone_where_there_is_one(jobs: Jobs) -> None:
    outcomes = Outcomes(jobs)
    jobs.read("打开", lambda progress: _raise(UserError("文件不存在")), *outcomes.callbacks())
    assert jobs.wait_idle(5)
    assert outcomes.names() == ["failed"]


def test_a_bug_is_announced_as_a_crash_and_still_tells_the_callback(jobs: Jobs) -> None:
    outcomes = Outcomes(jobs)
    jobs.write("写入", lambda progress: _raise(ZeroDivisionError("bug")), *outcomes.callbacks())
    assert jobs.wait_idle(5)
    assert outcomes.names() == ["crashed", "failed"]


def test_even_a_system_exit_in_a_worker_ends_the_job(jobs: Jobs) -> None:
    outcomes = Outcomes(jobs)
    jobs.read("退出", lambda progress: _raise(SystemExit(3)))
    assert jobs.wait_idle(5)
    assert outcomes.names() == ["crashed"]


def test_a_running_job_stops_at_its_next_report_when_cancelled(jobs: Jobs) -> None:
    outcomes = Outcomes(jobs)
    job = jobs.write("长活", _until_cancelled, *outcomes.callbacks())
    job.cancel()
    assert jobs.wait_idle(5)
    assert outcomes.names() == ["cancelled"]
    assert job.state == "cancelled"


def test_a_waiting_job_that_is_cancelled_never_starts(jobs: Jobs) -> None:
    started: list[str] = []
    first = jobs.read("第一件", _until_cancelled)
    second = jobs.read("第二件", lambda progress: started.append("second"))
    second.cancel()
    first.cancel()
    assert jobs.wait_idle(5)
    assert started == []
    assert second.state == "cancelled"


def test_signals_of_a_job_fire_exactly_once_in_all(jobs: Jobs) -> None:
    counted: list[str] = []
    for work in (lambda progress: 1, lambda progress: _raise(UserError("不行")), _until_cancelled):
        job: Job = jobs.read("一件", work)
        job.finished.connect(lambda result: counted.append("finished"))
        job.failed.connect(lambda error: counted.append("failed"))
        job.cancelled.connect(lambda: counted.append("cancelled"))
        if work is _until_cancelled:
            job.cancel()
        assert jobs.wait_idle(5)
        job.deliver()
    assert counted == ["finished", "failed", "cancelled"]


def test_nothing_is_called_back_after_the_asker_is_gone(jobs: Jobs, qapp: Any) -> None:
    outcomes = Outcomes(jobs)
    owner = QObject()
    gate = threading.Event()
    jobs.read("问", lambda progress: gate.wait(5), *outcomes.callbacks(), owner=owner)
    owner.deleteLater()
    qapp.sendPostedEvents(owner, 0)
    qapp.processEvents()
    gate.set()
    assert jobs.wait_idle(5)
    assert outcomes.said == []


def test_writes_run_one_after_another_and_a_long_read_does_not_hold_up_a_short_one(jobs: Jobs) -> None:
    gate, order = threading.Event(), []
    jobs.read("导出", lambda progress: gate.wait(5), lambda _: order.append("long"), long=True)
    jobs.read("翻页", lambda progress: None, lambda _: (order.append("short"), gate.set()))
    running: list[int] = []
    most: list[int] = []

    def write(progress: Progress) -> None:
        running.append(1)
        most.append(len(running))
        time.sleep(0.02)
        running.pop()

    for _ in range(3):
        jobs.write("写", write)
    assert jobs.wait_idle(5)
    assert order == ["short", "long"]
    assert max(most) == 1


def test_progress_can_be_read_while_the_job_runs(jobs: Jobs, qtbot: Any) -> None:
    gate = threading.Event()

    def work(progress: Progress) -> None:
        progress(0.25, "读到一半的一半")
        gate.wait(5)

    job = jobs.read("读", work)
    qtbot.waitUntil(lambda: job.fraction == 0.25, timeout=3000)
    assert job.text == "读到一半的一半"
    gate.set()
    assert jobs.wait_idle(5)


def test_closing_cancels_what_runs_and_ends_the_threads(qapp: Any) -> None:
    jobs = Jobs()
    outcomes = Outcomes(jobs)
    jobs.write("长活", _until_cancelled, *outcomes.callbacks())
    assert jobs.close()
    assert outcomes.names() == ["cancelled"]
    late: list[str] = []
    jobs.read("太晚", lambda progress: 1, late.append, on_cancelled=lambda: late.append("cancelled"))
    assert jobs.wait_idle(2)
    assert late == ["cancelled"]
