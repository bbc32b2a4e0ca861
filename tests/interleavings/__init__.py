"""Every pair of operations on one household, stopped between every two storage calls and continued in both orders."""
