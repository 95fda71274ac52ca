"""Whether a folder lies on another computer, where SQLite's write-ahead log is not safe."""

from __future__ import annotations

import re
import sys
from pathlib import Path

_REMOTE_TYPES = {
    "nfs", "nfs3", "nfs4", "cifs", "smb", "smb2", "smb3", "smbfs", "9p", "afs", "ncpfs", "ceph", "lustre", "glusterfs",
    "davfs", "davfs2", "vboxsf", "vmhgfs", "prl_fs", "drvfs", "webdav", "afpfs", "orangefs", "pvfs2", "gpfs", "beegfs",
}  # fmt: skip
_LOCAL_FUSE = {"fuse.ntfs", "fuse.ntfs-3g", "fuse.exfat", "fuse.ext2", "fuse.fuse-overlayfs", "fuseblk"}
_DRIVE_REMOTE = 4
_SYNC_CLIENTS = {
    "onedrive": "OneDrive", "dropbox": "Dropbox", "nutstore": "坚果云", "坚果云": "坚果云", "baidusyncdisk": "百度网盘",
    "baidunetdisk": "百度网盘", "百度网盘": "百度网盘", "wps云盘": "WPS云盘", "wpsdrive": "WPS云盘", "微云": "微云",
    "google drive": "Google Drive", "icloud": "iCloud", "nextcloud": "Nextcloud", "seafile": "Seafile",
}  # fmt: skip


def sync_client_of(folder: Path) -> str | None:
    """The sync client whose folder this seems to be; it would copy the database in the middle of a write."""
    for part in reversed(folder.parts):
        for mark, name in _SYNC_CLIENTS.items():
            if mark in part.lower():
                return name
    return None


def is_remote(folder: Path) -> bool:
    """True on a share or mapped drive; a folder that does not exist yet is judged by where it would be."""
    text = str(folder)
    if text.startswith(("\\\\", "//")) and not text.startswith(("\\\\?\\", "\\\\.\\")):
        return True
    if sys.platform == "win32":
        return _is_remote_drive(folder)
    try:
        mounts = Path("/proc/mounts").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return False
    return is_remote_mount(folder.resolve(), mounts)


def is_remote_mount(folder: Path, mounts: str) -> bool:
    """Judge by the text of /proc/mounts: the longest mount point above the folder decides."""
    best, kind = -1, ""
    for line in mounts.splitlines():
        parts = line.split()
        if len(parts) < 3:
            continue
        point = Path(re.sub(r"\\([0-7]{3})", lambda found: chr(int(found[1], 8)), parts[1]))
        depth = len(point.parts)
        if depth >= best and folder.is_relative_to(point):
            best, kind = depth, parts[2].lower()
    if kind.startswith("fuse"):
        return kind not in _LOCAL_FUSE
    return kind in _REMOTE_TYPES


def _is_remote_drive(folder: Path) -> bool:
    """Windows: extended paths to shares, and drive letters mapped to them."""
    if sys.platform != "win32":
        return False
    import ctypes

    resolved = folder.resolve()
    if str(resolved).upper().startswith("\\\\?\\UNC\\"):
        return True
    if resolved.drive.startswith("\\\\") and not resolved.drive.startswith("\\\\?\\"):
        return True
    return ctypes.windll.kernel32.GetDriveTypeW(resolved.anchor) == _DRIVE_REMOTE
