"""From what queries read to what templates print: words and order, no decisions."""
