"""Load the sample by-election into the local app's table: `python -m infra.local.seed`, with its environment."""

from __future__ import annotations


def seed() -> None:
    """Make the demo's campaign, sign-ins, bank and contacts. May be run again after it was cut off."""


if __name__ == "__main__":
    seed()
