"""Answers to text.  Strings in, strings out: no database, no clock, no terminal."""
