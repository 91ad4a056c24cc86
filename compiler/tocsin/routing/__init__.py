"""Where alerts arrive by the spec alone: their labels, the ways through the routing tree, inhibitions and mute times."""
