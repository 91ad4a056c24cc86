"""Grafana's dashboard JSON, schema version 42: the last of the classic model, and the newest that file provisioning accepts."""
