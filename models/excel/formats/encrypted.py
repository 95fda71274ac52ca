"""Workbooks with an opening password."""

from __future__ import annotations

import importlib
import io
from collections.abc import Sequence
from typing import Any

from models.errors import UserError
from models.excel.formats.biff import ole_streams, workbook_stream
from models.excel.formats.biff_locked import UnknownLock, unlocked

_DEFAULT = "VelvetSweatshop"
"""Excel opens files locked with this password without asking; so do we."""


_MOST_TRIED = 200

Passwords = str | Sequence[str] | None
"""One password, or several that are tried in order."""


class PasswordNeeded(UserError):
    """The file opens with a password that was not given; ask for it and try again."""

    needs_password = True


def listed(passwords: Passwords) -> list[str]:
    """The passwords to try, each once."""
    given = [passwords] if isinstance(passwords, str) else list(passwords or ())
    return list(dict.fromkeys(password for password in given if password))[:_MOST_TRIED]


def decrypt(name: str, content: bytes, passwords: Passwords) -> bytes:
    """The plain package, or the plain workbook stream of an .xls; PasswordNeeded when no password fits.

    UserError when the file is damaged, or locked in a way that we do not know.
    """
    given = listed(passwords)
    package = content.startswith(b"\xd0\xcf\x11\xe0") and "encryptedpackage" in ole_streams(name, content)
    stream = b"" if package else workbook_stream(name, content)
    for candidate in [*given, _DEFAULT]:
        plain = _unlocked(name, stream, candidate) if stream else _decrypted(name, content, candidate)
        if plain is not None:
            return plain
    if given:
        raise PasswordNeeded("打开密码不对", where=name, advice="请核对后重新输入；或另存一份无密码的再拖进来")
    raise PasswordNeeded("这个文件设了打开密码", where=name, advice="请输入；或另存一份无密码的再拖进来")


def _unlocked(name: str, stream: bytes, password: str) -> bytes | None:
    try:
        return unlocked(stream, password)
    except UnknownLock:
        raise UserError(
            "这个文件加密的方式不常见，程序不能解开", where=name, advice="请另存一份无密码的再拖进来"
        ) from None
    except MemoryError:
        raise
    except Exception as error:  # struct.error and whatever the package raises at a damaged header
        raise UserError("加密的文件已损坏，无法解密", where=name, advice="请重新传送或索取原件") from error


def _decrypted(name: str, content: bytes, password: str) -> bytes | None:
    """The plain file, None when the password does not fit."""
    msoffcrypto: Any = importlib.import_module("msoffcrypto")
    wrong: Any = importlib.import_module("msoffcrypto.exceptions")
    try:
        office = msoffcrypto.OfficeFile(io.BytesIO(content))
        office.load_key(password=password, verify_password=True)
        plain = io.BytesIO()
        office.decrypt(plain)
        return plain.getvalue()
    except (wrong.InvalidKeyError, wrong.DecryptionError, NotImplementedError, AssertionError):
        return None
    except MemoryError:
        raise
    except Exception as error:  # the package raises whatever a damaged header provokes
        raise UserError("加密的文件已损坏，无法解密", where=name, advice="请重新传送或索取原件") from error
