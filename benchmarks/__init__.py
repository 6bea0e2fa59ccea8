"""Honest timings: what is measured against what, on which machine; ratios are what counts."""
