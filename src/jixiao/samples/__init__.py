"""The published sample and the synthetic evidence of a department like it."""
