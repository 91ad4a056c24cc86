"""What several emitters write in the same way."""
