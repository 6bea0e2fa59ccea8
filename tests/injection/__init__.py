"""A tool that looks for SQL injection asks the running application, signed in, and is to find nothing (S-57)."""
