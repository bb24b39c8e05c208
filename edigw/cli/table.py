"""Every command and group of commands by name, with its line of help: all that the root's help needs."""

from __future__ import annotations

HELP = "An EDI gateway: orders come in, acknowledgements, answers, ship notices and invoices go out."
WORKSPACE_HELP = "the workspace; else $EDIGW_WORKSPACE, else here"

COMMANDS = {  # of daemon.COMMANDS: name -> one line of help
    "init": "Make a workspace.",
    "demo": "The main job on demo data: an 850 comes in; 997, 855, 856 and 810 go out.",
    "run": "Watch, receive, process, envelope, deliver, until SIGTERM or ctrl-C.",
    "once": "One pass over everything that waits, then exit: for cron.",
    "reload": "Let the running daemon take changed partner and map files, whole or not at all.",
    "check": "Validate a file; print its findings and the acknowledgement that it would get. Nothing is stored.",
    "explain": "What each element means, which map row takes it, and what became of it; in or out.",
    "reprocess": "Inbound documents again through today's maps; what changes takes the place of what was.",
    "reissue": "Documents of ours composed anew by today's map, with new control numbers.",
    "redeliver": "The same bytes under the same name and control numbers again.",
    "status": "What waits, what is late, what is broken, and how to mend it.",
    "doctor": "What is broken and how to mend it: looks at everything, changes nothing.",
}
GROUPS = {
    "partners": "who trades with us: add, list, show, check, test, pause, resume",
    "mailboxes": "where files come and go: list, pause, resume, pin",
    "docs": "documents in and out: list, show, raw, evidence, release, reprocess, reissue, redeliver",
    "orders": "orders and what is decided: add, list, show, ack, ship, invoice, amend, cancel, return, credit",
    "maps": "partner maps: check, test, show, diff, new, export-pyx12",
    "samples": "partners' sample files: check, update",
    "alerts": "messages to people by mail and webhook: test, retry",
    "certs": "keys and certificates of AS2 and TLS: create, import, list, rotate, retire, export",
}
