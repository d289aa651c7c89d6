"""Runs one command of the Terraform in a shared library, as the command line does: run.py LIBRARY ARGUMENT...

Python's package of the same library captures the output and answers in objects. Here the output goes where this process's goes,
and the exit code is Terraform's. A process runs one command, because Terraform keeps state of its own in the process.
"""

import ctypes
import os
import signal
import sys


def main() -> None:
    library, *arguments = map(os.fsencode, sys.argv[1:])
    # Python's handler would hold the signal back until the command has ended; Terraform sets its own.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    run = ctypes.CDLL(os.fsdecode(library)).RunCli
    run.argtypes = [ctypes.c_int64, ctypes.POINTER(ctypes.c_char_p), ctypes.c_int64, ctypes.c_int64]
    run.restype = ctypes.c_int
    # The library closes what it writes to.
    code = run(len(arguments), (ctypes.c_char_p * len(arguments))(*arguments), os.dup(1), os.dup(2))
    os._exit(code)


main()
