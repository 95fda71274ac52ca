"""Why the operating system refused, in Chinese words for the middle of a sentence."""

from __future__ import annotations

import errno
import sys

_WORDS = {
    errno.ENOSPC: "磁盘空间不足",
    getattr(errno, "EDQUOT", -3): "磁盘配额已用完",
    errno.EACCES: "没有权限，或文件正被别的程序占用",
    errno.EPERM: "没有权限，或文件正被别的程序占用",
    errno.EBUSY: "文件正被别的程序占用",
    errno.EROFS: "这个位置是只读的",
    errno.ENOENT: "找不到这个位置",
    errno.ENOTDIR: "路径中有一段不是文件夹",
    errno.EISDIR: "这是一个文件夹",
    errno.EEXIST: "同名的文件已经存在",
    errno.ENAMETOOLONG: "路径太长",
    errno.EINVAL: "名称或位置不合规",
    errno.EIO: "磁盘读写出错",
    errno.EMFILE: "打开的文件太多",
    errno.ENODEV: "磁盘或网络已断开",
    errno.ENXIO: "磁盘或网络已断开",
    errno.ETIMEDOUT: "网络没有回应",
    errno.EHOSTUNREACH: "网络不通",
    errno.ENETUNREACH: "网络不通",
    getattr(errno, "ESTALE", -1): "网络文件夹已断开",
    getattr(errno, "EHOSTDOWN", -2): "网络不通",
}


def reason_of(error: OSError) -> str:
    """The reason; Windows' own text, which is in the user's language, where we have no better one."""
    words = _WORDS.get(error.errno or 0)
    if words is not None:
        return words
    if sys.platform == "win32" and error.strerror:
        return error.strerror
    return f"系统错误 {error.errno}"
