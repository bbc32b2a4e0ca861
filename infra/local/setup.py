"""Install what a `make` target needs: `python3 infra/local/setup.py TARGET` (the targets: infra/local/install/main.py).

Runs before anything is installed, with whatever `python3` is: this file keeps to the syntax of Python 3.6, so
that an older one gets a sentence and not a syntax error. What it does is in infra/local/install/.
"""

import os
import shutil
import sys

OLDEST = (3, 11)
ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))  # noqa: PTH100, PTH120


def newer_python() -> str:
    """The first Python on the path that is new enough, or nothing."""
    for minor in (13, 12, 14, 11):
        found = shutil.which("python3.%d" % minor)  # noqa: UP031
        if found:
            return found
    return ""


def main() -> int:
    """Hand over to infra.local.install, under a Python that is new enough."""
    if sys.version_info < OLDEST:
        found = newer_python()
        if found and not os.environ.get("RINGROUND_SETUP_PYTHON"):
            os.environ["RINGROUND_SETUP_PYTHON"] = found
            os.execv(found, [found] + sys.argv)  # noqa: RUF005, S606
        sys.stderr.write(
            "Python %d.%d or newer is needed, and this is %d.%d (%s).\n"  # noqa: UP031
            "Install a newer one, or name it: make demo PYTHON=/path/to/python3.13\n"
            % (OLDEST + sys.version_info[:2] + (sys.executable,))
        )
        return 1
    # The script's own folder must not shadow the standard library.
    sys.path[0] = ROOT
    from infra.local.install import main as install  # noqa: PLC0415

    return install.run(sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())
