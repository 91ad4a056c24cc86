"""What the packs of RabbitMQ and Kafka bring fires when work waits for nothing or a broker fails, and only then."""

from __future__ import annotations

from pathlib import Path

from conftest import Judge
from packs.trouble import Server, each_excuse, each_trouble

_JOB = 'job="broker",namespace="ml"'
_NODES = ("broker-0", "broker-1", "broker-2")


def _each(name: str, values: str, more: str = "") -> dict[str, str]:
    return {f'rabbitmq_{name}{{{_JOB},pod="{pod}"{more}}}': values for pod in _NODES}


def _node(name: str, values: str, more: str = "") -> dict[str, str]:
    return {f'rabbitmq_{name}{{{_JOB},pod="broker-0"{more}}}': values}


def _queue(name: str, values: str, queue: str = "scoring", node: str = "broker-1") -> dict[str, str]:
    return {f'rabbitmq_queue_{name}{{{_JOB},pod="{node}",vhost="/",queue="{queue}"}}': values}


_RABBIT = Server(
    "rabbitmq",
    well={
        **{f'up{{{_JOB},pod="{pod}"}}': "1x200" for pod in _NODES},
        **_each("alarms_memory_used_watermark", "0x200"),
        **_each("alarms_free_disk_space_watermark", "0x200"),
        **_each("unreachable_cluster_peers_count", "0x200"),
        **_each("process_resident_memory_bytes", "1e9x200"),
        **_each("resident_memory_limit_bytes", "4e9x200"),
        **_each("disk_space_available_bytes", "50e9x200"),
        **_each("disk_space_available_limit_bytes", "5e7x200"),
        **_each("process_open_fds", "300x200"),
        **_each("process_max_fds", "1048576x200"),
        # What 300 messages wait for takes ten minutes; consumers are connected to other nodes than the one that leads.
        **_queue("messages_ready", "300x200"),
        **_queue("messages_unacked", "8x200"),
        **_queue("consumers", "4x200"),
        **_queue("messages_acked_total", "0+15x200", node="broker-0"),
        **_queue("messages_acked_total", "0+15x200", node="broker-2"),
        # Nobody reads what nobody could process, and an empty queue needs nobody.
        **_queue("messages_ready", "12x200", "scoring.dlq"),
        **_queue("consumers", "0x200", "scoring.dlq"),
        **_queue("messages_ready", "0x200", "nightly"),
        **_queue("consumers", "0x200", "nightly"),
        **_each("global_messages_received_total", "0+10x200", ',protocol="amqp091"'),
        **_each("global_messages_delivered_total", "0+10x200", ',protocol="amqp091",queue_type="rabbit_quorum_queue"'),
        **_each("global_messages_redelivered_total", "0+1x200", ',protocol="amqp091",queue_type="rabbit_quorum_queue"'),
        **_each("global_messages_unroutable_dropped_total", "7x200", ',protocol="amqp091"'),
        **_each(
            "global_messages_dead_lettered_delivery_limit_total",
            "3x200",
            ',queue_type="rabbit_quorum_queue",dead_letter_strategy="at_most_once"',
        ),
    },
    troubles={
        "memory is used up": (_node("alarms_memory_used_watermark", "1x200"), {"RabbitMQMemoryAlarm/critical": 1}),
        "the disk is full": (
            {**_node("alarms_free_disk_space_watermark", "1x200"), **_node("disk_space_available_bytes", "4e7x200")},
            {"RabbitMQDiskAlarm/critical": 1, "RabbitMQDiskNearlyFull/warning": 1},
        ),
        "the disk will be full": (_node("disk_space_available_bytes", "1e9x200"), {"RabbitMQDiskNearlyFull/warning": 1}),
        "memory is short": (_node("process_resident_memory_bytes", "36e8x200"), {"RabbitMQMemoryHigh/warning": 1}),
        "the cluster is divided": (
            {**_each("unreachable_cluster_peers_count", "1x200"), **_node("unreachable_cluster_peers_count", "2x200")},
            {"RabbitMQPeerUnreachable/warning": 3},
        ),
        "connections leak": (_node("process_open_fds", "900000x200"), {"RabbitMQFileDescriptorsUsed/warning": 1}),
        "workers do not wake": (_queue("messages_ready", "5x200", "nightly"), {"QueueWithoutConsumer/warning": 1}),
        "workers hang": (
            {**_queue("messages_acked_total", "900x200", node="broker-0"), **_queue("messages_acked_total", "900x200", node="broker-2")},
            {"QueueStuck/warning": 1},
        ),
        "workers are too few": (_queue("messages_ready", "900x200"), {"QueueWaitLong/warning": 1}),
        "workers crash": (
            _each("global_messages_redelivered_total", "0+4x200", ',protocol="amqp091",queue_type="rabbit_quorum_queue"'),
            {"MessagesRedelivered/warning": 1},
        ),
        "a message kills each worker": (
            _node(
                "global_messages_dead_lettered_delivery_limit_total",
                "3x172 4x28",
                ',queue_type="rabbit_quorum_queue",dead_letter_strategy="at_most_once"',
            ),
            {"MessagesGivenUp/warning": 1},
        ),
        "a binding is missing": (
            _node("global_messages_unroutable_dropped_total", "7x172 9x28", ',protocol="amqp091"'),
            {"MessagesDropped/warning": 1},
        ),
    },
    excuses={
        "workers wake": {**_queue("messages_ready", "0x170 5x30", "nightly"), **_queue("consumers", "0x175 1x25", "nightly")},
        "another node leads now": _queue("messages_ready", "0x200", node="broker-2"),
        "nobody publishes at night": {
            **_queue("messages_ready", "0x200"),
            **_queue("messages_acked_total", "900x200", node="broker-0"),
            **_queue("messages_acked_total", "900x200", node="broker-2"),
        },
    },
)

_EXPORTER = 'job="kafka-exporter",namespace="ml"'


def _partition(name: str, values: str, partition: int = 0, topic: str = "scoring") -> dict[str, str]:
    return {f'kafka_topic_partition_{name}{{{_EXPORTER},topic="{topic}",partition="{partition}"}}': values}


def _group(name: str, values: str, group: str = "scorers") -> dict[str, str]:
    topic = "" if name == "members" else ',topic="scoring"'
    return {f'kafka_consumergroup_{name}{{{_EXPORTER},consumergroup="{group}"{topic}}}': values}


_KAFKA = Server(
    "kafka-exporter",
    well={
        f"up{{{_EXPORTER}}}": "1x200",
        f"kafka_brokers{{{_EXPORTER}}}": "3x200",
        **_partition("current_offset", "0+100x200"),
        **_partition("replicas", "3x200"),
        **_partition("in_sync_replica", "3x200"),
        **_partition("under_replicated_partition", "0x200"),
        # A topic that was made with one replica has no other to lose.
        **_partition("replicas", "1x200", topic="scratch"),
        **_partition("in_sync_replica", "1x200", topic="scratch"),
        **_partition("under_replicated_partition", "0x200", topic="scratch"),
        # A backlog that is worked off.
        **_group("lag_sum", "50000-100x200"),
        **_group("current_offset_sum", "0+200x200"),
        **_group("members", "4x200"),
        # Somebody looked at the topic and went away.
        **_group("lag_sum", "0+100x200", "console-consumer-123"),
        **_group("current_offset_sum", "5x200", "console-consumer-123"),
        **_group("members", "0x200", "console-consumer-123"),
    },
    troubles={
        "Kafka does not answer": (_partition("current_offset", "0+100x100 stale"), {"KafkaNotAnswering/critical": 1}),
        "a broker is down": (
            {**_partition("in_sync_replica", "2x200"), **_partition("under_replicated_partition", "1x200")},
            {"KafkaUnderReplicated/warning": 1},
        ),
        "two brokers are down": (
            {**_partition("in_sync_replica", "1x200"), **_partition("under_replicated_partition", "1x200")},
            {"KafkaUnderReplicated/warning": 1, "KafkaOneReplicaLeft/critical": 1},
        ),
        "workers do not wake": (
            {**_group("members", "0x200"), **_group("lag_sum", "3x200"), **_group("current_offset_sum", "900x200")},
            {"ConsumerGroupEmpty/warning": 1},
        ),
        "workers hang": (
            {**_group("lag_sum", "40x200"), **_group("current_offset_sum", "900x200")},
            {"ConsumerGroupStuck/warning": 1},
        ),
        "workers are too few": (_group("lag_sum", "0+50x200"), {"ConsumerLagGrows/warning": 1}),
    },
    excuses={
        "the marks of a transaction are lag": {**_group("lag_sum", "3x200"), **_group("current_offset_sum", "900x200")},
        "nobody produces at night": {**_group("lag_sum", "0x200"), **_group("current_offset_sum", "900x200")},
        "workers sleep": {**_group("lag_sum", "0x200"), **_group("members", "0x200"), **_group("current_offset_sum", "900x200")},
        "a batch came": _group("lag_sum", "0x170 40000-200x30"),
    },
)

_SERVERS = (_RABBIT, _KAFKA)


@each_trouble(_SERVERS)
def test_trouble_fires_its_alert_and_no_other(server: Server, trouble: str, tmp_path: Path, judge: Judge) -> None:
    server.fires(trouble, tmp_path, judge)


@each_excuse(_SERVERS)
def test_a_queue_that_is_worked_off_fires_nothing(server: Server, excuse: str, tmp_path: Path, judge: Judge) -> None:
    server.is_silent(excuse, tmp_path, judge)
