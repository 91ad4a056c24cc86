"""What no schema says about Kubernetes objects: one subject a file, found by discovery; a rule reads objects that fit their schema."""
