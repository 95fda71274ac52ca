"""Writes a file beside its final name and moves it there only when it is whole, with a sentence when that fails."""

from __future__ import annotations

import errno
import uuid
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

from models.errors import UserError


@contextmanager
def replacing(path: Path) -> Generator[Path]:
    """Yield a temporary path in the same folder; on success it takes the place of ``path``, else it is removed.

    Whoever writes may fail or be cancelled at any moment: an earlier file of that name then stays as it was.
    """
    path = Path(path)
    if path.is_dir():
        raise UserError("这是一个文件夹，不能当作文件来写", where=str(path), advice="请换一个文件名")
    if not path.parent.is_dir():
        raise UserError("文件夹不存在", where=str(path.parent), advice="请先建好文件夹，或者换一个位置")
    temporary = path.with_name(f".{uuid.uuid4().hex[:12]}{path.suffix}")
    try:
        yield temporary
        temporary.replace(path)
    except OSError as error:
        raise unwritable(path, error) from error
    finally:
        temporary.unlink(missing_ok=True)


def unwritable(path: Path, error: OSError) -> UserError:
    """The sentence for a file that could not be written."""
    if error.errno == errno.ENOSPC:
        return UserError("磁盘空间不足，文件没有写成", where=str(path), advice="请腾出空间后再试")
    if error.errno == errno.EROFS:
        return UserError("这个位置是只读的，文件没有写成", where=str(path), advice="请换一个位置")
    if isinstance(error, PermissionError):
        return UserError(
            "文件写不进去，可能正被 Excel 或 WPS 打开，或者没有写入权限",
            where=str(path),
            advice="请关闭它后再试，或者换一个文件名",
        )
    return UserError(f"文件没有写成（{error.strerror or error}）", where=str(path), advice="请换一个位置再试")
