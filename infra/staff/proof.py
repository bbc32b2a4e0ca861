"""The proof that a by-election was taken down: a dated file for machines and one for people, written step by step.

It is the journal of a deletion as well: one that broke off is gone on with in the same files.
"""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from .belongings import Belongings
from .evidence import Evidence, fingerprint

UNREADABLE: Final = (
    "What a key that waits for its deletion has encrypted can’t be read by anybody: tables, files and every backup of "
    "them. AWS deletes the key itself on the day that is named."
)
GO_BY_THEMSELVES: Final = (
    "Figures (CloudWatch metrics, without anything personal) end by themselves after 15 months, traces (X-Ray) after "
    "30 days."
)

NAMED_STILL: Final = (
    "AWS’s index of tags, which lags by hours, still names these. Tables, buckets, layers, functions, logs, secrets, "
    "topics, alarms, APIs and distributions were looked for at their services, and are not there. Of other kinds "
    "(certificates, web ACLs, rules) the stack’s own deletion is the evidence: where one is named tomorrow still, "
    "delete it."
)


@dataclass
class Proof:
    """What was deleted when and by whom. `certificate` is that of the campaign's data, with its hash."""

    by_election: str
    title: str
    account: str
    region: str
    by: str
    begun_at: str
    finished_at: str = ""
    nothing_lost_because: str = ""
    certificate: Mapping[str, Any] | None = None
    certificate_sha256: str = ""
    steps: list[dict[str, Any]] = field(default_factory=list)
    keys_deleted_on: dict[str, str] = field(default_factory=dict)
    left: list[str] = field(default_factory=list)
    tags_still_name: list[str] = field(default_factory=list)

    def step(self, what: str, name: str, **more: Any) -> None:
        """Write down that something is gone."""
        self.steps.append({"at": now(), "what": what, "name": name, **more})

    def lost_nothing(self, reason: str, evidence: Evidence | None) -> None:
        """Write down why it may go, and the certificate where there is one: it lies in the table that goes."""
        self.nothing_lost_because = reason
        if evidence and evidence.certificate:
            self.certificate = dict(evidence.certificate)
            self.certificate_sha256 = fingerprint(evidence.certificate)


@dataclass(frozen=True)
class Files:
    """Where a proof is written: `machine` as JSON, `people` as text."""

    machine: Path

    @property
    def people(self) -> Path:
        """The same for people."""
        return self.machine.with_suffix(".txt")

    def write(self, proof: Proof) -> None:
        """Write both, whole or not at all."""
        for file, text in (
            (self.machine, json.dumps(asdict(proof), indent=1, ensure_ascii=False, default=str) + "\n"),
            (self.people, in_words(proof)),
        ):
            part = file.with_name(f".{file.name}.part")
            part.write_text(text, encoding="utf-8")
            part.replace(file)


def begin(folder: Path, name: str, title: str, account: str, region: str, by: str) -> tuple[Files, Proof]:
    """The proof to write: that of a deletion of this by-election in this account that broke off, or a new one."""
    for file in sorted(folder.glob(f"{name}-destroyed-*.json"), reverse=True):
        try:
            before = Proof(**json.loads(file.read_text(encoding="utf-8")))
        except (OSError, ValueError, TypeError):
            continue
        if before.by_election == name and before.account == account and not before.finished_at:
            return Files(file), before
    stem = f"{name}-destroyed-{now()[:10]}"
    free = next(n for n in range(1, 1000) if not (folder / f"{stem}{_nth(n)}.json").exists())
    return Files(folder / f"{stem}{_nth(free)}.json"), Proof(name, title, account, region, by, now())


def _nth(number: int) -> str:
    return "" if number == 1 else f"-{number}"


def what_is_left(found: Belongings, scheduled: Mapping[str, str]) -> tuple[list[str], list[str]]:
    """What was found afterwards: things that are there, and ARNs that only the index of tags still names (it lags by
    hours). Keys that wait for their deletion are neither."""
    there = [
        *(f"table {name}" for name in found.tables),
        *(f"backup {arn}" for arn in found.backups),
        *(f"bucket {name}" for name in found.buckets),
        *(f"layer {name}" for name in found.layers),
        *(f"function {name}" for name in found.functions),
        *(f"log {name}" for name in found.log_groups),
        *(f"secret {arn}" for arn in found.secrets),
        *(f"topic {arn}" for arn in found.topics),
        *(f"alarm {name}" for name in found.alarms),
        *(f"dashboard {name}" for name in found.dashboards),
        *(f"configuration set {name}" for name in found.mail_sets),
        *(f"API {name}" for name in found.apis),
        *(f"distribution {arn}" for arn in found.distributions),
        *(f"key {arn}" for arn in found.keys if arn not in scheduled),
    ]
    return there, [arn for arn in found.tagged if arn not in scheduled]


def in_words(proof: Proof) -> str:
    """The proof for people."""
    lines = [
        f"Taken down: {proof.title or proof.by_election} ({proof.by_election})",
        f"Account {proof.account}, region {proof.region}",
        f"By {proof.by}",
        f"Begun {proof.begun_at}, {f'finished {proof.finished_at}' if proof.finished_at else 'NOT FINISHED YET'}",
        "",
        f"Why nothing was lost: {proof.nothing_lost_because}",
    ]
    if proof.certificate:
        done = proof.certificate.get("finished_at")
        when = f"{datetime.fromtimestamp(done, UTC):%Y-%m-%dT%H:%M:%SZ}" if isinstance(done, int) else "unknown"
        lines += [
            f"Certificate of destruction of the campaign’s data: {when}, SHA-256 {proof.certificate_sha256}",
            "(the certificate itself is in the JSON file beside this one)",
        ]
    lines += ["", "Deleted:"]
    for step in proof.steps:
        more = ", ".join(f"{key} {value}" for key, value in step.items() if key not in {"at", "what", "name"})
        lines.append(f"  {step['at']}  {step['what']} {step['name']}{f' ({more})' if more else ''}")
    lines += ["", "Keys:"] + [f"  {arn}: deleted by AWS on {day}" for arn, day in proof.keys_deleted_on.items()]
    lines += ["", "Looked for afterwards, by name and by tag: " + ("nothing is left." if not proof.left else "LEFT:")]
    lines += [f"  {one}" for one in proof.left]
    if proof.tags_still_name:
        lines += [NAMED_STILL]
        lines += [f"  {arn}" for arn in proof.tags_still_name]
    lines += ["", UNREADABLE, GO_BY_THEMSELVES]
    return "\n".join(lines) + "\n"


def now() -> str:
    """The time, in UTC."""
    return f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}"
