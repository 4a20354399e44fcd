"""Who is at the keyboard, by the operating system's own account, never by an environment variable."""

from __future__ import annotations

import os
import sys


def login() -> str:
    """The login name of the user this process belongs to; ``uid N`` when the system knows no name for it."""
    if sys.platform == "win32":
        import ctypes

        size = ctypes.c_ulong(257)
        name = ctypes.create_unicode_buffer(size.value)
        ctypes.windll.advapi32.GetUserNameW(name, ctypes.byref(size))
        return name.value
    import pwd  # getpass.getuser() would believe LOGNAME

    try:
        return pwd.getpwuid(os.getuid()).pw_name
    except KeyError:
        return f"uid {os.getuid()}"
