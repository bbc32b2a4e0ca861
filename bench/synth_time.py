"""How long `cdk synth` takes once the layers are built: what a developer waits for after each change.

    python -m bench.synth_time [--most 10] [--quick]        (make bench-synth)

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

from bench.results import Row, emit
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
    parser.add_argument("--quick", action="store_true", help="without the many side by side")
    asked = parser.parse_args()
    load, processors = os.getloadavg()[0], os.cpu_count() or 1
    with tempfile.TemporaryDirectory() as made:
        elections, output = Path(made) / "elections", Path(made) / "cdk.out"
        elections.mkdir()
        sample = ROOT / "infra" / "elections" / f"{SAMPLE}.toml"
        shutil.copy(sample, elections)
        rows = [Row("one by-election, its layers and functions built", synth(elections, output), "s")]
        warm = synth(elections, output)
        rows.append(Row("again, as after a change of a template", warm, "s", LIMIT))
        if not asked.quick:
            for number in range(1, asked.most):
                shutil.copy(sample, elections / f"{SAMPLE}-{number}.toml")
            rows.append(Row(f"{asked.most} by-elections", synth(elections, output), "s"))
            rows.append(Row("one of them (-c election=NAME)", synth(elections, output, f"election={SAMPLE}"), "s"))
    emit("synth", rows, {"load at its beginning": round(load, 1)})
    if load > processors:
        print("This machine is busy with something else: no verdict.")
        return 0
    return int(warm > LIMIT)


if __name__ == "__main__":
    sys.exit(main())
