"""A tool that looks for SQL injection asks the running application, signed in, and finds nothing (S-57)."""
