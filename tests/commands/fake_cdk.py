"""Stands in for the cdk command: `fake_cdk.py FOLDER synth|diff|deploy|bootstrap …`. What it says lies in FOLDER.

Run as a program of its own, as cdk is.
"""

import json
import sys
from pathlib import Path


def main(folder: Path, words: list[str]) -> int:
    """Do as cdk does: write an assembly, tell differences, deploy or fail."""
    with (folder / "asked").open("a", encoding="utf-8") as asked:
        asked.write(" ".join(words) + "\n")
    word = words[0]
    if (failing := folder / f"{word}-fails").exists():
        sys.stderr.write(failing.read_text(encoding="utf-8"))
        return 1
    if word == "synth":
        _synth(Path(words[words.index("--output") + 1]), words[1].partition("/")[0])
    if (said := folder / word).exists():
        sys.stdout.write(said.read_text(encoding="utf-8"))
    if word == "deploy":
        (folder / "deployed").touch()
    return 0


def _synth(assembly: Path, name: str) -> None:
    stage = assembly / f"assembly-{name}"
    stage.mkdir(parents=True)
    artifacts = {}
    for kind in ("data", "app"):
        template = {"Resources": {"One": {"Type": "AWS::SNS::Topic"}, "Two": {"Type": "AWS::SNS::Topic"}}}
        (stage / f"{kind}.json").write_text(json.dumps(template), encoding="utf-8")
        artifacts[kind] = {
            "type": "aws:cloudformation:stack",
            "environment": "aws://111122223333/eu-west-2",
            "properties": {"stackName": f"ringround-{name}-{kind}", "templateFile": f"{kind}.json"},
        }
    (stage / "manifest.json").write_text(json.dumps({"artifacts": artifacts}), encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), sys.argv[2:]))
