"""A table that an earlier version wrote works with the present code (docs/upgrades.md)."""
