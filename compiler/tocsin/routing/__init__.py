"""Where alerts arrive, told from the spec alone: their labels, the ways through the tree, what silences what, and when nobody is told."""
