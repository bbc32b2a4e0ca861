"""An emulated account to try deploys in by hand: `.venv/bin/python -m tests.deploy`, until Ctrl-C.

Prints what another terminal has to be told; there, `ringround deploy NAME -c emulator=ministack -c site=none` and CDK's
own command work as in an account of AWS, and so does boto3. By-elections' files are those of a folder of its own.
"""

import signal
import sys
import tempfile
from pathlib import Path

from infra.local.children import PASSED_ON
from tests.deploy.cloud import Cloud


def main() -> None:
    """Start it, say how to reach it, and end it with what was deployed."""
    with tempfile.TemporaryDirectory(prefix="ringround-cloud-") as folder:
        cloud = Cloud(Path(folder) / "cloud")
        try:
            cloud.start()
            told = {name: value for name, value in cloud.environment.items() if name not in PASSED_ON or name == "HOME"}
            sys.stdout.write("".join(f"export {name}='{value}'\n" for name, value in sorted(told.items())))
            sys.stdout.write("# A site answers there under its own name: curl --resolve, or with the header Host.\n")
            sys.stdout.flush()
            signal.pause()
        except KeyboardInterrupt:
            pass
        finally:
            cloud.stop()


if __name__ == "__main__":
    main()
