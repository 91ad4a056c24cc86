"""`tocsin`, and `python -m tocsin`."""

from __future__ import annotations

import sys


def main() -> None:
    """Run the command line; what `build` would do again without need is said before anything else is imported."""
    if sys.argv[1:] == ["build"]:
        from tocsin import unchanged  # noqa: PLC0415  # the only command that asks

        text = unchanged.said(".")
        if text is not None:
            sys.stdout.write(text)
            return
    from tocsin import cli  # noqa: PLC0415  # click takes 20 ms

    cli.main()


if __name__ == "__main__":
    main()
