"""How fast the product is, against a plain Keras script doing the same work in the same run."""
