"""The workshop around the steps."""
