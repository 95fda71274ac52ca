"""Command-line reading in Chinese: argparse with its usage, headings and mistakes translated."""

from __future__ import annotations

import argparse
import re
from collections.abc import Iterable
from datetime import date
from typing import Any, NoReturn

from models.errors import UserError


class BadUsage(UserError):
    """The command was written wrongly."""


class HelpAsked(Exception):
    """Help was asked for; the text is the argument."""


class _Formatter(argparse.RawDescriptionHelpFormatter):
    def __init__(self, prog: str) -> None:
        super().__init__(prog, max_help_position=30, width=100)

    def add_usage(
        self,
        usage: str | None,
        actions: Iterable[argparse.Action],
        groups: Iterable[Any],
        prefix: str | None = None,
    ) -> None:
        """The heading of the usage line."""
        super().add_usage(usage, actions, groups, "用法：" if prefix is None else prefix)  # type: ignore[arg-type]


class Parser(argparse.ArgumentParser):
    """Raises BadUsage and HelpAsked instead of printing and leaving."""

    def __init__(self, prog: str, description: str) -> None:
        super().__init__(
            prog=prog, description=description, formatter_class=_Formatter, add_help=False, allow_abbrev=False
        )
        self._positionals.title = "内容"
        self._optionals.title = "选项"
        self.add_argument("-h", "--help", action=_Help, help="显示这份说明")

    def error(self, message: str) -> NoReturn:
        """A mistake as one sentence."""
        name = self.prog.split()[-1]
        raise BadUsage(in_chinese(message), advice=f"请看 rectledger {name} --help")


class _Help(argparse.Action):
    def __init__(self, option_strings: list[str], dest: str, help: str | None = None) -> None:
        super().__init__(option_strings, dest=argparse.SUPPRESS, default=argparse.SUPPRESS, nargs=0, help=help)

    def __call__(self, parser: argparse.ArgumentParser, *_rest: Any) -> None:
        raise HelpAsked(parser.format_help())


_MESSAGES: tuple[tuple[str, str], ...] = (
    (r"the following arguments are required: (.+)", r"缺少 \1"),
    (r"unrecognized arguments: (.+)", r"不认识“\1”"),
    (r"argument (.+): expected one argument", r"\1 后面缺少内容"),
    (r"argument (.+): expected at least one argument", r"\1 后面至少要有一项"),
    (r"argument (.+): expected (\d+) arguments", r"\1 后面要有 \2 项"),
    (r"argument (.+): invalid choice: '?(.*?)'? \(choose from (.+)\)", r"\1 不能是“\2”，可用 \3"),
    (r"argument (.+): not allowed with argument (.+)", r"\1 不能和 \2 一起用"),
    (r"one of the arguments (.+) is required", r"\1 要写一个"),
    (r"argument (.+): invalid \w+ value: '?(.*?)'?", r"\1 不能是“\2”"),
    (r"argument (.+): ignored explicit argument (.+)", r"\1 后面不带内容"),
    (r"argument ([^:]+): (.+)", r"\1：\2"),
)


def in_chinese(message: str) -> str:
    """What argparse says, in Chinese."""
    for pattern, words in _MESSAGES:
        if re.fullmatch(pattern, message, re.DOTALL):
            return re.sub(pattern, words, message, flags=re.DOTALL).replace("'", "")
    return "命令写得不对"


def day(text: str) -> date:
    """A date argument; ISO or any spelling that lists use."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        from models.rules.dates import read_date

        found = read_date(text).date
        if found is None:
            raise argparse.ArgumentTypeError(f"“{text}”不是日期，请写成 2019-05-06") from None
        return found


def whole_number(text: str) -> int:
    """A number from 0 upwards."""
    if not text.isascii() or not text.isdigit() or len(text) > 9:
        raise argparse.ArgumentTypeError(f"“{text}”不是整数")
    return int(text)


def key_value(text: str) -> tuple[str, str]:
    """KEY=VALUE of --set."""
    key, sign, value = text.partition("=")
    if not sign or not key.strip():
        raise argparse.ArgumentTypeError(f"“{text}”要写成 名称=内容")
    return key.strip(), value
