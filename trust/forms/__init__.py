"""Forms of the ground floor: thin edges, rules live in actions and policies."""
