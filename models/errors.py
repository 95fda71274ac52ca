"""Exceptions that callers may catch, in one tree.

LedgerProgramError
├── UserError            the world failed: a file, an input, a missing right; a person can act on the sentence
│   └── StorageError     the ledger on disk: locked, damaged, newer than the program, disk full
Cancelled (BaseException) a person pressed 取消; passes every ``except Exception`` on its way out

Anything else that escapes is a bug and goes to the crash report.
"""

from __future__ import annotations


class LedgerProgramError(Exception):
    """Root of the errors that the program itself raises."""


class UserError(LedgerProgramError):
    """Something outside the program is wrong; the text is one Chinese sentence a clerk can act on.

    ``where`` names file, sheet or cell; ``advice`` says what to do. Both are already part of ``str(error)``.
    """

    def __init__(self, message: str, *, where: str = "", advice: str = "") -> None:
        self.message = message.rstrip("。")
        self.where = where
        self.advice = advice.rstrip("。")
        super().__init__(self.sentence())

    def sentence(self) -> str:
        """Place, what happened, what to do, as one sentence without line breaks."""
        head = f"{self.where}：{self.message}" if self.where else self.message
        text = f"{head}，{self.advice}。" if self.advice else f"{head}。"
        return " ".join(text.split())


class StorageError(UserError):
    """The ledger's folder or database cannot be used as asked."""


class Cancelled(BaseException):
    """Work was cancelled by a person; nothing is written."""
