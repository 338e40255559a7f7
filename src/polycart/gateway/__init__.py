"""The gateway: accounts, stores, their secrets, and everything between a caller's request and a platform's handler."""
