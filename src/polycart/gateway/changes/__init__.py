"""What changes in the shops: polled or pushed, told once, and kept in order for whoever reads it."""
