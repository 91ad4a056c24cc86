"""What platforms have, a family a module: `entries(seen)` yields what one has, each with the heading that it is shown under."""
