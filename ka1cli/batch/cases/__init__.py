"""What the rows of a table come to. Every text, every case and every outcome is looked at once, by the one evaluator."""
