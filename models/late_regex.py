"""Regular expressions that are compiled when first asked, since a start asks few of the hundreds that modules name."""

from __future__ import annotations

import re
from typing import Any, AnyStr, cast


class _LateRegex:
    """Stands for ``re.compile(pattern, flags)``; a wrong pattern raises ``re.error`` at its first use."""

    def __init__(self, pattern: str | bytes, flags: int) -> None:
        self.pattern = pattern
        self._wanted = flags

    def __getattr__(self, name: str) -> Any:
        """Compile; from now on the compiled methods are this object's own attributes, found at once."""
        if name.startswith("_"):
            raise AttributeError(name)
        compiled = re.compile(self.pattern, self._wanted)
        own = self.__dict__
        for each in ("search", "match", "fullmatch", "findall", "finditer", "split", "sub", "subn"):
            own[each] = getattr(compiled, each)
        return getattr(compiled, name)


def late_regex(pattern: AnyStr, flags: int = 0) -> re.Pattern[AnyStr]:
    """The expression, compiled when it is first used."""
    return cast("re.Pattern[AnyStr]", _LateRegex(pattern, flags))
