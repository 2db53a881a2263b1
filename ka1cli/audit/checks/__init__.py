"""The checks of `ka1 rules check`. Each yields the findings of a few codes; none knows of the others."""
