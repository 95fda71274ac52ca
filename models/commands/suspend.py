"""suspend: stop the deadlines of problems for some days, which end by themselves."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace

from models.commands.extend import add_shared, grant, told
from models.commands.terminal import Terminal


def add_arguments(parser: ArgumentParser) -> None:
    """What may follow the command."""
    add_shared(parser)
    parser.add_argument("--from", dest="starts", default="", metavar="日期", help="从哪天起（默认今天）")
    parser.add_argument("--to", dest="ends", default="", metavar="日期", help="到哪天止，这一天仍在暂停")


def run(arguments: Namespace, terminal: Terminal) -> int:
    """Suspend what may be suspended; 1 when some were refused, 2 when none could be."""
    from models import clock
    from models.operations.extension_steps import read_suspension

    days = {"starts_on": arguments.starts or clock.today(), "ends_on": arguments.ends}
    return grant(arguments, terminal, read_suspension(told(arguments) | days), "suspend")
