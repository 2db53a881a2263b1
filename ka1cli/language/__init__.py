"""The rule language: from a YAML text to a typed, checked rule set, with every problem located."""
