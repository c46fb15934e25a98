"""The invented trusts of the example installation."""
