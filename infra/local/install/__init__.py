"""Set-up of a machine that has Python and Node only. Standard library only: nothing is installed yet."""
