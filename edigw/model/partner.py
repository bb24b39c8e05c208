"""A trading partner as the rest of the house sees it: partner.yaml, its profile and the defaults, already merged."""

from __future__ import annotations

from decimal import Decimal

from edigw.model.base import Model, Number, Party


class Identity(Model):
    """One of our own companies (edigw.toml, `[identity.NAME]`)."""

    key: str
    name: str = ""
    address: Party = Party()
    interchange: tuple[str, ...] = ()  # "qualifier:id"
    group: tuple[str, ...] = ()  # GS codes
    gln: str | None = None
    as2: str = ""  # our name in AS2
    gs1_prefixes: tuple[str, ...] = ()  # company prefixes, digits
    tax_id: str | None = None
    currency: str = "USD"
    time_zone: str = "UTC"
    invoice_series: str = ""  # prefix of invoice numbers


class PartnerIds(Model):
    interchange: tuple[str, ...] = ()  # "qualifier:id"; the first is written
    group: tuple[str, ...] = ()  # GS codes; the first is written; none: the interchange id
    our_interchange: str | None = None  # which of ours we use with them; else the identity's first
    our_group: str | None = None
    gln: str | None = None
    aliases: tuple[str, ...] = ()


class EnvelopeRules(Model):
    """How the envelopes that we write to them look."""

    element: str = "*"
    segment: str = "~"
    component: str = ">"
    repetition: str = "^"
    line_breaks: bool = True  # a newline after each segment terminator
    release: str = "00401"  # ISA12
    authorization: tuple[str, str] = ("00", "")  # ISA01, ISA02
    security: tuple[str, str] = ("00", "")  # ISA03, ISA04
    standards_id: str = "U"  # ISA11
    request_ta1: bool = False  # ISA14
    group_release: str | None = None  # GS08; else the agreement's release
    agency: str = "X"  # GS07
    charset: str = "latin-1"
    upper_case: bool = False
    delimiters_in_data: str = "replace"  # replace (by a blank) or refuse
    # EDIFACT alone
    syntax: str = "UNOC"  # UNB 0001: names the character set
    syntax_version: str = "3"  # UNB 0002
    service_string: bool = False  # UNA although the delimiters are the usual ones
    release_character: str = "?"
    decimal: str = "."  # of EDIFACT's numbers
    groups: bool = False  # UNG and UNE around messages
    request_ack: bool = False  # UNB 0031
    application: str = ""  # UNB 0026
    agreement_id: str = ""  # UNB 0032


class Batching(Model):
    kind: str = "each"  # each, every
    every_s: int = 0  # seconds, with kind every
    most_sets: int = 1000  # sets an envelope at most


class Agreement(Model):
    """One document in one direction."""

    document: str  # 850
    direction: str  # in, out
    release: str = "004010"  # as in GS08: 004010VICS is allowed
    map: str | None = (
        None  # file name beside partner.yaml, or base "x12/004010/850"; None: <document>.yaml here, else the base
    )
    mailbox: str | None = None
    batching: Batching = Batching()
    within_s: int | None = None  # seconds until its acknowledgement is overdue; None: the partner's
    conventions: tuple[str, ...] = ()  # ST03, GS08's tail or UNH 0057 of what comes in; empty: any
    message: str = ""  # EDIFACT: the message type where it is not the document's name
    application: str = ""  # EDIFACT: only interchanges whose UNB 0026 is this
    association: str = ""  # EDIFACT: UNH 0057 of what we write, EAN008


class Acknowledge(Model):
    send: str = "997"  # 997, 999, none
    ta1: str = "requested"  # requested (ISA14), always, never
    when: str = "always"  # EDIFACT: always, requested (UNB 0031); what is refused is always told
    expect: str = "997"  # what we await for what we send: 997, 999, none
    within_s: int = 86_400  # seconds until it is overdue


class Duplicates(Model):
    answer: str = "again"  # again, ta1, silent: what answers a repeated interchange
    window_days: int = 365
    gaps: bool = True  # tell of interchange numbers that never came
    groups: str = "any"  # any, unique: whether a group's number counts within the window
    order_key: tuple[str, ...] = ()  # added to partner, usage, number: department, division, release
    same_order: str = "hold"  # same key, other content: reject, ignore, replace_if_open, release_of, hold


class Answers(Model):
    send: str = "full"  # full, exceptions, none
    mode: str = "automatic"  # automatic, manual
    line_detail: bool = True


class Changes(Model):
    """How the buyer changes orders, and what the quantities of a changed line are."""

    mode: str = "automatic"  # automatic, manual
    poc03: str = "new_total"  # new_total, old_total, delta
    poc04: str = "left_to_receive"  # left_to_receive, new_total, delta; asked where poc03 is the old total or absent
    sequence: bool = True  # a change waits for the one before it


class Returns(Model):
    decides: str = "person"  # person, erp, automatic
    window_days: int | None = None  # from the shipment on
    goods: str = "return"  # return, keep, destroy: the last two are credited without a receipt
    credits: str = "person"  # person, erp, at_once


class Lifecycle(Model):
    ships: str = "person"  # person, erp, at_once
    invoices: str = "person"  # person, erp, at_once
    price: str = "accept"  # accept (theirs), list (ours: another price is answered price_changed), hold
    unknown_item: str = "accept"  # accept, reject, hold
    bad_quantity: str = "reject"  # zero or negative: reject, hold
    back_orders: bool = True
    partial_shipment: bool = True
    tolerance: Number = Decimal(0)  # share of confirmed that may be over-shipped
    invoice_on: str = "shipment"  # shipment, order
    rounding: str = "line"  # line, total: where an invoice's amounts are rounded to the cent


class Stores(Model):
    """What store distribution (SDQ) does to shipments."""

    policy: str = "none"  # none, per_store, mark_for
    unit: str = "line"  # line, sdq: whose unit the quantities carry
    placeholders: tuple[str, ...] = ()  # locations that mean "not yet known"


class ShipmentRules(Model):
    carton_qty: Number | None = None  # base units a carton where neither request nor item says it
    pallet_cartons: int | None = None  # cartons a pallet; None: no pallets
    extension: str = "0"  # first digit of the SSCC-18


class Item(Model):
    """A row of items.csv."""

    sku: str  # ours
    gtin: str | None = None
    ids: dict[str, str] = {}  # their ids by word: buyer_part, upc …
    description: str | None = None
    unit: str = "each"  # base unit
    pack: Number | None = None  # base units a case
    price: Number | None = None
    carton_qty: Number | None = None


class Location(Model):
    """A row of locations.csv."""

    id_type: str = "buyer_assigned"
    id: str
    kind: str = "store"  # store, distribution_center
    party: Party = Party()


class FieldRule(Model):
    """A private value to be kept and echoed."""

    name: str
    type: str = "text"  # text, date, number


class Sftp(Model):
    """A mailbox on a partner's SFTP or FTPS server."""

    host: str
    port: int = 22
    user: str
    key: str = ""  # references of secrets, never the secrets
    passphrase: str = ""
    password: str = ""
    host_keys: tuple[str, ...] = ()  # SHA256:…; none: no server is believed
    inbox: str = "in"  # folders of the server
    outbox: str = "out"
    archive: str = ""  # where what was taken is moved; "": it is removed
    pattern: tuple[str, ...] = ("*",)  # of names that are taken
    excepted: tuple[str, ...] = ()  # of names that are not
    files: tuple[str, ...] = ()  # names that are asked for one by one; none: the folder is listed
    order: str = "time"  # time, name, listed: in which they are taken
    fetch: bool = True  # no: we only send there
    remove: bool = True  # no: what was taken stays there, and is remembered here
    send: str = "rename"  # rename, direct, marker: how a file that we send becomes theirs
    partial: str = "*.tmp"  # with rename: its name until it is whole, `*` for the name that it gets
    confirm: bool = True  # no: nothing is asked about what lies in their outbox
    upper_case_names: bool = False  # of what we send
    every_s: float = 30.0
    timeout_s: float = 10.0
    legacy: bool = False  # SHA-1 and what else their old server knows
    ftps: bool = False  # FTP over TLS instead
    implicit: bool = False  # of that: TLS from the first byte on
    pins: tuple[str, ...] = ()  # of that: SHA256:hex of certificates that the server may show; none: the system knows


class As2(Model):
    """A mailbox that travels by AS2."""

    owner: str  # the partner, or the mailbox of edigw.toml: whose certificates count
    identity: str = "main"  # key of ours: whose keys count
    their_name: str
    our_name: str
    url: str = ""  # "": they only send to us
    sign: str = "sha256"  # a digest, or none
    pss: bool = False
    encrypt: str = "aes256-cbc"  # a cipher, or none
    oaep: bool = False
    compress: str = "none"  # none, compress then sign, sign then compress
    mdn: str = "signed"  # signed, unsigned, none
    mdn_url: str = ""  # ours, for receipts that come later; "": in the answer
    mdn_within_s: int = 86_400
    mdn_hosts: tuple[str, ...] = ()  # theirs, that a receipt of ours may be posted to
    resends: int = 5
    must_be_signed: bool = True
    must_be_encrypted: bool = True
    weak: tuple[str, ...] = ()  # sha1, 3des
    file_names: bool = False
    version: str = "1.2"  # 1.2, 1.3
    certificates: tuple[str, ...] = ()  # names or SHA256:hex; none: all of the owner
    keys: tuple[str, ...] = ()  # ours, likewise; none: all of the identity
    client_certificate: bool = False  # they must show one on TLS
    timeout_s: float = 60.0


HERE = ("localhost", "127.0.0.1", "::1")  # hosts to which nobody listens in


class Http(Model):
    """A mailbox whose files are posted to a web address."""

    url: str  # itself, or its reference
    user: str = ""
    password: str = ""  # references of secrets, never the secrets
    token: str = ""
    timeout_s: float = 60.0


class Mailbox(Model):
    name: str
    transport: str = "folder"
    inbox: str = ""  # folder, absolute
    outbox: str = ""
    settle_s: float = 1.0
    done_marker: bool = False
    carries: tuple[str, ...] = ()  # partner names; empty: any known
    apart: bool | None = None  # a thread of its own looks after it; None: where its folders lie on a network's disk
    tries: int = 100  # of one file that leaves, after which it is FAILED
    give_up_s: float = 259_200.0  # seconds after its first try, after which it is FAILED
    sftp: Sftp | None = None  # where transport is sftp; inbox and outbox are then our own folders
    login: str = ""  # under which they come to our SFTP server for its folders; "": they do not
    authorized_keys: tuple[str, ...] = ()  # that open it, as OpenSSH writes public keys
    as2: As2 | None = None  # where transport is as2
    http: Http | None = None  # where transport is http


class Partner(Model):
    name: str
    usage: str = "P"
    identity: Identity
    ids: PartnerIds = PartnerIds()
    standard: str = "x12"
    envelope: EnvelopeRules = EnvelopeRules()
    agreements: tuple[Agreement, ...] = ()
    acknowledge: Acknowledge = Acknowledge()
    leniency: str = "business"
    unknown_codes: str = "refuse"
    duplicates: Duplicates = Duplicates()
    answers: Answers = Answers()
    changes: Changes = Changes()
    returns: Returns = Returns()
    lifecycle: Lifecycle = Lifecycle()
    shipment: ShipmentRules = ShipmentRules()
    stores: Stores = Stores()
    items: tuple[Item, ...] = ()
    locations: tuple[Location, ...] = ()
    fields: tuple[FieldRule, ...] = ()
    mailboxes: tuple[Mailbox, ...] = ()

    def agreement(self, document: str, direction: str) -> Agreement | None:
        """The row for a document, None when it is not traded."""
        rows = (row for row in self.agreements if (row.document, row.direction) == (document, direction))
        return next(rows, None)
