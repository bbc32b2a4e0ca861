"""Reads what a drill left (its journal, the table's items, its last export) and says what is wrong.

It shares no rule with the code: what it knows of outcomes, hours and tallies stands in `model`, in its own words. It
imports nothing of `ringround`, and a test holds it to that.
"""

from tests.drill.checker.all import PROPERTIES, check
from tests.drill.checker.evidence import Evidence, Violation

__all__ = ["PROPERTIES", "Evidence", "Violation", "check"]
