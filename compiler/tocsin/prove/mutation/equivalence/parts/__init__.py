"""What several reasons need."""
