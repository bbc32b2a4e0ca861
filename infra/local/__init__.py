"""The app on one machine: the same handlers, without an AWS account."""
