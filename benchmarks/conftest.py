"""Benchmarks run on the stack of the tests: real PostgreSQL, real Redis, the application role."""

from tests.conftest import *  # noqa: F403 - fixtures are found by name
