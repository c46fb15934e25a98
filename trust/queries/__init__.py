"""What is read on the ground floor."""
