"""A workspace to measure in: one buyer who sends 850s and takes 855s and 997s; files are taken as soon as they lie."""

from __future__ import annotations

from pathlib import Path

from benchmarks.orders import RECEIVER, SENDER
from edigw.app import App

SETTLE = '# settle = "1 s"'  # as `edigw init` writes it


def open_shop(workspace: Path, said: str = "") -> Path:
    """Makes the workspace, `said` added to the partner file. Returns the folder into which the buyer drops files."""
    app = App(workspace)
    app.init(demo=False)
    app.partners_add(
        "buyer", standard="x12", release="004010", id=f"08:{SENDER}", our_id=f"01:{RECEIVER}", gs_id=None,
        our_gs_id=None, documents=("850", "855", "856", "810", "997"), usage="P", leniency="business",
        answers="automatic", duplicates="again", identity=None,
    )  # fmt: skip
    partner = workspace / "partners" / "buyer" / "partner.yaml"
    partner.write_text(partner.read_text("utf-8") + said, "utf-8")
    toml = workspace / "edigw.toml"
    text = toml.read_text("utf-8")
    if SETTLE not in text:
        raise SystemExit(f"edigw.toml has no row {SETTLE}: the settle time would be measured")
    toml.write_text(text.replace(SETTLE, 'settle = "0 s"'), "utf-8")
    inbox = workspace / "data" / "buyer" / "in"
    inbox.mkdir(parents=True, exist_ok=True)
    return inbox
