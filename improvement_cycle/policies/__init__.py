"""Pure rules of the improvement cycle on plain values. No database, no clock, no settings."""
