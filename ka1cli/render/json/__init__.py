"""Results as JSON, with their schemas."""
