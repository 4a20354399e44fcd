"""The audit pack: a whole book in one file, checked without the program."""
