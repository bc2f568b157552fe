"""Evidence (佐证): ledgers and their rows, measures, actual values with lineage."""
