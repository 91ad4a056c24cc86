"""Divide an estate among several machines, and put together what they have made."""

from tocsin.shards.manifest import FILE, Manifest, checksums, read
from tocsin.shards.merge import Complaint, Part, merge
from tocsin.shards.shard import Shard

__all__ = ["FILE", "Complaint", "Manifest", "Part", "Shard", "checksums", "merge", "read"]
