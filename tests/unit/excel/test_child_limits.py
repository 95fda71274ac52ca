"""Cancelling a child at any moment, and its time limit: news renew it, a repeated phrase does not."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from models.errors import Cancelled, UserError
from models.excel.process.child import Child, patience
from models.progress import Progress

HERE = Path(__file__).parent
AT_ONCE_S = 0.5


def cancelling_after(seconds: float) -> tuple[Progress, list[float]]:
    """A progress that is cancelled some time after its first call, and that moment."""
    asked: list[float] = []
    began = time.monotonic()

    def cancelled() -> bool:
        late = time.monotonic() - began > seconds
        if late and not asked:
            asked.append(time.monotonic())
        return late

    return Progress(lambda *_: None, cancelled=cancelled), asked


@pytest.mark.parametrize(
    ("name", "args"), [("hold", (700,)), ("sleep", (60,)), ("count", (10_000_000,)), ("beat", (999, 0.05, True))]
)
@pytest.mark.parametrize("after", [0.0, 0.02, 0.4])
def test_cancelling_ends_the_child_within_half_a_second(name: str, args: tuple[object, ...], after: float) -> None:
    with Child("child_target:serve", memory_mb=1024, time_s=60, search=[HERE]) as child:
        progress, asked = cancelling_after(after)
        with pytest.raises(Cancelled):
            for _ in child.stream(name, *args, progress=progress):
                pass
        assert time.monotonic() - asked[0] < AT_ONCE_S
        assert child.pid is None
        assert child.ask("add", 1, 2) == 3


def test_progress_with_news_renews_the_time_limit_and_the_same_words_again_do_not() -> None:
    with Child("child_target:serve", time_s=1.2, search=[HERE]) as child:
        assert child.ask("beat", 12, 0.2, True) == "ok"
        with pytest.raises(UserError, match="仍未完成"):
            child.ask("beat", 60, 0.2, False)


def test_something_is_said_before_the_child_has_started() -> None:
    said: list[str] = []
    with Child("child_target:serve", search=[HERE], task="读取这个文件") as child:
        child.ask("add", 1, 1, progress=Progress(lambda _, text: said.append(text)))
    assert said[0] == "正在读取这个文件"


def test_a_larger_file_may_take_longer_and_a_small_one_that_says_nothing_is_stopped() -> None:
    assert patience(0) == 20 < patience(10 << 20) < patience(512 << 20) == 600
    with Child("child_target:serve", time_s=600, search=[HERE]) as child:
        assert child.ask("add", 1, 1) == 2
        child.wait_at_most(0.4)
        began = time.monotonic()
        with pytest.raises(UserError, match=r"超过 0\.4 秒仍未完成"):
            child.ask("sleep", 30)
        assert time.monotonic() - began < 5
