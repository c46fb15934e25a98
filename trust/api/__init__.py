"""The shell of the REST interface: who comes in, how lists are cut, how errors are told."""
