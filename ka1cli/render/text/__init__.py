"""What every format of a result needs: the program's sentences, safe characters, lines that fit."""
