"""Official forms (表样): reading any published form and writing the official ones."""
