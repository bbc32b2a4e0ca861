"""An invented constituency: electors, homes and numbers as real lists have them, with their flaws.
Deterministic."""
