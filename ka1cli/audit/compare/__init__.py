"""What a rule set says otherwise than another."""
