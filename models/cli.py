"""The console command rectledger: everything the window does with a ledger, without one."""

from __future__ import annotations

import sys
from collections.abc import Sequence


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code: 0 done, 1 some rows refused, 2 could not be done, 130 cancelled."""
    raise NotImplementedError


if __name__ == "__main__":
    sys.exit(main())
