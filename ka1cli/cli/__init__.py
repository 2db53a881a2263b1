"""The command line: read, decide, render, print, return an exit code. Only this layer prints or exits."""
