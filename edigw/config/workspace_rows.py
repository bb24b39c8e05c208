"""Every setting of edigw.toml as one row, in the shape of the partner file's rows."""

from __future__ import annotations

from collections.abc import Mapping

from edigw.config.rows import Row, as2_rows, delivery_rows, login_rows, server_rows
from edigw.model.alerts import KINDS

WORKSPACE_ROWS: tuple[Row, ...] = (
    Row("database.url", "database", "sqlite:///data/edigw.sqlite",
        "with a password: env:NAME, file:/path or keyring:SERVICE/NAME"),
    Row("identity.*.name", "text", "", "our name on invoices and ship notices"),
    Row("identity.*.interchange", "our id", "", "our interchange ids, `qualifier:id`", several=True),
    Row("identity.*.group", "group id", "", "our group ids; none: the interchange id without its qualifier",
        several=True),
    Row("identity.*.gln", "GLN", "", "our global location number"),
    Row("identity.*.as2", "AS2 name", "", "our name in AS2"),
    Row("identity.*.gs1_prefixes", "GS1 prefix", "", "our GS1 company prefixes: the SSCC-18s start with the first",
        several=True),
    Row("identity.*.currency", "currency", "USD", "of our invoices where the order names none"),
    Row("identity.*.time_zone", "time zone", "UTC", "of our business dates"),
    Row("identity.*.invoice_series", "series", "", "what our invoice numbers start with"),
    Row("identity.*.address.street1", "text", "", "where we are"),
    Row("identity.*.address.street2", "text", "", ""),
    Row("identity.*.address.city", "text", "", ""),
    Row("identity.*.address.region", "text", "", "state or province"),
    Row("identity.*.address.postcode", "text", "", ""),
    Row("identity.*.address.country", "text", "", "ISO code, as US"),
    Row("work.poll", "seconds", "1 s", "how often `edigw run` looks into the folders when nothing wakes it"),
    Row("work.settle", "seconds", "1 s", "a file unchanged for so long is complete"),
    Row("work.sessions", "whole number", "32",
        "mailboxes that are looked after at the same time by threads of their own"),
    Row("work.patience", "time", "5 min", "how long `edigw once` waits for partners' servers; what is under way then is "
        "told, and goes on at the next call"),
    Row("limits.file", "size", "2 GB", "a file that came in"),
    Row("limits.interchange", "size", "2 GB", "one interchange"),
    Row("limits.set", "size", "64 MB", "one transaction set"),
    Row("limits.segment", "size", "1 MB", "one segment"),
    Row("limits.sets_per_group", "whole number", "999999", "transaction sets a group"),
    Row("sftp.listen", "listen address", "", "where partners log in by SFTP, as 0.0.0.0:2222; none: nowhere"),
    Row("sftp.connections", "whole number", "200", "at a time, of all partners"),
    Row("sftp.newcomers", "whole number", "50", "of them at a time that have not logged in yet"),
    Row("sftp.sessions", "whole number", "10", "connections of one login at a time"),
    Row("sftp.login_within", "time", "20 s", "after which who has not logged in is sent away"),
    Row("sftp.idle", "time", "10 min", "after which who does nothing is sent away"),
    Row("sftp.quota", "size", "10 GB", "of what lies in the `in` of one login; a single file: limits.file"),
    Row("sftp.files", "whole number", "10000", "files in the `in` of one login"),
    Row("sftp.partial", "time", "24 h", "how long an upload that was cut may be gone on with"),
    Row("sftp.archive", "days", "30 d", "how long what they move to out/archive stays there"),
    Row("mailbox.*.transport", "word", "folder", "how files travel", words=("folder", "sftp", "as2"),
        later=("http",)),
    Row("mailbox.*.inbox", "folder", "", "what they drop; none: data/<mailbox>/in, sftp: their folder `in`"),
    Row("mailbox.*.outbox", "folder", "", "what they pick up; none: data/<mailbox>/out, sftp: `out`"),
    Row("mailbox.*.settle", "seconds", "", "none: work.settle"),
    Row("mailbox.*.done_marker", "yes or no", "no", "a file is taken when NAME.done stands beside it"),
    Row("mailbox.*.carries", "name", "", "partners whose envelopes come in here; none: any known", several=True),
    *login_rows("mailbox.*"),
    *delivery_rows("mailbox.*"),
    *server_rows("mailbox.*"),
    Row("mailbox.*.as", "name", "main", "as2: which of our identities it is"),
    *as2_rows("mailbox.*"),
    Row("alerts.kinds", "word", "", "of what somebody is told; none: of all", words=tuple(KINDS), several=True),
    Row("alerts.every", "time", "5 min", "at most one message a channel in so long; the next one tells of the rest"),
    Row("alerts.keep", "days", "90 d", "how long an alert stays in the database after it was sent"),
    Row("alerts.mail.host", "text", "", "the mail server; none: nobody is told by mail"),
    Row("alerts.mail.port", "port", "", "none: 25, with starttls 587, with tls 465"),
    Row("alerts.mail.tls", "word", "starttls", "how the connection is protected", words=("starttls", "tls", "none")),
    Row("alerts.mail.user", "text", "", "none: no login"),
    Row("alerts.mail.password", "secret", "", "env:NAME, file:/path or keyring:SERVICE/NAME, never the secret itself"),
    Row("alerts.mail.from", "mail address", "", "who writes"),
    Row("alerts.mail.to", "mail address", "", "who is told", several=True),
    Row("alerts.mail.timeout", "seconds", "10 s", "how long the server may keep silent"),
    Row("alerts.webhook.url", "web address", "", "where JSON is posted; with a secret in it: env:NAME, file:/path or "
        "keyring:SERVICE/NAME"),
    Row("alerts.webhook.secret", "secret", "", "signs what is sent; env:NAME, file:/path or keyring:SERVICE/NAME, "
        "never the secret itself"),
    Row("alerts.webhook.timeout", "seconds", "10 s", "how long the server may keep silent"),
)  # fmt: skip

WORKSPACE_LATER: Mapping[str, str] = {
    "web": "the web console and API",
    "as2": "AS2",
    "http": "HTTP",
    "log": "how much goes to standard error",
    "retention": "how long things are kept",
    "identity.*.tax_id": "our tax number on invoices",
    "limits.connections": "servers of our own",
    "limits.as2_body": "AS2",
    "mailbox.*.url": "HTTP mailboxes; AS2 has it below `as2`",
}
"""Settings that later steps bring: refused as not supported yet, never ignored."""
