"""Work in the background: one engine, in the server's own process or on PostgreSQL."""
