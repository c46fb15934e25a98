"""How facts are shown."""
