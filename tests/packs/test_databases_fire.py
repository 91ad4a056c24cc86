"""What the packs of PostgreSQL and Weaviate bring fires when a database is in trouble, and is silent while it works hard."""

from __future__ import annotations

from pathlib import Path

from conftest import Judge
from packs.trouble import Server, each_excuse, each_trouble, times

_PRIMARY, _STANDBY = (f'job="database",namespace="ml",instance="database-{n}"' for n in (0, 1))
_BOTH = (_PRIMARY, _STANDBY)


def _pg(name: str, values: str, more: str = "", *, on: str = _PRIMARY) -> dict[str, str]:
    return {f"pg_{name}{{{on}{',' if more else ''}{more}}}": values}


def _of_both(name: str, values: str, more: str = "") -> dict[str, str]:
    return _pg(name, values, more) | _pg(name, values, more, on=_STANDBY)


def _state(state: str) -> str:
    return f'datname="vectors",state="{state}",usename="rag",application_name="api"'


_TABLE = 'datname="vectors",schemaname="public",relname="chunks"'
_SLOT = 'slot_name="standby",database=""'

_POSTGRES = Server(
    "postgres-exporter",
    well={
        **{f"up{{{each}}}": "1x200" for each in _BOTH},
        **_of_both("up", "1x200"),
        **_of_both("scrape_collector_success", "1x200", 'collector="wal"'),
        **_of_both("settings_max_connections", "100x200"),
        **_of_both("stat_activity_count", "30x200", _state("idle")),
        **_of_both("stat_activity_count", "0x200", _state("disabled")),
        # An HNSW index has been built for days.
        **_of_both("stat_activity_max_tx_duration", "200000+60x200", _state("active")),
        **_of_both("stat_activity_max_tx_duration", "2x200", _state("idle in transaction")),
        **_pg("replication_is_replica", "0x200"),
        **_pg("replication_is_replica", "1x200", on=_STANDBY),
        **_of_both("replication_lag_seconds", "0x200"),
        **_pg("replication_slots_pg_wal_lsn_diff", "5e8x200", _SLOT),
        **_pg("replication_slots_wal_status", "1x200", 'slot_name="standby",slot_type="physical",wal_status="reserved"'),
        **_of_both("stat_archiver_failed_count", "17x200"),
        **_of_both("database_wraparound_age_datfrozenxid_seconds", "3e8x200", 'datname="vectors"'),
        **_of_both("stat_user_tables_n_live_tup", "5e6x200", _TABLE),
        **_of_both("stat_user_tables_n_dead_tup", "9e5x200", _TABLE),
        **_of_both("stat_user_tables_table_size_bytes", "4e9x200", _TABLE),
        # Small tables are dead for the most part and hurt nobody.
        **_of_both("stat_user_tables_table_size_bytes", "9e5x200", _TABLE.replace("chunks", "jobs")),
        **_of_both("stat_user_tables_n_live_tup", "10x200", _TABLE.replace("chunks", "jobs")),
        **_of_both("stat_user_tables_n_dead_tup", "900x200", _TABLE.replace("chunks", "jobs")),
        **_of_both("stat_database_deadlocks", "3x200", 'datid="5",datname="vectors"'),
        **_of_both("stat_database_blks_hit", "0+990000x200", 'datid="5",datname="vectors"'),
        **_of_both("stat_database_blks_read", "0+10000x200", 'datid="5",datname="vectors"'),
        **_of_both("stat_database_tup_returned", "0+60000x200", 'datid="5",datname="vectors"'),
        # As SQLAlchemy leaves it.
        **_of_both("stat_database_xact_commit", "0+100x200", 'datid="5",datname="vectors"'),
        **_of_both("stat_database_xact_rollback", "0+900x200", 'datid="5",datname="vectors"'),
    },
    troubles={
        "a server is down": (_pg("up", "0x200", on=_STANDBY), {"PostgresDown/critical": 1}),
        "the exporter may not ask": (
            _pg("scrape_collector_success", "0x200", 'collector="wal"'),
            {"PostgresNotMeasured/warning": 1},
        ),
        "pools are too large": (_pg("stat_activity_count", "88x200", _state("idle")), {"PostgresConnectionsTaken/warning": 1}),
        "pools take all": (
            _pg("stat_activity_count", "97x200", _state("idle")),
            {"PostgresConnectionsTaken/warning": 1, "PostgresConnectionsTaken/critical": 1},
        ),
        "a worker calls a model within a transaction": (
            _pg("stat_activity_max_tx_duration", "0+60x200", _state("idle in transaction")),
            {"PostgresTransactionIdle/warning": 1},
        ),
        "a standby is behind": (_pg("replication_lag_seconds", "300x200", on=_STANDBY), {"PostgresReplicaLags/warning": 1}),
        "a standby stands still": (
            _pg("replication_lag_seconds", "0+60x200", on=_STANDBY),
            {"PostgresReplicaLags/warning": 1, "PostgresReplicaLags/critical": 1},
        ),
        "a standby is gone": (_pg("replication_slots_pg_wal_lsn_diff", "2e10x200", _SLOT), {"PostgresSlotKeepsWAL/warning": 1}),
        "a slot is lost": (
            _pg("replication_slots_wal_status", "1x200", 'slot_name="capture",slot_type="logical",wal_status="lost"'),
            {"PostgresSlotLost/warning": 1},
        ),
        "a bucket is full": (_pg("stat_archiver_failed_count", "17+1x200"), {"PostgresArchiveFails/warning": 1}),
        "nothing is frozen": (
            _pg("database_wraparound_age_datfrozenxid_seconds", "12e8x200", 'datname="vectors"'),
            {"PostgresWraparoundNear/warning": 1},
        ),
        "a table is not vacuumed": (_pg("stat_user_tables_n_dead_tup", "8e6x200", _TABLE), {"PostgresTableNotVacuumed/warning": 1}),
        "workers upsert the same rows": (
            _pg("stat_database_deadlocks", "3+0.2x200", 'datid="5",datname="vectors"'),
            {"PostgresDeadlocks/warning": 1},
        ),
        "the index does not fit into memory": (
            _pg("stat_database_blks_read", "0+300000x200", 'datid="5",datname="vectors"'),
            {"PostgresCacheMisses/warning": 1},
        ),
    },
    excuses={
        "a primary that was a standby": _pg("replication_lag_seconds", "0+60x200"),
        "nobody asks": {
            **_pg("stat_database_tup_returned", "0+600x200", 'datid="5",datname="vectors"'),
            **_pg("stat_database_blks_hit", "0+100x200", 'datid="5",datname="vectors"'),
            **_pg("stat_database_blks_read", "0+900x200", 'datid="5",datname="vectors"'),
        },
        "an upload fails once": _pg("stat_archiver_failed_count", "17x180 18x20"),
    },
)

_PODS = ("vectors-0", "vectors-1")
_EDGES = ("500", "1000", "5000")
_SEARCH = 'grpc_service="weaviate.v1.Weaviate",method="Search",status="%s"'


def _at(pod: str, more: str = "") -> str:
    return f'job="vectors",namespace="ml",pod="{pod}"{"," if more else ""}{more}'


def _of(name: str, values: str, more: str = "", *, pod: str = "vectors-0") -> dict[str, str]:
    return {f"{name}{{{_at(pod, more)}}}": values}


def _each(name: str, values: str, more: str = "") -> dict[str, str]:
    return {f"{name}{{{_at(pod, more)}}}": values for pod in _PODS}


def _searches(counts: tuple[int, int, int]) -> dict[str, str]:
    return times("queries_durations_ms", _at("vectors-0", 'class_name="Docs",query_type="get_graphql"'), _EDGES, counts)


_WEAVIATE = Server(
    "weaviate",
    well={
        **_each("up", "1x200"),
        **_each("weaviate_index_shards_total", "6x200", 'status="READY"'),
        **_each("weaviate_index_shards_total", "0x200", 'status="READONLY"'),
        **_searches((99, 100, 100)),
        **_of("weaviate_grpc_server_request_duration_seconds_count", "0+100x200", _SEARCH % "OK"),
        **_of("weaviate_http_request_duration_seconds_count", "0+100x200", 'method="POST",route="/v1/graphql",status_code="200"'),
        # While it starts it is not ready, and a client asks for what there is not.
        **_of("weaviate_http_request_duration_seconds_count", "0+6x200", 'method="GET",route="/v1/.well-known/ready",status_code="503"'),
        **_of("weaviate_http_request_duration_seconds_count", "0+50x200", 'method="POST",route="/v1/objects",status_code="422"'),
        **_each("queue_size", "500x200", 'class_name="Docs",shard_name="a"'),
        **_each("weaviate_vector_index_memory_allocation_rejected_total", "2x200"),
        **_each("weaviate_lsm_memtable_flush_failures_total", "0x200", 'strategy="replace"'),
        **_each("weaviate_cluster_store_fsm_apply_failures_total", "1x200", 'nodeID="n"'),
        **_of("t2v_request_duration_seconds_count", "0+30x200", 'vectorizer="text2vec-openai"'),
        **_of("weaviate_module_batch_error_total", "0+1x200", 'operation="batchVectorize",class_name="text2vec-openai"'),
    },
    troubles={
        "the disk is fuller than it may": (
            _of("weaviate_index_shards_total", "6x200", 'status="READONLY"'),
            {"ShardsReadOnly/critical": 1},
        ),
        "a node is down and writes fail": (
            _of("weaviate_http_request_duration_seconds_count", "0+20x200", 'method="POST",route="/v1/objects",status_code="500"'),
            {"RequestErrorsHigh/warning": 1},
        ),
        "searches fail": (
            _of("weaviate_grpc_server_request_duration_seconds_count", "0+100x200", _SEARCH % "Unavailable"),
            {"RequestErrorsHigh/warning": 1, "RequestErrorsHigh/critical": 1},
        ),
        "searches are slow": (_searches((50, 80, 100)), {"SearchLatencyHigh/warning": 1}),
        "an import is faster than the index": (
            _each("queue_size", "70000x200", 'class_name="Docs",shard_name="a"'),
            {"VectorsNotIndexed/warning": 1},
        ),
        "memory does not suffice": (
            _of("weaviate_vector_index_memory_allocation_rejected_total", "2x172 3x28"),
            {"WritesRefusedForMemory/warning": 1},
        ),
        "the volume is broken": (
            _of("weaviate_lsm_memtable_flush_failures_total", "0x172 1x28", 'strategy="replace"'),
            {"WritesToDiskFail/critical": 1},
        ),
        "the key of the vectorizer has expired": (
            _of("weaviate_module_batch_error_total", "0+20x200", 'operation="batchVectorize",class_name="text2vec-openai"'),
            {"VectorizerErrorsHigh/warning": 1},
        ),
        "a node does not know a collection": (
            _of("weaviate_cluster_store_fsm_apply_failures_total", "1x172 2x28", 'nodeID="n"'),
            {"SchemaNotApplied/warning": 1},
        ),
    },
    excuses={
        "an import is indexed": _each("queue_size", "70000x150 0x50", 'class_name="Docs",shard_name="a"'),
        "an index is changed": _of("weaviate_index_shards_total", "0x175 6x5 0x20", 'status="READONLY"'),
    },
)

_SERVERS = (_POSTGRES, _WEAVIATE)


@each_trouble(_SERVERS)
def test_trouble_fires_its_alert_and_no_other(server: Server, trouble: str, tmp_path: Path, judge: Judge) -> None:
    server.fires(trouble, tmp_path, judge)


@each_excuse(_SERVERS)
def test_a_database_that_works_hard_fires_nothing(server: Server, excuse: str, tmp_path: Path, judge: Judge) -> None:
    server.is_silent(excuse, tmp_path, judge)
