"""Ctrl-C and its kin: the work ends in an orderly way, and nothing half-written stays behind."""

import _thread
import os
import signal
import time
from types import FrameType

ENDS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
_PAUSE = 1.0
"""Seconds in which further signals are ignored: a terminal that is closed sends several, and tidying must go on."""
_NOT_TORN = ("_frozen_importlib", "importlib._bootstrap", "tempfile")
_LATER = 0.02
"""Seconds after which a signal comes again that came while something must not be torn."""


class Interrupt:
    """The work inside raises `KeyboardInterrupt` on a signal of `ENDS`; after it, its exit code stands."""

    def __init__(self) -> None:
        self._last = -_PAUSE

    def __enter__(self) -> None:
        for number in ENDS:
            if signal.getsignal(number) is not signal.SIG_IGN:  # as `nohup` asks for
                signal.signal(number, self)
        signal.signal(signal.SIGALRM, self)
        signalled, signals = os.pipe()
        os.set_blocking(signals, False)
        signal.set_wakeup_fd(signals)
        _thread.start_new_thread(_repeat, (signalled, _thread.get_ident()))

    def __exit__(self, *_: object) -> None:
        signal.setitimer(signal.ITIMER_REAL, 0)
        for number in (*ENDS, signal.SIGALRM):
            signal.signal(number, signal.SIG_IGN)

    def __call__(self, _: int, frame: FrameType | None) -> None:
        if _must_end(frame):
            signal.setitimer(signal.ITIMER_REAL, _LATER)
            return
        now = time.monotonic()
        if now - self._last >= _PAUSE:
            self._last = now
            raise KeyboardInterrupt


def _repeat(signalled: int, main_thread: int) -> None:
    """Give each signal of `ENDS` to the main thread once more.

    Python looks for signals before it reads or writes, and after. One that comes between the two is forgotten until
    there is something to read: on a busy machine 4 of 100 that follow a question of the interview at once.
    """
    signal.pthread_sigmask(signal.SIG_BLOCK, signal.valid_signals())
    while True:
        if os.read(signalled, 1)[0] in ENDS:
            time.sleep(_LATER)
            signal.pthread_kill(main_thread, signal.SIGALRM)


def came_of_interrupt(error: BaseException | None) -> bool:
    """Whether an error is what a library made of an interrupt: Spark's bridge says that it is not connected any more."""
    while error is not None and not isinstance(error, KeyboardInterrupt):
        error = error.__cause__ or error.__context__
    return error is not None


def _must_end(frame: FrameType | None) -> bool:
    """Whether something is at work that an interrupt would tear.

    Modules written in C print errors of their own if their loading is interrupted, and `tempfile` leaves the file with
    which it tries where it may write.
    """
    while frame is not None and frame.f_globals.get("__name__") not in _NOT_TORN:
        frame = frame.f_back
    return frame is not None
