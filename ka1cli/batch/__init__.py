"""Tables of organisations: every row gets the verdicts, reasons and open answers that `decide` would give.

`plan` says, independently of any engine, what happens to a table; an engine only classifies texts and looks up numbers.
"""
