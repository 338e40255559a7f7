"""The command line: every method of the contract, and the operator's commands."""
