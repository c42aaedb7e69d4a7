"""Controls, and the values that an address gives them."""
