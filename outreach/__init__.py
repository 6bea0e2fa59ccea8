"""III アウトリーチ等を通じた継続的支援: people whom no help has reached yet, from the first word about
them to a relation that holds. What is written here lies in the record of the body that does it (R2)."""
