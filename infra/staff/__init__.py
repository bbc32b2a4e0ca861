"""What the staff's command does in the party's AWS account. Knows boto3, and nothing of CDK or of the terminal."""
