"""The console command rectledger: everything the window does with a ledger, without one."""

from __future__ import annotations

import importlib
import logging
import os
import signal
import sys
import threading
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import Any, NoReturn

from models import interrupts
from models.errors import Cancelled, UserError
from models.logs import keep_log_off_terminal, start_logging, stop_logging, use_utf8_streams

DONE, PARTLY, FAILED, CANCELLED = 0, 1, 2, 130

COMMANDS: dict[str, tuple[str, str, str]] = {
    "init": ("init", "[--campaign 名称]", "新建空台账"),
    "demo": ("demo", "[--problems N] [--visits N] [--seed S]", "新建带示例数据的台账，供试用（默认 2,000 条问题）"),
    "import": ("import_lists", "文件… [选项]", "导入清单；--dry-run 只看会发生什么"),
    "rebuild-history": ("rebuild_history", "文件… --campaign 名称", "用往月台账还原历史，次序不限"),
    "undo-import": ("undo_import", "批次 | --last [--dry-run]", "撤销一次导入；--dry-run 只看会改动什么"),
    "profiles": ("profiles", "[--export 方案 --out 文件 | --import 文件]", "列出、导出、导入记下的导入方案"),
    "problems": ("problems", "[--as-of 日期] [--where 条件] [--json]", "列出问题"),
    "move": ("move", "状态 编号… | 状态 --where 条件", "办理流转：把问题转为另一状态，不允许的逐条说明"),
    "deadlines": ("deadlines", "[--overdue] [--near] [--behind] [--json]", "列出逾期、临近到期、落后序时进度的问题"),
    "extend": ("extend", "编号… | --where 条件 [--to 日期 | --workdays N]", "延期：写明依据和批准人，原定期限一直留着"),
    "suspend": ("suspend", "编号… | --where 条件 --to 日期", "暂停计时：到期自行恢复，期限按规则顺延"),
    "visits": ("visits", "[--where 条件] [--totals] [--json]", "列出现场检查，或按轮次、按市合计"),
    "fields": ("fields", "[--add 名称 --kind 类型]", "列出字段；新建、改名、停用、恢复自定义字段"),
    "export": ("export", "文件.xlsx [--view 视图] [--where 条件]", "导出 Excel"),
    "chart": ("chart", "图名 --out 文件.(png|svg|pdf)", "画统计图；--list 列出图名"),
    "report": ("report", "报表名 --out 文件.(docx|pdf|xlsx)", "生成报表和表单；--list 列出名称"),
    "evidence": ("evidence", "台账编号 [--add 文件…]", "列出一条问题的佐证材料和提示，添加文件"),
    "archive": ("archive", "文件夹 --where 条件 [--zip]", "一问题一档案：每条问题的表单和佐证材料归到一处"),
    "region": ("region", "地名 [--in 市]", "查行政区：代码、全称、级别、曾用名"),
    "deadline": ("deadline", "时限原文 [--assigned 日期] [--year 年]", "看一句时限会被读成什么"),
    "workdays": ("workdays", "日期 工作日数 | 日期 日期", "算若干个工作日后是哪天，或两天之间有几个工作日"),
    "calendar": ("calendar", "[年] [--paste 通知.txt]", "看工作日历；用国务院办公厅通知添加一年"),
    "verify": ("verify", "list|plan|redraw|sheets|collect|result …", "核查：建方案抽样、导出核查表、收回、登记结果"),
    "escalate": ("escalate", "[--waiting | --take 步骤 | --reply N | --lift N]", "督促升级：建议、采取、回复、解除"),
    "remind": ("remind", "编号… | --unit 单位 | --escalation N", "登记催办；--list 列出并给出“经几次催办”的话"),
    "duties": ("duties", "[--month 月份] [--late] [--sent 任务]", "报送日历：应报、已报、逾期；登记报送和催办"),
    "close": ("closure", "步骤 台账编号… [选项]", "办理销号：申请、条件、审核、公示、备案、撤销；close list 列出"),
    "check": ("check", "[--json]", "检查数据库、变更链、佐证材料和数据质量"),
    "backup": ("backup", "[--to 文件]", "备份台账"),
    "restore": ("restore", "备份文件", "用备份恢复台账（先保存现状）"),
}
"""Command -> its module in models/commands, what follows it, what it does."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code: 0 done, 1 some rows refused, 2 could not be done, 130 cancelled."""
    use_utf8_streams()
    keep_log_off_terminal()
    words = list(sys.argv[1:] if arguments is None else arguments)
    try:
        with _cancel_on_interrupt():
            return _run(words)
    except Cancelled:
        _say("已取消，没有写入任何内容。")
        return CANCELLED
    except UserError as error:
        _say(error.sentence())
        return FAILED
    except BrokenPipeError:
        _forget_output()
        return DONE
    except Exception as error:
        _say(_report(error))
        return FAILED


def _run(words: list[str]) -> int:
    from models.commands.arguments import HelpAsked, Parser
    from models.commands.terminal import Terminal

    folder, command, rest = _split(words)
    if command is None:
        if not rest:
            raise UserError("没有写要执行的命令", advice="可用的命令见 rectledger --help")
        Terminal(None).line(overview())
        return DONE
    module: Any = importlib.import_module(f"models.commands.{COMMANDS[command][0]}")
    parser = Parser(f"rectledger {command}", COMMANDS[command][2])
    parser.add_argument("--ledger", metavar="文件夹", default=None, help="台账文件夹（默认：用户数据文件夹）")
    module.add_arguments(parser)
    try:
        read = parser.parse_args(rest)
    except HelpAsked as asked:
        Terminal(None).line(str(asked).rstrip())
        return DONE
    terminal = Terminal(_folder(read.ledger) if read.ledger is not None else folder)
    code = int(module.run(read, terminal))
    terminal.flush()
    return code


def _split(words: list[str]) -> tuple[Path | None, str | None, list[str]]:
    """The ledger folder, the command and what follows; without a command the rest is not empty if help was asked."""
    folder: Path | None = None
    place = 0
    while place < len(words):
        word = words[place]
        if word in ("-h", "--help", "help"):
            return folder, None, [word]
        if word == "--ledger" and place + 1 < len(words):
            folder = _folder(words[place + 1])
            place += 2
            continue
        if word.startswith("--ledger="):
            folder = _folder(word.partition("=")[2])
            place += 1
            continue
        if word in COMMANDS:
            return folder, word, words[place + 1 :]
        _refuse(word)
    return folder, None, []


def _folder(text: str) -> Path:
    if not text.strip():
        raise UserError("--ledger 后面缺少台账文件夹", advice="请看 rectledger --help")
    return Path(text).expanduser()


def _refuse(word: str) -> NoReturn:
    if word == "--ledger":
        raise UserError("--ledger 后面缺少台账文件夹", advice="请看 rectledger --help")
    what = f"不认识选项“{word}”" if word.startswith("-") else f"没有“{word}”这个命令"
    raise UserError(what, advice="可用的命令见 rectledger --help")


def overview() -> str:
    """The help of all commands."""
    lines = [
        "整改台账：生态环境问题整改的清单、时限与销号。",
        "",
        "用法：rectledger [--ledger 文件夹] 命令 …",
        "",
        "  --ledger 文件夹   台账所在的文件夹，没有就新建（默认：用户数据文件夹）",
        "  -h, --help        显示这份说明；rectledger 命令 --help 显示一个命令的说明",
        "",
        "命令：",
    ]
    for name, (_module, follows, what) in COMMANDS.items():
        lines += [f"  {name} {follows}", f"      {what}"]
    lines += [
        "",
        "条件（--where）：字段 比较 值，用 and 连接；比较有 = != < <= > >= ~（包含）in (甲, 乙)、is null。",
        "  例：--where 'city = 邯郸市 and deadline < 2018-07-01 and status in (待整改, 整改中)'",
        "",
        "结束代码：0 完成；1 完成，但有些行没有收下（已列出）；",
        "          2 没有做成，什么也没有写入；130 已取消，什么也没有写入。",
    ]
    return "\n".join(lines)


@contextmanager
def _cancel_on_interrupt() -> Generator[None, None, None]:
    """Ctrl+C becomes Cancelled, which rolls back whatever is being written; after the commit it comes too late."""
    interrupts.begin()
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def cancel(_number: int, _frame: FrameType | None) -> None:
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        if not interrupts.is_settled():
            raise Cancelled

    before = signal.signal(signal.SIGINT, cancel)
    try:
        yield
    except KeyboardInterrupt:
        raise Cancelled from None
    finally:
        signal.signal(signal.SIGINT, before)


def _report(error: Exception) -> str:
    """Write a bug to the log and say so in one sentence."""
    path = start_logging()
    logging.getLogger(__name__).error("command failed", exc_info=error)
    stop_logging()
    place = f"，详情已写入 {path}，请交给维护人员" if path else ""
    return f"程序内部错误（{type(error).__name__}）{place}。"


def _say(text: str) -> None:
    if sys.stderr is not None:
        sys.stderr.write(text + "\n")
        sys.stderr.flush()


def _forget_output() -> None:
    """Whoever read our output has gone: nothing more can be printed, also not at exit."""
    if sys.stdout is not None:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


if __name__ == "__main__":
    sys.exit(main())
