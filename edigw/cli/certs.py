"""`edigw certs`: keys and certificates of AS2 and TLS, ours and theirs."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from edigw.cli import render
from edigw.cli.options import Json, Workspace, open_app

app = typer.Typer(no_args_is_help=True)

As = Annotated[str | None, typer.Option("--as", help="which of our identities; none: main")]
Use = Annotated[str | None, typer.Option("--use", help="ours: sign,decrypt,tls; theirs: encrypt,verify,tls; "
                                         "none: all but tls")]  # fmt: skip
Name = Annotated[str | None, typer.Option("--name", help="its name here; none: whose, and the next number")]
From = Annotated[str | None, typer.Option("--from", help="from when we use it, as 2026-01-31; "
                                          "what comes by it is accepted before")]  # fmt: skip
Until = Annotated[str | None, typer.Option("--until", help="to when it counts at all; none: its own end")]
Passphrase = Annotated[str | None, typer.Option("--passphrase", help="what seals our key here: env:NAME, file:/path "
                                                "or keyring:SERVICE/NAME, never the secret itself")]  # fmt: skip
Days = Annotated[int | None, typer.Option("--days", help="how long it is valid; none: 730")]
Bits = Annotated[int | None, typer.Option("--bits", help="of the RSA key: 2048, 3072, 4096; none: 3072")]
Common = Annotated[str | None, typer.Option("--common-name", help="none: the identity's name in AS2")]
Hosts = Annotated[list[str] | None, typer.Option("--host", help="with --use tls: a name or address of our server")]

COLUMNS = [
    ("name", "NAME"), ("side", "SIDE"), ("whose", "WHOSE"), ("uses", "FOR"), ("state", "STATE"), ("first", "USED FROM"),
    ("last", "TO"), ("days_left", "DAYS"), ("subject", "SUBJECT"), ("sha256", "SHA256"),
]  # fmt: skip
FACTS = [
    ("name", "name"), ("whose", "whose"), ("uses", "for"), ("subject", "subject"), ("serial", "serial"),
    ("first", "used from"), ("last", "to"), ("sha256", "sha256"), ("passphrase", "its key is sealed by"),
]  # fmt: skip


@app.command("create")
def create(
    as_: As = None, use: Use = None, passphrase: Passphrase = None, name: Name = None, from_: From = None,
    days: Days = None, bits: Bits = None, common_name: Common = None, host: Hosts = None,
    workspace: Workspace = None, json: Json = False,
) -> None:  # fmt: skip
    """Make a key of ours and its certificate."""
    made = open_app(workspace).certs_create(
        identity=as_, uses=_words(use), passphrase=passphrase, name=name, since=from_, days=days, bits=bits,
        common_name=common_name, hosts=tuple(host or ()),
    )  # fmt: skip
    _told(made, json, f"`edigw certs export {made['name']}` hands it to a partner")


@app.command("import")
def import_(
    file: Annotated[Path, typer.Argument(help="PEM, DER, PKCS#7 (.p7b) or PKCS#12 (.p12)")],
    partner: Annotated[str | None, typer.Option(help="theirs: the partner, or the mailbox of edigw.toml")] = None,
    as_: As = None, use: Use = None,
    key: Annotated[Path | None, typer.Option("--key", help="ours: the key, where it is in a file of its own")] = None,
    password: Annotated[str | None, typer.Option(help="what opens the file: env:NAME, file:/path, keyring:…")] = None,
    passphrase: Passphrase = None, name: Name = None, from_: From = None, until: Until = None,
    workspace: Workspace = None, json: Json = False,
) -> None:  # fmt: skip
    """Take a certificate in: a partner's, or ours with its key."""
    files = [file] if key is None else [file, key]
    made = open_app(workspace).certs_import(
        files, partner=partner, identity=as_, uses=_words(use), password=password, passphrase=passphrase, name=name,
        since=from_, until=until,
    )  # fmt: skip
    _told(made, json, "compare its sha256 with what the partner says, by another way than the file came")


@app.command("list")
def list_(
    whose: Annotated[str | None, typer.Argument(help="one partner, mailbox or identity")] = None,
    workspace: Workspace = None, json: Json = False,
) -> None:  # fmt: skip
    """Every certificate, how it counts now and for how long."""
    rows = open_app(workspace).certs_list(whose)
    if json:
        render.as_json(rows)
    else:
        render.table(rows, COLUMNS, "no certificates; `edigw certs create` makes one, `import` takes one in")


@app.command("rotate")
def rotate(
    name: str, from_: From = None, use: Use = None, passphrase: Passphrase = None,
    new_name: Annotated[str | None, typer.Option("--name", help="of the new one; none: the next number")] = None,
    days: Days = None, bits: Bits = None, common_name: Common = None, host: Hosts = None,
    workspace: Workspace = None, json: Json = False,
) -> None:  # fmt: skip
    """A new key of ours, used from a day on; the old one is accepted until its end."""
    made = open_app(workspace).certs_rotate(
        name, since=from_, uses=_words(use), passphrase=passphrase, name=new_name, days=days, bits=bits,
        common_name=common_name, hosts=tuple(host or ()),
    )  # fmt: skip
    _told(made, json, f"`edigw certs export {made['name']}` hands it to each partner, before it is used")


@app.command("retire")
def retire(name: str, until: Until = None, workspace: Workspace = None, json: Json = False) -> None:
    """Nothing counts by it any more, at once or from a day on."""
    made = open_app(workspace).certs_retire(name, until=until)
    _told(made, json, "a running daemon takes it with `edigw reload`")


@app.command("export")
def export(
    name: str,
    out: Annotated[Path | None, typer.Option("--out", help="the file; none: print it")] = None,
    form: Annotated[str, typer.Option(help="pem, der or p7b")] = "pem",
    workspace: Workspace = None, json: Json = False,
) -> None:  # fmt: skip
    """The certificate for the partner; never the key."""
    data = open_app(workspace).certs_export(name, form=form, out=out)
    if json:
        render.as_json({"name": name, "form": form, "bytes": len(data), "out": str(out) if out else None})
    elif out is None:
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()
    else:
        render.say(f"{out}: {len(data)} bytes")


def _words(text: str | None) -> tuple[str, ...]:
    return tuple(word.strip() for word in (text or "").split(",") if word.strip())


def _told(made: dict[str, Any], json: bool, hint: str) -> None:
    if json:
        render.as_json(made)
        return
    render.say(f"{made['name']}: {made['state']}", "green")
    render.facts(made, FACTS)
    render.say(hint, "dim")
