"""How long `cdk synth` takes once the layers are built: what a developer waits for after each change.

    python -m bench.synth_time [--most 10]        (make bench-synth)

Seconds of wall time, so only a quiet machine's figures mean anything: the load is printed beside them. Ends with 1
where one by-election takes longer than `LIMIT`, unless the machine has other work to do. By a profile, half of the
time is CDK's own engine for CloudFormation's rules, loaded anew each time: `CDK_VALIDATION=false` leaves it out.
"""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Final

from infra.config import SAMPLE
from infra.local.install.paths import ROOT

LIMIT: Final = 15.0
"""Seconds, warm, for one by-election."""
QUIET: Final = {"JSII_SILENCE_WARNING_UNTESTED_NODE_VERSION": "1", "CDK_DISABLE_CLI_TELEMETRY": "true"}


def synth(elections: Path, output: Path, *context: str) -> float:
    """Seconds that CDK's command takes for the by-elections in a folder. Raises CalledProcessError where it fails."""
    bin_folder = Path(sys.executable).parent
    environment = {
        **os.environ,
        **QUIET,
        "RINGROUND_ELECTIONS": str(elections),
        "PATH": f"{bin_folder}{os.pathsep}{os.environ['PATH']}",
    }
    command = [str(ROOT / "infra" / "node_modules" / ".bin" / "cdk"), "synth", "**", "--quiet", "--output", str(output)]
    begun = time.monotonic()
    said = [word for each in context for word in ("-c", each)]
    done = subprocess.run([*command, *said], cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        sys.stderr.write(done.stderr)
        done.check_returncode()
    return time.monotonic() - begun


def main() -> int:
    """Print the table; 1 where the limit is passed."""
    parser = argparse.ArgumentParser(description="How long cdk synth takes.")
    parser.add_argument("--most", type=int, default=10, help="by-elections side by side in the last line")
    most = parser.parse_args().most
    with tempfile.TemporaryDirectory() as made:
        elections, output = Path(made) / "elections", Path(made) / "cdk.out"
        elections.mkdir()
        sample = ROOT / "infra" / "elections" / f"{SAMPLE}.toml"
        shutil.copy(sample, elections)
        load, processors = os.getloadavg()[0], os.cpu_count() or 1
        print(f"load {load:.1f} on {processors} processors\n")
        print(f"{synth(elections, output):6.1f} s  one by-election, its layers and functions built")
        warm = synth(elections, output)
        print(f"{warm:6.1f} s  again, as after a change of a template")
        for number in range(1, most):
            shutil.copy(sample, elections / f"{SAMPLE}-{number}.toml")
        print(f"{synth(elections, output):6.1f} s  {most} by-elections")
        print(f"{synth(elections, output, f'election={SAMPLE}'):6.1f} s  one of them (-c election={SAMPLE})")
    print(f"\none by-election, warm: {warm:.1f} s (at most {LIMIT:.0f})")
    if load > processors:
        print("This machine is busy with something else: no verdict.")
        return 0
    return int(warm > LIMIT)


if __name__ == "__main__":
    sys.exit(main())
