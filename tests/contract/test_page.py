import pytest

from contract.shop import PAGE, page
from tocsin.contract import Page, read
from tocsin.diagnostics import Located


def test_every_series_knows_its_line() -> None:
    lines = PAGE.split("\n")
    served = page()
    for name, samples in served.samples.items():
        for sample in samples:
            line = lines[sample.line - 1]
            assert line.startswith(name)
            assert all(f'{label}="{value}"' in line for label, value in sample.labels.items())
    assert sum(len(samples) for samples in served.samples.values()) == sum(not line.startswith("#") for line in lines if line)


def test_a_counter_is_called_what_the_page_calls_it() -> None:
    assert set(page("# TYPE jobs counter\njobs 1\n# TYPE tasks_total counter\ntasks_total 2\n").samples) == {"jobs", "tasks_total"}


OPENMETRICS = """\
# TYPE wait_seconds gauge
# UNIT wait_seconds seconds
wait_seconds 1
# TYPE jobs counter
jobs_total{a="b"} 1 # {trace="x"} 1
# EOF
"""


def test_openmetrics_is_read_as_such() -> None:
    served = page(OPENMETRICS)
    assert set(served.samples) == {"wait_seconds", "jobs_total"}
    assert served.units["wait_seconds"].word == "seconds"
    said = served.type_of("jobs_total")
    assert said is not None
    assert (said.word, said.line) == ("counter", 4)


def test_windows_line_ends_and_timestamps_are_read() -> None:
    assert page('a{b="c"} 1 1700000000000\r\nd 2\r\n').samples["d"][0].line == 2


@pytest.mark.parametrize(
    ("text", "code", "line"),
    [
        ("", "contract/empty-page", 1),
        (" \n\n", "contract/empty-page", 1),
        ("<!DOCTYPE html>\n<html></html>", "contract/html-page", 1),
        ("\n  <html>", "contract/html-page", 1),
        ("a 1\nb{c=d} 2\n", "contract/unreadable-page", 2),
        ("a 1\nb two\n", "contract/unreadable-page", 2),
        ('{"status": "ok"}', "contract/unreadable-page", 1),
        ("# tocsin\n\nA compiler.\n", "contract/unreadable-page", 3),
        ("a 1\n# EOF\nb 2\n# EOF\n", "contract/unreadable-page", 3),
        ('# TYPE a gauge\na{b="c"} 1\na{b="c"} 1\n# EOF\n', "contract/unreadable-page", 3),
    ],
)
def test_what_is_no_page_of_metrics_is_shown_where_it_is_none(text: str, code: str, line: int) -> None:
    served = read("metrics", text)
    assert isinstance(served, Located)
    assert (served.code, served.span.file, served.span.line) == (code, "metrics", line)


def test_a_page_of_ten_thousand_series_is_read_in_a_second() -> None:
    text = "".join(f'a{{b="{number}",c="x"}} {number}\n' for number in range(10_000))
    served = read("metrics", text)
    assert isinstance(served, Page)
    assert len(served.samples["a"]) == 10_000
