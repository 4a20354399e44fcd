"""What may happen to a company's dividend, and what the law asks.  Pure: no clock, no files, no database."""
