"""What people type about cases: validated and normalised here, written by the services."""
