"""What is read, always as far as the actor may see it. Nothing here writes."""
