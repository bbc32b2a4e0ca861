"""One file for each stack of a by-election."""
