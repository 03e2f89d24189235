"""A fictional community of services: the demo, the tests and staff training run on it."""
