"""Every setting of partner.yaml as a row: parsing, defaults, `partners show`, generated files and docs read it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Row:
    """One setting. A `*` in the path stands for a name that the file chooses."""

    path: str
    kind: str  # a key of kinds.KINDS
    default: str  # as it would stand in the file; "" for none
    doc: str
    words: tuple[str, ...] = ()  # with kind "word": these and no others
    later: tuple[str, ...] = ()  # words of later steps: refused as not supported yet
    several: bool = False  # a list; a single value may stand alone
    target: str = ""  # the field of model.partner.Partner where it is not the path's; "-" for none
    only: str = ""  # the one standard that has it: x12, edifact
    same: tuple[tuple[str, str], ...] = ()  # words that mean the same as another, and which

    @property
    def block(self) -> str:
        """The first word of the path."""
        return self.path.partition(".")[0]


SYNTAXES = (
    "UNOA", "UNOB", "UNOC", "UNOD", "UNOE", "UNOF", "UNOG", "UNOH", "UNOI", "UNOJ", "UNOK", "UNOL", "UNOW", "UNOY",
)  # fmt: skip


def server_rows(at: str) -> tuple[Row, ...]:
    """The rows of a mailbox on a partner's server, of either file; `at`: the path of the mailbox."""
    return (
        Row(f"{at}.host", "text", "", "sftp: the partner's server"),
        Row(f"{at}.port", "port", "", "none: sftp 22, ftps 21, with `implicit` 990"),
        Row(f"{at}.user", "text", "", "sftp: our name there"),
        Row(f"{at}.key", "secret", "", "sftp: our private key; file:/path, env:NAME or keyring:SERVICE/NAME, never the "
            "key itself"),
        Row(f"{at}.passphrase", "secret", "", "sftp: of the key; env:NAME, file:/path or keyring:SERVICE/NAME, never "
            "the secret itself"),
        Row(f"{at}.password", "secret", "", "sftp: env:NAME, file:/path or keyring:SERVICE/NAME, never the secret "
            "itself"),
        Row(f"{at}.host_keys", "host key", "", "sftp: the server's keys as SHA256:…; any other one is refused",
            several=True),
        Row(f"{at}.archive", "folder", "", "sftp: their folder for what we took; none: it is removed"),
        Row(f"{at}.pattern", "text", "*", "sftp: of the names that are taken, as *.edi; capitals count", several=True),
        Row(f"{at}.except", "text", "", "sftp: of the names that are not, as *.bak", several=True),
        Row(f"{at}.files", "file name", "", "sftp: names that are asked for one by one, where their folder cannot be "
            "listed", several=True),
        Row(f"{at}.order", "word", "time", "sftp: in which files are taken: by time, by name, or as the server lists "
            "them", words=("time", "name", "listed")),
        Row(f"{at}.fetch", "yes or no", "yes", "sftp: no: we only send there"),
        Row(f"{at}.remove", "yes or no", "yes", "sftp: no: what was taken stays there, and is remembered here"),
        Row(f"{at}.send", "word", "rename", "sftp: a file of ours is renamed once it is whole; or written under its "
            "name; or so, and NAME.done beside it", words=("rename", "direct", "marker")),
        Row(f"{at}.partial", "partial name", "*.tmp", "sftp: with `send: rename`, what a file is called until then; * "
            "is its name, as .* or tmp/*"),
        Row(f"{at}.confirm", "yes or no", "yes", "sftp: no: nothing is asked about what lies in their outbox; a file "
            "of the same name is written over"),
        Row(f"{at}.upper_case_names", "yes or no", "no", "sftp: files of ours get names in capitals"),
        Row(f"{at}.legacy", "yes or no", "no", "sftp: their server is old: SHA-1, ssh-rsa, ssh-dss and CBC are "
            "allowed with it"),
        Row(f"{at}.implicit", "yes or no", "no", "ftps: TLS from the first byte on"),
        Row(f"{at}.pins", "certificate pin", "", "ftps: certificates that the server may show, as SHA256:…; none: what "
            "the system trusts for its name", several=True),
        Row(f"{at}.every", "time", "30 s", "sftp: how often their folder is listed"),
        Row(f"{at}.timeout", "seconds", "10 s", "sftp: how long the server may keep silent"),
    )  # fmt: skip


def http_rows(at: str) -> tuple[Row, ...]:
    """The rows of a mailbox whose files are posted, of either file; `at`: the path of the mailbox."""
    return (
        Row(f"{at}.http.url", "web address", "", "http: where each file of ours is posted; with a secret in it: "
            "env:NAME, file:/path or keyring:SERVICE/NAME"),
        Row(f"{at}.http.user", "text", "", "http: our name there"),
        Row(f"{at}.http.password", "secret", "", "http: of that; env:NAME, file:/path or keyring:SERVICE/NAME"),
        Row(f"{at}.http.token", "secret", "", "http: told as `Bearer`; env:NAME, file:/path or keyring:SERVICE/NAME"),
        Row(f"{at}.http.timeout", "seconds", "60 s", "http: how long their server may keep silent"),
    )  # fmt: skip


def login_rows(at: str) -> tuple[Row, ...]:
    """How a partner comes to the folders of a mailbox by our own SFTP server; `at`: the path of the mailbox."""
    return (
        Row(f"{at}.login", "login name", "", "folder: the name that they log in by to our SFTP server ([sftp] of "
            "edigw.toml), where they see its `in` and `out`"),
        Row(f"{at}.authorized_keys", "public key", "", "folder: their public keys, each a line of a .pub file; no "
            "password opens it", several=True),
    )  # fmt: skip


def delivery_rows(at: str) -> tuple[Row, ...]:
    """How patiently a mailbox is served, of either file; `at`: the path of the mailbox."""
    return (
        Row(f"{at}.apart", "yes or no", "", "looked after by a thread of its own, so that its silence holds up no "
            "other mailbox; none: where its folders lie on a network's disk, and always on a partner's server"),
        Row(f"{at}.tries", "whole number", "100", "of a file that cannot be delivered, until it is FAILED"),
        Row(f"{at}.give_up", "time", "72 h", "from its first try on, until it is FAILED; `edigw redeliver` revives it"),
    )  # fmt: skip


DIGESTS = ("sha256", "sha384", "sha512", "sha1")
CIPHERS = (
    "aes256-cbc", "aes192-cbc", "aes128-cbc", "aes256-gcm", "aes192-gcm", "aes128-gcm", "3des-cbc",
)  # fmt: skip


def as2_rows(at: str) -> tuple[Row, ...]:
    """The rows of an AS2 mailbox, of either file; `at`: the path of the mailbox."""
    return (
        Row(f"{at}.as2.their_name", "AS2 name", "", "their name, as AS2-From of what they send has it"),
        Row(f"{at}.as2.our_name", "AS2 name", "", "our name with them; none: the identity's `as2`"),
        Row(f"{at}.as2.url", "web address", "", "where we post; none: they only send to us"),
        Row(f"{at}.as2.sign", "word", "sha256", "by which digest we sign; sha1 wants `weak: sha1`",
            words=(*DIGESTS, "none")),
        Row(f"{at}.as2.signature", "word", "pkcs1", "the padding of our RSA signatures", words=("pkcs1", "pss")),
        Row(f"{at}.as2.encrypt", "word", "aes256-cbc", "by which cipher we encrypt; 3des-cbc wants `weak: 3des`",
            words=(*CIPHERS, "none")),
        Row(f"{at}.as2.key_transport", "word", "pkcs1", "the padding of encrypted keys", words=("pkcs1", "oaep")),
        Row(f"{at}.as2.compress", "word", "none", "whether we compress, and when",
            words=("none", "before signing", "after signing")),
        Row(f"{at}.as2.mdn", "word", "signed", "the receipt that we ask for", words=("signed", "unsigned", "none")),
        Row(f"{at}.as2.mdn_url", "web address", "", "our address for receipts that come later; none: in the answer"),
        Row(f"{at}.as2.mdn_within", "time", "24 h", "until their receipt is overdue"),
        Row(f"{at}.as2.mdn_hosts", "host", "", "of theirs, that our receipts may be posted to when they ask for it "
            "later; none: only in the answer", several=True),
        Row(f"{at}.as2.resends", "whole number", "5", "how often the same message is posted again where no receipt "
            "came"),
        Row(f"{at}.as2.must_be_signed", "yes or no", "yes", "of what they send"),
        Row(f"{at}.as2.must_be_encrypted", "yes or no", "yes", "of what they send"),
        Row(f"{at}.as2.weak", "word", "", "what is broken and yet allowed with them, either way",
            words=("sha1", "3des"), several=True),
        Row(f"{at}.as2.file_names", "yes or no", "no", "keep the file names that they say, and say ours"),
        Row(f"{at}.as2.version", "word", "1.2", "AS2-Version of what we send; 1.3 as RFC 4130bis drafts it",
            words=("1.2", "1.3")),
        Row(f"{at}.as2.certificates", "certificate", "", "theirs, by name or SHA256:…; none: all that were imported "
            "for them", several=True),
        Row(f"{at}.as2.keys", "certificate", "", "ours, by name or SHA256:…; none: all of the identity",
            several=True),
        Row(f"{at}.as2.client_certificate", "yes or no", "no", "on TLS they must show a certificate of theirs"),
        Row(f"{at}.as2.timeout", "seconds", "60 s", "how long their server may keep silent"),
    )  # fmt: skip


ROWS: tuple[Row, ...] = (
    Row("profile", "name", "", "a file of partners/_profiles that says what this one does not", target="-"),
    Row("standard", "word", "x12", "the standard", words=("x12", "edifact")),
    Row("release", "release", "004010", "release of the documents, as in GS08", target="-"),
    Row("association", "association code", "", "UNH 0057 of what we write but CONTRL, as EAN008", target="-",
        only="edifact"),
    Row("usage", "word", "P", "P production, T test: the two never mix", words=("P", "T")),
    Row("as", "name", "main", "which of our identities in edigw.toml trades with them", target="-"),
    Row("leniency", "word", "business", "what becomes of faulty documents", words=("business", "strict", "lenient")),
    Row("unknown_codes", "word", "refuse", "what a code table without `else` does", words=("refuse", "keep")),
    Row("items", "CSV file", "items.csv", "our items and their ids for them", target="-"),
    Row("locations", "CSV file", "locations.csv", "their stores and distribution centres", target="-"),
    # who they are
    Row("ids.interchange", "interchange id", "", "their interchange ids, `qualifier:id`; the first is written",
        several=True),
    Row("ids.aliases", "interchange id", "", "further ids that we read and never write", several=True),
    Row("ids.group", "group id", "", "their group ids; none: the interchange id without its qualifier", several=True),
    Row("ids.ours", "interchange id", "", "our id with them; none: the identity's first", target="ids.our_interchange"),
    Row("ids.our_group", "group id", "", "our group id with them; none: the identity's first, or our interchange id"),
    Row("ids.gln", "GLN", "", "their global location number"),
    # how our envelopes to them look
    Row("envelope.element", "delimiter", "*", "between elements"),
    Row("envelope.segment", "terminator", "~", "after segments; `newline` is allowed"),
    Row("envelope.component", "delimiter", ">", "between components, ISA16"),
    Row("envelope.repetition", "delimiter or none", "^", "between repetitions, from release 00402 on; or none"),
    Row("envelope.line_breaks", "yes or no", "yes", "a new line after each segment"),
    Row("envelope.release", "interchange release", "00401", "of the interchange, ISA12", only="x12"),
    Row("envelope.authorization_qualifier", "qualifier", "00", "ISA01", target="-", only="x12"),
    Row("envelope.authorization", "information", "", "ISA02", target="-", only="x12"),
    Row("envelope.security_qualifier", "qualifier", "00", "ISA03", target="-", only="x12"),
    Row("envelope.security", "secret", "", "ISA04: env:NAME, file:/path or keyring:SERVICE/NAME, never the "
        "secret itself", target="-", only="x12"),
    Row("envelope.standards_id", "word", "U", "ISA11 up to release 00401", words=("U",), only="x12"),
    Row("envelope.request_ta1", "yes or no", "no", "ask for a TA1, ISA14", only="x12"),
    Row("envelope.group_release", "release", "", "GS08; none: the agreement's release", only="x12"),
    Row("envelope.agency", "word", "X", "GS07", words=("X", "T"), only="x12"),
    Row("envelope.charset", "character set", "latin-1", "of the bytes that we write and read", only="x12"),
    Row("envelope.upper_case", "yes or no", "no", "write small letters as capitals"),
    Row("envelope.delimiters_in_data", "word", "replace", "a delimiter in a value becomes a blank, or stops",
        words=("replace", "refuse")),
    Row("envelope.syntax", "word", "UNOC", "UNB 0001, which names the character set", words=SYNTAXES, only="edifact"),
    Row("envelope.syntax_version", "word", "3", "UNB 0002", words=("1", "2", "3", "4"), only="edifact"),
    Row("envelope.service_string", "yes or no", "no", "UNA although the delimiters are the usual ones",
        only="edifact"),
    Row("envelope.release_character", "delimiter or none", "?", "before a delimiter that is data; or none",
        only="edifact"),
    Row("envelope.decimal", "word", ".", "the decimal mark of the numbers that we write; UNA names it",
        words=(".", ","), only="edifact"),
    Row("envelope.groups", "yes or no", "no", "UNG and UNE around messages", only="edifact"),
    Row("envelope.request_ack", "yes or no", "no", "ask for a CONTRL, UNB 0031", only="edifact"),
    Row("envelope.application", "application reference", "", "UNB 0026", only="edifact"),
    Row("envelope.agreement_id", "agreement reference", "", "UNB 0032", only="edifact"),
    # what is exchanged
    Row("agreements.*.release", "release", "",
        "as in GS08; a neighbour of 004010 or 005010 is read by the nearest; none: the partner's `release`"),
    Row("agreements.*.map", "map", "", "a file here or a base map; none: `<document>.yaml` here, else the base"),
    Row("agreements.*.conventions", "convention", "", "of what comes in: ST03, else GS08 behind the release; none: any",
        several=True),
    Row("agreements.*.mailbox", "name", "", "where it goes out; none: the partner's own mailbox"),
    Row("agreements.*.acknowledge.within", "time", "", "of what we send; none: the partner's `acknowledge.within`"),
    Row("agreements.*.batching.when", "batching", "", "`each` or `every 15 min`; none: the partner's `batching`"),
    Row("agreements.*.batching.most_sets", "whole number", "", "sets an envelope; none: the partner's `batching`"),
    Row("agreements.*.message", "message type", "", "the message that it comes as; none: its own name",
        only="edifact"),
    Row("agreements.*.application", "application reference", "", "with `message`: the UNB 0026 that tells it apart",
        only="edifact"),
    Row("agreements.*.association", "association code", "", "UNH 0057; none: the partner's `association`",
        only="edifact"),
    Row("batching.when", "batching", "each", "an envelope for each document, or what is ready `every 15 min`",
        target="-"),
    Row("batching.most_sets", "whole number", "1000", "sets an envelope at most", target="-"),
    # acknowledgements and repeats
    Row("acknowledge.send", "word", "997", "what answers their groups; 999 from release 005010 on",
        words=("997", "999", "none")),
    Row("acknowledge.ta1", "word", "requested", "when a TA1 is sent: requested is by ISA14",
        words=("requested", "always", "never"), only="x12"),
    Row("acknowledge.when", "word", "always", "when a sound interchange is answered: requested is by UNB 0031",
        words=("always", "requested"), only="edifact"),
    Row("acknowledge.expect", "word", "997", "what must answer our groups", words=("997", "999", "none")),
    Row("acknowledge.within", "time", "24 h", "until their acknowledgement is overdue", target="acknowledge.within_s"),
    Row("duplicates.answer", "word", "again", "what answers a repeated interchange: the first answer again, TA1 025",
        words=("again", "ta1", "refuse", "silent"), same=(("refuse", "ta1"),)),
    Row("duplicates.window", "days", "365 d", "how long a control number counts as used",
        target="duplicates.window_days"),
    Row("duplicates.gaps", "yes or no", "yes", "tell of interchange numbers between others that never came"),
    Row("duplicates.groups", "word", "any", "unique: another group under a number that was used waits; any: each "
        "interchange may number anew", words=("any", "unique")),
    Row("duplicates.order_key", "word", "", "what joins partner, usage and number in the order key",
        words=("department", "division", "release"), several=True),
    Row("duplicates.same_order", "word", "hold", "the same order again with other content",
        words=("reject", "ignore", "replace if open", "release of", "hold")),
    # the life of an order
    Row("answers.send", "word", "full", "855: every line, only lines that we change, or none",
        words=("full", "exceptions", "none")),
    Row("answers.mode", "word", "automatic", "answered on arrival, or by a person or the ERP",
        words=("automatic", "manual")),
    Row("answers.line_detail", "yes or no", "yes", "lines in answers where nothing changed"),
    Row("changes.mode", "word", "automatic", "860: carried out on arrival, or by a person",
        words=("automatic", "manual")),
    Row("changes.poc03", "word", "new total", "what the first quantity of a changed line is",
        words=("new total", "old total", "delta")),
    Row("changes.poc04", "word", "left to receive", "what the second one is, where the first is not the new total",
        words=("left to receive", "new total", "delta")),
    Row("changes.sequence", "yes or no", "yes", "a change waits for the one before it, by the buyer's count (BCH05)"),
    Row("returns.decides", "word", "person", "180: who allows it; automatic: what was shipped, within the window",
        words=("person", "erp", "automatic")),
    Row("returns.window", "days", "", "from the shipment on, within which goods are taken back; none: no end",
        target="returns.window_days"),
    Row("returns.goods", "word", "return", "what is to be done with goods that we take back: sent to us, or credited "
        "without", words=("return", "keep", "destroy")),
    Row("returns.credits", "word", "person", "who says that the credit memo goes out",
        words=("person", "erp", "at once")),
    Row("lifecycle.ships", "word", "person", "who says that goods leave", words=("person", "erp", "at once")),
    Row("lifecycle.invoices", "word", "person", "who says that an invoice goes out",
        words=("person", "erp", "at once")),
    Row("lifecycle.price", "word", "accept", "whose price holds; hold: another than ours waits",
        words=("accept", "list", "hold")),
    Row("lifecycle.unknown_item", "word", "accept", "a line whose item stands in no row of items.csv",
        words=("accept", "reject", "hold")),
    Row("lifecycle.bad_quantity", "word", "reject", "a line of zero or less", words=("reject", "hold")),
    Row("lifecycle.back_orders", "yes or no", "yes", "what is not confirmed may be back-ordered"),
    Row("lifecycle.partial_shipment", "yes or no", "yes", "an order may leave in several shipments"),
    Row("lifecycle.tolerance", "share", "0 %", "of what is confirmed may be shipped beyond it"),
    Row("lifecycle.invoice_on", "word", "shipment", "bill what is shipped, or what is ordered",
        words=("shipment", "order")),
    Row("lifecycle.rounding", "word", "line", "where an invoice's amounts are rounded to the cent",
        words=("line", "total")),
    Row("shipment.carton_qty", "quantity", "", "base units a carton where neither request nor item says it"),
    Row("shipment.pallet_cartons", "whole number", "", "cartons a pallet; none: no pallets"),
    Row("shipment.extension", "digit", "0", "first digit of the SSCC-18"),
    Row("stores.policy", "word", "none", "what store distribution does to cartons",
        words=("none", "per store", "mark for")),
    Row("stores.unit", "word", "line", "whose unit the stores' quantities carry", words=("line", "sdq")),
    Row("stores.placeholders", "text", "", "locations that mean `not known yet`", several=True),
    # private values and mailboxes
    Row("fields.*", "word", "", "a private value, kept and echoed as own.<name>",
        words=("text", "date", "number"), target="-"),
    Row("mailboxes.*.transport", "word", "folder", "how files travel", words=("folder", "sftp", "ftps", "as2", "http")),
    Row("mailboxes.*.inbox", "folder", "", "what they drop; none: data/<mailbox>/in, sftp: their folder `in`"),
    Row("mailboxes.*.outbox", "folder", "", "what they pick up; none: data/<mailbox>/out, sftp: `out`"),
    Row("mailboxes.*.settle", "seconds", "", "unchanged for so long, a file is taken; none: edigw.toml's"),
    Row("mailboxes.*.done_marker", "yes or no", "no", "a file is taken when NAME.done stands beside it"),
    Row("mailboxes.*.carries", "name", "", "partners whose envelopes may come in here; none: this one",
        several=True),
    *login_rows("mailboxes.*"),
    *delivery_rows("mailboxes.*"),
    *server_rows("mailboxes.*"),
    *as2_rows("mailboxes.*"),
    *http_rows("mailboxes.*"),
)  # fmt: skip

LATER: Mapping[str, str] = {
    "deadlines": "clocks from the document's dates or from receipt",
    "fines": "what lateness costs",
    "calendar": "working days and holidays",
    "changes.channel": "other channels of order changes; `agreements` says whether an 860 comes",
    "price_lists": "dated price lists",
    "agreements.*.guide": "a guide of its own; narrow it in the map's `guide:` block",
    "agreements.*.deadline": "a document's clock",
    "batching.window": "a sending window",
    "agreements.*.batching.window": "a sending window",
    "acknowledge.overdue": "what happens when an acknowledgement is overdue",
    "answers.when": "answers after price or allocation",
    "answers.echo": "ids to echo; the map says it",
    "lifecycle.stages": "stages of an order",
    "lifecycle.stock": "stock policy",
    "lifecycle.substitution": "substitution",
    "lifecycle.terms": "terms of sale",
    "shipment.labels": "carton labels",
    "shipment.asn_before": "when the ship notice must be there",
    "mailboxes.*.url": "it stands below `as2:` or `http:`",
}
"""Settings that later steps bring: refused as not supported yet, never ignored."""

NOT_IN_PROFILES = ("profile", "usage", "as", "ids", "items", "locations", "mailboxes")
"""Blocks that belong to one partner alone."""

DOCUMENTS: Mapping[str, tuple[str, ...]] = {
    "180": ("in", "out"), "810": ("out",), "812": ("in",), "816": ("in",), "820": ("in",), "824": ("in",),
    "830": ("in",), "832": ("out",), "846": ("out",), "850": ("in",), "852": ("in",), "855": ("out",), "856": ("out",),
    "860": ("in",), "861": ("in",), "864": ("in", "out"), "865": ("out",), "869": ("in",), "870": ("out",),
    "875": ("in",), "880": ("out",), "940": ("out",), "943": ("out",), "944": ("in",), "945": ("in",), "947": ("in",),
    "997": ("in", "out"), "999": ("in", "out"),
}  # fmt: skip
"""The directions in which a supplier exchanges each document of X12."""

ROWS_BY_PATH: Mapping[str, Row] = {row.path: row for row in ROWS}
