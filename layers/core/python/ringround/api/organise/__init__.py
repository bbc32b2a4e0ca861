"""The organisers' API, area by area. Nothing of it is loaded by the callers' functions."""
