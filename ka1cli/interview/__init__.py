"""The interview as values: what further answers can still change, in which order to ask, how much is left."""
