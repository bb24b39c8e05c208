"""Every command as one method that returns plain data; errors are EdigwError. Heavy parts are imported when needed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from edigw.app.workspace import Workspace

if TYPE_CHECKING:
    from edigw.pipeline.context import Clock

Json = dict[str, Any]


class App:
    """The application on one workspace. `clock` returns the instant, aware, in UTC."""

    def __init__(self, workspace: Path, clock: Clock | None = None) -> None:
        self.path = workspace
        self.clock = clock

    def _workspace(self, strict: bool = False) -> Workspace:
        opened = Workspace(self.path, self.clock)
        opened.strict = strict
        return opened

    def _now(self) -> datetime:
        return self.clock() if self.clock else datetime.now(UTC)

    def exists(self) -> bool:
        """Whether there is a workspace."""
        return self._workspace().exists

    def init(self, *, demo: bool = False) -> Json:
        from edigw.app import starting

        return starting.init(self._workspace(), demo)

    def run(self, *, strict_config: bool = False, say: Callable[[str], None] = print) -> None:
        """The daemon. Raises LockedError when one runs already."""
        from edigw.app import running

        running.run(self._workspace(strict_config), say)

    def once(self, *, strict_config: bool = False) -> Json:
        """`attention` counts what this very pass moved to where somebody must look."""
        from edigw.app import quick

        if (idle := quick.once(str(self.path), self._now(), strict_config)) is not None:
            return idle
        from edigw.app import running

        return running.once(self._workspace(strict_config))

    def reload(self) -> Json:
        from edigw.app import running

        return running.reload(self._workspace())

    def check(
        self, file: Path, *, partner: str | None = None, leniency: str | None = None, second_opinion: bool = False
    ) -> Json:
        from edigw.app import engineering

        return engineering.check(self._workspace(), Path(file), partner, leniency, second_opinion)

    def explain(
        self, what: str, *, partner: str | None = None, control: str | None = None, path: str | None = None,
        limit: int = 0,
    ) -> Json:  # fmt: skip
        """`what` is a file or a document's id; `control` a set's ST02, `path` a canonical path to find on the wire."""
        from edigw.app import explaining

        return explaining.explain(self._workspace(), what, partner=partner, control=control, path=path, limit=limit)

    def status(self) -> Json:
        from edigw.app import quick, standing

        return quick.status(str(self.path), self._now()) or standing.status(self._workspace())

    def doctor(self, *, everything: bool = False) -> Json:
        """What is broken and how to mend it; `everything` reads all stored bytes, else some by chance."""
        from edigw.app import doctor

        return doctor.doctor(self._workspace(), everything=everything)

    def partners_add(self, name: str, **said: Any) -> Json:
        """`said`: id, our_id, documents, and what else `edigw partners add` takes."""
        from edigw.app import engineering

        return engineering.partners_add(self._workspace(), name, said)

    def partners_list(self) -> list[Json]:
        from edigw.app import engineering

        return engineering.partners_list(self._workspace())

    def partners_show(self, name: str) -> list[Json]:
        from edigw.app import engineering

        return engineering.partners_show(self._workspace(), name)

    def partners_test(self, name: str, **asked: bool) -> Json:
        """`asked`: loopback, only_look, round_trip."""
        from edigw.app import probing

        return probing.partners_test(self._workspace(), name, probing.Asked(**asked))

    def partners_check(self, name: str | None = None) -> list[Json]:
        from edigw.app import engineering

        return engineering.partners_check(self._workspace(), name)

    def mailboxes_pin(self, name: str, key: str) -> Json:
        from edigw.app import engineering

        return engineering.mailboxes_pin(self._workspace(), name, key)

    def mailboxes_list(self) -> list[Json]:
        from edigw.app import pausing

        return pausing.mailboxes(self._workspace())

    def pause(self, kind: str, name: str, *, reason: str) -> Json:
        """`kind` is mailbox or partner."""
        from edigw.app import pausing

        return pausing.pause(self._workspace(), kind, name, reason)

    def resume(self, kind: str, name: str) -> Json:
        from edigw.app import pausing

        return pausing.resume(self._workspace(), kind, name)

    def docs_list(
        self, *, partner: str | None = None, type: str | None = None, state: str | None = None,
        answer: str | None = None, po: str | None = None, since: str | None = None, after: str | None = None,
        limit: int = 1000,
    ) -> list[Json]:  # fmt: skip
        from edigw.app import shown

        wanted = {"partner": partner, "type": type, "state": state, "answer": answer, "po": po}
        return shown.docs_list(self._workspace(), since, after, limit, **wanted)

    def docs_show(self, document_id: str) -> Json:
        from edigw.app import shown

        return shown.docs_show(self._workspace(), document_id)

    def docs_raw(self, document_id: str, *, only_set: bool = False) -> bytes:
        from edigw.app import shown

        return shown.docs_raw(self._workspace(), document_id, only_set)

    def docs_evidence(self, document_id: str, *, out: Path | None = None) -> Json:
        """A folder, or a .zip, of what `openssl` alone verifies: the AS2 message, its receipt, certificates."""
        from edigw.app import evidence

        return evidence.write(self._workspace(), document_id, out)

    def docs_release(self, document_id: str, *, reason: str, refuse: bool = False) -> Json:
        """`refuse` answers a change of an order that waits with a rejection."""
        from edigw.app import decisions

        return decisions.release(self._workspace(), document_id, reason, refuse)

    def docs_again(
        self, verb: str, ids: Sequence[str] = (), *, reason: str, plan: bool = False, partner: str | None = None,
        type: str | None = None, state: str | None = None, answer: str | None = None, po: str | None = None,
        since: str | None = None, after: str | None = None, limit: int = 0,
    ) -> Json:  # fmt: skip
        """`verb` is reprocess, reissue or redeliver; a plan tells what would happen and changes nothing."""
        from edigw.app import again

        chosen = {"partner": partner, "type": type, "state": state, "answer": answer, "po": po, "since": since,
                  "after": after, "limit": limit}  # fmt: skip
        return again.again(self._workspace(), verb, ids, reason, plan, chosen)

    def orders_list(
        self, *, partner: str | None = None, state: str | None = None, after: str | None = None, limit: int = 1000
    ) -> list[Json]:
        from edigw.app import shown

        return shown.orders_list(self._workspace(), partner, state, after, limit)

    def orders_show(self, po: str, *, partner: str | None = None, usage: str | None = None) -> Json:
        from edigw.app import shown

        return shown.orders_show(self._workspace(), po, partner, usage)

    def orders_add(self, file: Path, *, partner: str, usage: str | None = None) -> Json:
        from edigw.app import decisions

        return decisions.add(self._workspace(), Path(file), partner, usage)

    def orders_decide(
        self, verb: str, po: str, *, file: Path | None = None, partner: str | None = None, usage: str | None = None,
        **said: Any,
    ) -> Json:  # fmt: skip
        """`verb` is ack, ship, invoice, amend, cancel, return or credit; `said` are fields of its request."""
        from edigw.app import decisions

        return decisions.decide(self._workspace(), verb, po, file, partner, usage, said)

    def maps_check(self, name: str | None = None) -> Json:
        from edigw.app import charts

        return charts.maps_check(self._workspace(), name)

    def maps_test(self, name: str | None = None, *, documents: int = 100, seed: int = 1) -> list[Json]:
        from edigw.app import charts

        return charts.maps_test(self._workspace(), name, documents, seed)

    def maps_show(self, name: str) -> list[Json]:
        from edigw.app import charts

        return charts.maps_show(self._workspace(), name)

    def maps_diff(self, a: str, b: str) -> list[Json]:
        """How B differs from A; each is a map's name or a file."""
        from edigw.app import drafting

        return drafting.maps_diff(self._workspace(), a, b)

    def maps_new(self, partner: str, files: Sequence[Path]) -> list[Json]:
        """A row a document that the files hold; `written` is False where the map exists already."""
        from edigw.app import drafting

        return drafting.maps_new(self._workspace(), partner, [Path(file) for file in files])

    def maps_export_pyx12(self, folder: Path, release: str) -> Json:
        from edigw.app import second_opinion

        return second_opinion.export(self._workspace(), release, Path(folder))

    def alerts_test(self) -> list[Json]:
        """A row a channel: {"channel", "id", "ok", "steps", "error", "hint"}."""
        from edigw.app import alerting

        return alerting.test(self._workspace())

    def alerts_retry(self) -> Json:
        from edigw.app import alerting

        return alerting.retry(self._workspace())

    def certs_create(self, **said: Any) -> Json:
        """`said`: identity, uses, passphrase, name, since, days, bits, common_name, hosts."""
        from edigw.app import certs

        return certs.create(self._workspace(), said)

    def certs_import(self, files: Sequence[Path], **said: Any) -> Json:
        """`said`: partner or identity, uses, password, passphrase, name, since, until."""
        from edigw.app import certs

        return certs.import_file(self._workspace(), [Path(file) for file in files], said)

    def certs_list(self, whose: str | None = None) -> list[Json]:
        from edigw.app import certs

        return certs.listed(self._workspace(), whose)

    def certs_rotate(self, name_: str, **said: Any) -> Json:
        """As certs_create; a certificate that is used from `since` on, after `name_`."""
        from edigw.app import certs

        return certs.rotate(self._workspace(), name_, said)

    def certs_retire(self, name: str, *, until: str | None = None) -> Json:
        from edigw.app import certs

        return certs.retire(self._workspace(), name, until)

    def certs_export(self, name: str, *, form: str = "pem", out: Path | None = None) -> bytes:
        """Never a key."""
        from edigw.app import certs

        return certs.export(self._workspace(), name, form, out)

    def samples_check(self, name: str | None = None) -> list[Json]:
        """`name` is PARTNER or PARTNER/CASE."""
        from edigw.app import samples

        return samples.check(self._workspace(), name)

    def samples_update(self, name: str | None = None) -> list[Json]:
        from edigw.app import samples

        return samples.update(self._workspace(), name)
