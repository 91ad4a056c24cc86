"""Jinja2 templates over YAML that is read with libyaml: the fastest of what teams use.

Usage: jinja.py INPUTS OUT
"""

from __future__ import annotations

import sys
from pathlib import Path

import yaml
from jinja2 import Environment, FileSystemLoader


def main(inputs: Path, out: Path) -> None:
    """Render every team file of `inputs` into `out`."""
    # What is rendered is YAML and JSON; escaping for HTML would break it.
    environment = Environment(loader=FileSystemLoader(Path(__file__).with_name("templates")), autoescape=False)  # noqa: S701
    kinds = [
        (environment.get_template(template), target)
        for template, target in (
            ("rules.yaml.j2", "rules/w-{}.yaml"),
            ("autoscaler.yaml.j2", "autoscalers/{}-scaler.yaml"),
            ("monitor.yaml.j2", "monitors/{}.yaml"),
            ("dashboard.json.j2", "dashboards/w-default-{}.json"),
        )
    ]
    for folder in ("rules", "autoscalers", "monitors", "dashboards"):
        (out / folder).mkdir(parents=True, exist_ok=True)
    teams = []
    for path in sorted(inputs.glob("*.yaml")):
        with path.open(encoding="utf-8") as file:
            team = yaml.load(file, Loader=yaml.CSafeLoader)
        teams.append(team)
        for model in team["models"]:
            for template, target in kinds:
                with (out / target.format(model["name"])).open("w", encoding="utf-8") as file:
                    file.write(template.render(m=model, team=team["team"]))
    text = environment.get_template("alertmanager.yaml.j2").render(teams=teams)
    (out / "alertmanager.yaml").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
