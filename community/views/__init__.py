"""Pages of 地域づくり."""
