# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""What Python for Windows lacks. The mask hides it, and a test on Windows compares it with the real modules."""

from __future__ import annotations

POSIX_MODULES = {"crypt", "fcntl", "grp", "posix", "pty", "pwd", "resource", "syslog", "termios", "tty"}
"""Modules that Windows does not have."""

POSIX_NAMES = {
    "os": (
        "chown chroot fchdir fchmod fchown fork forkpty geteuid getegid getgid getgroups getuid getpgid getpgrp "
        "initgroups killpg lchown lockf major makedev minor mkfifo mknod nice openpty pread preadv pwrite pwritev "
        "setegid seteuid setgid setpgid setsid setuid sync uname wait wait3 wait4 O_CLOEXEC O_DIRECTORY O_NOFOLLOW "
        "O_NONBLOCK O_SYNC WNOHANG sched_getaffinity sched_yield O_NDELAY O_NOCTTY O_PATH O_TMPFILE P_PID RTLD_NOW "
        "WEXITSTATUS WIFEXITED WIFSIGNALED WTERMSIG environb fdatasync get_blocking getenvb getloadavg getpriority "
        "getrandom getsid getxattr memfd_create pathconf pidfd_open pipe2 posix_fadvise posix_spawn register_at_fork "
        "sched_setaffinity sendfile set_blocking setpriority setxattr splice statvfs sysconf ttyname waitid writev"
    ),
    "signal": (
        "SIGALRM SIGCHLD SIGCONT SIGHUP SIGKILL SIGPIPE SIGQUIT SIGSTOP SIGTSTP SIGUSR1 SIGUSR2 SIGWINCH alarm pause "
        "pthread_kill pthread_sigmask setitimer siginterrupt sigpending sigtimedwait sigwait SIG_BLOCK SIG_SETMASK "
        "SIGBUS SIGIO SIGSYS SIGTRAP SIGTTIN SIGTTOU SIGURG SIGXCPU SIGXFSZ SIG_UNBLOCK getitimer sigwaitinfo"
    ),
    "socket": (
        "AF_UNIX SO_REUSEPORT recv_fds send_fds AF_NETLINK MSG_CMSG_CLOEXEC MSG_DONTWAIT MSG_NOSIGNAL SCM_RIGHTS "
        "SOCK_CLOEXEC SOCK_NONBLOCK SO_PEERCRED TCP_CORK TCP_INFO TCP_USER_TIMEOUT"
    ),
    "time": (
        "clock_gettime clock_settime pthread_getcpuclockid tzset CLOCK_MONOTONIC CLOCK_REALTIME clock_getres "
        "clock_gettime_ns CLOCK_BOOTTIME CLOCK_PROCESS_CPUTIME_ID"
    ),
    "select": "EPOLLIN POLLIN PIPE_BUF epoll poll",
}
"""Names that these modules do not have on Windows."""
