"""The start of a function: Lambda is told that its handler is `ringround.start.handler`.

Importing this module does nothing, as with all others. To ask it for `handler` is the start: everything that the first
request needs is imported and made, while Lambda gives a new process a whole processor and nobody's request counts
milliseconds of a part of one.
"""

import gc
from importlib import import_module
from typing import Any

from . import lean, precompiled


def __getattr__(name: str) -> Any:
    """The function's handler, ready. Asked for once, by Lambda's runtime, as the process starts."""
    if name != "handler":
        raise AttributeError(name)
    return begin("handler")


def begin(module: str) -> Any:
    """Import the module that holds a function's handler, and make what it asks first; the handler.

    The collector of cycles is off meanwhile, and goes without what was made here from then on: next to nothing of it
    ever goes away, and looking through it is a tenth of the start.
    """
    gc.disable()
    with precompiled.used(), lean.imports():
        handler = import_module(module).handler
        # Not at the top: what it imports is to be imported in here.
        import_module("ringround.wiring").get_ready()
    gc.freeze()
    gc.enable()
    return handler
