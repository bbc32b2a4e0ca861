"""The CDK app, the staff's command and the local app."""
