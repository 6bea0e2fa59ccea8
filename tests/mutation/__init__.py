"""Each rule taken away once: the test that holds it goes red (`make mutants`, docs/proof.md)."""
