"""Attacks that have a name, each tried and seen to fail."""
