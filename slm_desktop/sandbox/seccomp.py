"""Linux's seccomp: calls of the system that a process makes no more. An engine can neither speak to others nor start or
look into other processes; a sealed process computes, and asks the system for nothing else.
"""

import ctypes
import os
import platform
import struct
from collections.abc import Iterable

PR_SET_NO_NEW_PRIVS, PR_SET_SECCOMP, FILTER = 38, 22, 2
LOAD, EQUAL, AT_LEAST, HAS_BITS, RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
"""Of the kernel's filter machine: load a word; jump where it is equal, at least so large, has some bits; end."""
NUMBER, ARCHITECTURE, FIRST_ARGUMENT = 0, 4, 16
"""Where the number of a call, the architecture and the lower half of the first argument stand for a filter."""
ALLOW, REFUSE, UNKNOWN = 0x7FFF0000, 0x00050001, 0x00050026
"""The second makes a call fail with EPERM, the third with ENOSYS: then libraries make an older call that can be judged.
"""
OTHER_NUMBERS = 0x40000000
"""Calls of x86-64 have a second set of numbers (x32) from here on."""
THREAD = 0x00010000
"""The flag of clone that makes a thread, not a process (CLONE_THREAD)."""
ARCHITECTURES = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}
COMPUTING = {
    "x86_64": {
        "read": 0, "write": 1, "close": 3, "fstat": 5, "lseek": 8, "mmap": 9, "mprotect": 10, "munmap": 11, "brk": 12,
        "rt_sigaction": 13, "rt_sigprocmask": 14, "rt_sigreturn": 15, "writev": 20, "sched_yield": 24, "mremap": 25,
        "madvise": 28, "nanosleep": 35, "getpid": 39, "exit": 60, "uname": 63, "gettimeofday": 96, "getrusage": 98,
        "sysinfo": 99, "times": 100, "sigaltstack": 131, "gettid": 186, "time": 201, "futex": 202,
        "restart_syscall": 219, "clock_gettime": 228, "clock_getres": 229, "clock_nanosleep": 230, "exit_group": 231,
        "getrandom": 318, "membarrier": 324, "rseq": 334,
    },
    "aarch64": {
        "close": 57, "lseek": 62, "read": 63, "write": 64, "writev": 66, "fstat": 80, "exit": 93, "exit_group": 94,
        "futex": 98, "nanosleep": 101, "clock_gettime": 113, "clock_getres": 114, "clock_nanosleep": 115,
        "sched_yield": 124, "restart_syscall": 128, "sigaltstack": 132, "rt_sigaction": 134, "rt_sigprocmask": 135,
        "rt_sigreturn": 139, "times": 153, "uname": 160, "getrusage": 165, "gettimeofday": 169, "getpid": 172,
        "gettid": 178, "sysinfo": 179, "brk": 214, "munmap": 215, "mremap": 216, "mmap": 222, "mprotect": 226,
        "madvise": 233, "getrandom": 278, "membarrier": 283, "rseq": 293,
    },
}  # fmt: skip
"""The numbers of the calls that an interpreter needs to compute: memory, time, and what is open already."""

ESCAPES = {
    "x86_64": {
        "shmget": 29, "shmat": 30, "shmctl": 31, "socket": 41, "connect": 42, "accept": 43, "sendto": 44,
        "sendmsg": 46, "bind": 49, "listen": 50, "socketpair": 53, "fork": 57, "vfork": 58, "execve": 59,
        "semget": 64, "semop": 65, "msgget": 68, "ptrace": 101, "syslog": 103, "rt_sigqueueinfo": 129, "mknod": 133,
        "personality": 135, "pivot_root": 155, "chroot": 161, "acct": 163, "settimeofday": 164, "mount": 165,
        "umount2": 166, "swapon": 167, "swapoff": 168, "reboot": 169, "sethostname": 170, "setdomainname": 171,
        "chmod": 90, "fchmod": 91, "chown": 92, "fchown": 93, "lchown": 94, "setxattr": 188, "lsetxattr": 189,
        "fsetxattr": 190, "removexattr": 197, "lremovexattr": 198, "fremovexattr": 199, "fchownat": 260,
        "fchmodat": 268, "iopl": 172, "ioperm": 173, "init_module": 175, "delete_module": 176, "quotactl": 179,
        "tkill": 200,
        "clock_settime": 227, "mq_open": 240, "kexec_load": 246, "add_key": 248, "request_key": 249, "keyctl": 250,
        "migrate_pages": 256, "mknodat": 259, "unshare": 272, "move_pages": 279, "accept4": 288,
        "rt_tgsigqueueinfo": 297, "perf_event_open": 298, "fanotify_init": 300, "name_to_handle_at": 303,
        "open_by_handle_at": 304, "sendmmsg": 307, "setns": 308, "process_vm_readv": 310, "process_vm_writev": 311,
        "finit_module": 313, "kexec_file_load": 320, "bpf": 321, "execveat": 322, "userfaultfd": 323,
    },
    "aarch64": {
        "setxattr": 5, "lsetxattr": 6, "fsetxattr": 7, "removexattr": 14, "lremovexattr": 15, "fremovexattr": 16,
        "fchmod": 52, "fchmodat": 53, "fchownat": 54, "fchown": 55, "mknodat": 33, "umount2": 39,
        "mount": 40, "pivot_root": 41, "chroot": 51, "quotactl": 60, "acct": 89,
        "personality": 92, "unshare": 97, "kexec_load": 104, "init_module": 105, "delete_module": 106,
        "clock_settime": 112, "syslog": 116, "ptrace": 117, "tkill": 130, "rt_sigqueueinfo": 138, "reboot": 142,
        "sethostname": 161, "setdomainname": 162, "settimeofday": 170, "mq_open": 180, "msgget": 186, "semget": 190,
        "semop": 193, "shmget": 194, "shmctl": 195, "shmat": 196, "socket": 198, "socketpair": 199, "bind": 200,
        "listen": 201, "accept": 202, "connect": 203, "sendto": 206, "sendmsg": 211, "add_key": 217,
        "request_key": 218, "keyctl": 219, "execve": 221, "swapon": 224, "swapoff": 225, "migrate_pages": 238,
        "move_pages": 239, "rt_tgsigqueueinfo": 240, "perf_event_open": 241, "accept4": 242, "fanotify_init": 262,
        "name_to_handle_at": 264, "open_by_handle_at": 265, "setns": 268, "sendmmsg": 269, "process_vm_readv": 270,
        "process_vm_writev": 271, "finit_module": 273, "bpf": 280, "execveat": 281, "userfaultfd": 282,
        "kexec_file_load": 294,
    },
}  # fmt: skip
"""The numbers of the calls by which a process reaches others, starts some, or changes the system."""
NEWER_ESCAPES = {
    "pidfd_send_signal": 424, "io_uring_setup": 425, "io_uring_enter": 426, "io_uring_register": 427,
    "open_tree": 428, "move_mount": 429, "fsopen": 430, "fsconfig": 431, "fsmount": 432, "fspick": 433,
    "pidfd_open": 434, "pidfd_getfd": 438, "process_madvise": 440, "mount_setattr": 442, "quotactl_fd": 443,
    "fchmodat2": 452, "setxattrat": 463, "removexattrat": 466,
}  # fmt: skip
"""Those that have one number on all processors."""
CLONE = {"x86_64": 56, "aarch64": 220}
CLONE3 = 435
TO_ITSELF = {
    "x86_64": {"kill": 62, "tgkill": 234, "prlimit64": 302},
    "aarch64": {"kill": 129, "tgkill": 131, "prlimit64": 261},
}
"""Calls whose first argument names a process: another one they do not reach."""


Step = tuple[int, int | str, int | str, int]
"""A step of a filter: its code, how many steps are left out or the name of the place that is gone to where it holds and
where not, and the word that it is about.
"""


class Program(ctypes.Structure):
    """A filter as the kernel takes it."""

    _fields_ = (("length", ctypes.c_ushort), ("filter", ctypes.c_char_p))


def only_compute() -> bool:
    """From now on every other call of this thread, and of those that it starts, fails. Whether the kernel does that."""
    machine = platform.machine()
    if machine not in ARCHITECTURES:
        return False
    return _install(program(ARCHITECTURES[machine], sorted(COMPUTING[machine].values())))


def refuse_escapes() -> bool:
    """From now on this thread, and those that it starts, reaches no other process, makes none and changes nothing of
    the system. Whether the kernel does that.
    """
    machine = platform.machine()
    if machine not in ARCHITECTURES:
        return False
    refused = sorted({*ESCAPES[machine].values(), *NEWER_ESCAPES.values()})
    to_itself = sorted(TO_ITSELF[machine].values())
    return _install(
        escape_program(ARCHITECTURES[machine], refused, CLONE[machine], to_itself=to_itself, process=os.getpid())
    )


def _install(code: bytes) -> bool:
    libc = ctypes.CDLL(None, use_errno=True)
    libc.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    filter = Program(len(code) // 8, code)
    return bool(libc.prctl(PR_SET_SECCOMP, FILTER, ctypes.byref(filter), 0, 0) == 0)


def program(architecture: int, allowed: list[int]) -> bytes:
    """The filter that allows some calls of one architecture, and refuses all others."""
    count = len(allowed)
    steps = [(LOAD, 0, 0, ARCHITECTURE), (EQUAL, 0, count + 1, architecture), (LOAD, 0, 0, NUMBER)]
    steps += [(EQUAL, count - at, 0, number) for at, number in enumerate(allowed)]
    steps += [(RETURN, 0, 0, REFUSE), (RETURN, 0, 0, ALLOW)]
    return _packed(steps)


def escape_program(architecture: int, refused: list[int], clone: int, *, to_itself: list[int], process: int) -> bytes:
    """The filter that refuses some calls of one architecture, and all of others.

    `clone` makes threads alone, calls `to_itself` name this very `process` or none.
    """
    targets = [(CLONE3, "unknown"), (clone, "clone"), *((number, "itself") for number in to_itself)]
    targets += [(number, "refuse") for number in refused]
    begin: list[tuple[str, Step]] = [
        ("", (LOAD, 0, 0, ARCHITECTURE)),
        ("", (EQUAL, 0, "refuse", architecture)),
        ("", (LOAD, 0, 0, NUMBER)),
        ("", (AT_LEAST, "refuse", 0, OTHER_NUMBERS)),
        *(("", (EQUAL, place, 0, number)) for number, place in targets),
    ]
    end: list[tuple[str, Step]] = [
        ("", (RETURN, 0, 0, ALLOW)),  # What none of these names.
        ("clone", (LOAD, 0, 0, FIRST_ARGUMENT)),
        ("", (HAS_BITS, "allowed", "refuse", THREAD)),
        ("itself", (LOAD, 0, 0, FIRST_ARGUMENT)),
        ("", (EQUAL, "allowed", 0, 0)),
        ("", (EQUAL, "allowed", "refuse", process)),
        ("allowed", (RETURN, 0, 0, ALLOW)),
        ("refuse", (RETURN, 0, 0, REFUSE)),
        ("unknown", (RETURN, 0, 0, UNKNOWN)),
    ]
    return _packed(_with_distances(begin + end))


def _with_distances(steps: list[tuple[str, Step]]) -> Iterable[tuple[int, int, int, int]]:
    """Steps that name places, with how far these are."""
    places = {name: at for at, (name, _step) in enumerate(steps) if name}

    def distance(jump: int | str, at: int) -> int:
        return places[jump] - at - 1 if isinstance(jump, str) else jump

    for at, (_name, (code, yes, no, word)) in enumerate(steps):
        yield code, distance(yes, at), distance(no, at), word


def _packed(steps: Iterable[tuple[int, int, int, int]]) -> bytes:
    return b"".join(struct.pack("=HBBI", *step) for step in steps)
