"""Windows job object: limits a child's memory and ends it together with its host."""

from __future__ import annotations

import subprocess
import sys


class MemoryJob:
    """A job that holds one process; closing it, or the death of this process, ends what it holds."""

    def __init__(self, handle: int) -> None:
        self._handle = handle

    @staticmethod
    def holding(process: subprocess.Popen[bytes], memory_mb: int) -> MemoryJob | None:
        """Put the process into a new job; None where jobs do not exist (Linux limits from inside)."""
        if sys.platform != "win32":
            return None
        return _windows_job(process, memory_mb)

    def close(self) -> None:
        """End whatever still runs inside."""
        if sys.platform == "win32":
            import ctypes

            ctypes.WinDLL("kernel32").CloseHandle(ctypes.c_void_p(self._handle))


def _windows_job(process: subprocess.Popen[bytes], memory_mb: int) -> MemoryJob | None:
    if sys.platform != "win32":
        return None
    import ctypes
    from ctypes import wintypes

    class BasicLimits(ctypes.Structure):
        _fields_ = (
            ("PerProcessUserTimeLimit", ctypes.c_int64),
            ("PerJobUserTimeLimit", ctypes.c_int64),
            ("LimitFlags", wintypes.DWORD),
            ("MinimumWorkingSetSize", ctypes.c_size_t),
            ("MaximumWorkingSetSize", ctypes.c_size_t),
            ("ActiveProcessLimit", wintypes.DWORD),
            ("Affinity", ctypes.c_size_t),
            ("PriorityClass", wintypes.DWORD),
            ("SchedulingClass", wintypes.DWORD),
        )

    class ExtendedLimits(ctypes.Structure):
        _fields_ = (
            ("BasicLimitInformation", BasicLimits),
            ("IoInfo", ctypes.c_uint64 * 6),
            ("ProcessMemoryLimit", ctypes.c_size_t),
            ("JobMemoryLimit", ctypes.c_size_t),
            ("PeakProcessMemoryUsed", ctypes.c_size_t),
            ("PeakJobMemoryUsed", ctypes.c_size_t),
        )

    process_memory, die_on_exception, kill_on_close, extended = 0x100, 0x400, 0x2000, 9
    kernel = ctypes.WinDLL("kernel32", use_last_error=True)
    kernel.CreateJobObjectW.restype = wintypes.HANDLE
    job = kernel.CreateJobObjectW(None, None)
    if not job:
        raise ctypes.WinError(ctypes.get_last_error())
    limits = ExtendedLimits()
    limits.BasicLimitInformation.LimitFlags = process_memory | die_on_exception | kill_on_close
    limits.ProcessMemoryLimit = memory_mb << 20
    handle = wintypes.HANDLE(job)
    kernel.SetInformationJobObject(handle, extended, ctypes.byref(limits), ctypes.sizeof(limits))
    kernel.AssignProcessToJobObject(handle, wintypes.HANDLE(int(process._handle)))  # type: ignore[attr-defined]
    return MemoryJob(job)
