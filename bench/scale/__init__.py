"""A simulated evening of very many callers: the real use cases on a model of DynamoDB's, Lambda's and API Gateway's
limits. `python -m bench.scale` says where it breaks first (docs/scale.md)."""
