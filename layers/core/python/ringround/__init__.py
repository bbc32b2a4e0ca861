"""ringround: a virtual phone bank. The package that every Lambda function shares."""
