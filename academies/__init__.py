"""The schools, and what is officially known about them."""
