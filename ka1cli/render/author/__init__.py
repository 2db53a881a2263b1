"""What a rule author reads: findings, tried cases, comparisons, the graph of a rule set."""
