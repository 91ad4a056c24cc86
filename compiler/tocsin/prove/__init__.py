"""Prove that every alert fires when it must, and that every notification arrives where it must."""
