"""Windows' job objects: an engine starts no other process. It was never run: no Windows was at hand."""

import ctypes

ACTIVE_PROCESS, DIE_ON_UNHANDLED, KILL_ON_CLOSE = 0x8, 0x400, 0x2000
EXTENDED_LIMITS = 9
"""winnt.h, JobObjectExtendedLimitInformation."""
_kept: list[object] = []
"""The job lasts as long as somebody has it open."""


class _BasicLimits(ctypes.Structure):
    """winnt.h, JOBOBJECT_BASIC_LIMIT_INFORMATION."""

    _fields_ = (
        ("process_time", ctypes.c_int64),
        ("job_time", ctypes.c_int64),
        ("flags", ctypes.c_uint32),
        ("least_working_set", ctypes.c_size_t),
        ("most_working_set", ctypes.c_size_t),
        ("processes", ctypes.c_uint32),
        ("affinity", ctypes.c_size_t),
        ("priority", ctypes.c_uint32),
        ("scheduling", ctypes.c_uint32),
    )


class Limits(ctypes.Structure):
    """winnt.h, JOBOBJECT_EXTENDED_LIMIT_INFORMATION."""

    _fields_ = (
        ("basic", _BasicLimits),
        ("counters", ctypes.c_uint64 * 6),
        ("process_memory", ctypes.c_size_t),
        ("job_memory", ctypes.c_size_t),
        ("peak_process_memory", ctypes.c_size_t),
        ("peak_job_memory", ctypes.c_size_t),
    )


def limits() -> Limits:
    """One process, that ends with its job and without a dialog when it crashes."""
    found = Limits()
    found.basic.flags = ACTIVE_PROCESS | DIE_ON_UNHANDLED | KILL_ON_CLOSE
    found.basic.processes = 1
    return found


def confine() -> bool:
    """Put this process into a job of its own; whether the system did that."""
    kernel = ctypes.WinDLL("kernel32", use_last_error=True)  # type: ignore[attr-defined]
    kernel.CreateJobObjectW.restype = kernel.GetCurrentProcess.restype = ctypes.c_void_p
    job, wanted = ctypes.c_void_p(kernel.CreateJobObjectW(None, None)), limits()
    if not job:
        return False
    _kept.append(job)
    if not kernel.SetInformationJobObject(job, EXTENDED_LIMITS, ctypes.byref(wanted), ctypes.sizeof(wanted)):
        return False
    return bool(kernel.AssignProcessToJobObject(job, ctypes.c_void_p(kernel.GetCurrentProcess())))
