"""Pages of retention, disposal and disclosure."""
