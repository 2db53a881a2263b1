"""What a screening found, in numbers and examples."""
