"""Workbooks with an opening password."""

from __future__ import annotations

import importlib
import io
from typing import Any

from models.errors import UserError

_DEFAULT = "VelvetSweatshop"
"""Excel opens files locked with this password without asking; so do we."""


def decrypt(name: str, content: bytes, password: str | None) -> bytes:
    """The plain file; UserError asking for the password when it is missing or wrong."""
    msoffcrypto: Any = importlib.import_module("msoffcrypto")
    wrong: Any = importlib.import_module("msoffcrypto.exceptions")

    for candidate in ([password] if password else []) + [_DEFAULT]:
        try:
            office = msoffcrypto.OfficeFile(io.BytesIO(content))
            if office.format == "ooxml":
                office.load_key(password=candidate, verify_password=True)
            else:
                office.load_key(password=candidate)
            plain = io.BytesIO()
            office.decrypt(plain)
            return plain.getvalue()
        except (wrong.InvalidKeyError, wrong.DecryptionError, NotImplementedError, AssertionError):
            continue
        except MemoryError:
            raise
        except Exception as error:  # the package raises whatever a damaged header provokes
            raise UserError("加密的文件已损坏，无法解密", where=name, advice="请重新传送或索取原件") from error
    if password:
        raise UserError("打开密码不对", where=name, advice="请核对后重新输入，或另存一份无密码的再导入")
    raise UserError("这个文件设了打开密码", where=name, advice="请输入密码，或另存一份无密码的再导入")
