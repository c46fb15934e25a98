"""Reading published files: text to rows, rows to facts. Nothing here writes to our tables."""
