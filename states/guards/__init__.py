"""The questions that hold in every jurisdiction, one small function each.  Each is a bar: none can be overridden."""
