"""Questions, and what stands between them."""
