"""地域づくり事業 (V): places, what goes on there, support of who runs them, and the liaison meeting."""
