"""`tocsin init`: the first spec of a platform."""

from __future__ import annotations

import click

from tocsin.cli import choice, specs, whole
from tocsin.cli.schema import schema
from tocsin.folders import COMMON


@click.command()
@click.argument("platform")
@click.option("--model", default="my-model", show_default=True, help="Name of its first model.")
@click.option("--runtime", help="What serves the model, when a pack knows it: vllm, triton, kserve, ...")
@click.option(
    "--stack",
    default="kube-prometheus-stack",
    show_default=True,
    help="How Prometheus was installed: kube-prometheus-stack, kube-prometheus, prometheus-operator, openshift, google, "
    "or prometheus without an operator.",
)
@click.pass_context
def init(context: click.Context, platform: str, *, model: str, runtime: str | None, stack: str) -> None:
    """Write the first spec of a PLATFORM, specs/PLATFORM/PLATFORM.yaml, and the schemas for editors.

    It compiles as it is. What it says of the model is a beginning, to be changed. What specs/common.yaml says it leaves out.
    """
    from tocsin.common import common
    from tocsin.pipeline import build
    from tocsin.starter import starter

    folder = context.obj / "specs" / platform
    file = folder / f"{platform}.yaml"
    shared = specs.alone(context.obj, COMMON)
    below, mistakes = common(shared)
    if mistakes:
        specs.refuse(mistakes, specs.texts({COMMON: shared}))
    text = starter(platform, model=model, runtime=runtime, stack=stack, common=below.value if below is not None else {})
    name = file.as_posix()
    found = build({platform: {name: text.encode(errors="surrogateescape")}, COMMON: shared}).diagnostics
    wrong = [each for each in found if each.span.file == name]  # the other platforms, which may use all of what is in common, are not here
    if wrong:  # all that can be wrong with it is a name that was typed
        choice.give_up(wrong[0].message, wrong[0].help)
    if folder.exists():
        choice.give_up(f"there is a folder `{folder}` already", "name another platform, or write into that one")
    folder.mkdir(parents=True)
    try:
        whole.write(file, text.encode())
    except OSError:
        folder.rmdir()  # or the next try would find it there already
        raise
    click.echo(f"{file} written: change what it says, then run `tocsin build`")
    context.invoke(schema, only_check=False)
