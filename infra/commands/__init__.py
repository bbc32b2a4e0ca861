"""The staff's command `ringround`, one module for each word."""
