"""What a person may do about a document: the commands that repair it, from what is known of it."""

from __future__ import annotations

from typing import Any

Json = dict[str, Any]

CUT = ("trailer_missing", "count_wrong", "control_differs")  # what a file that was cut on its way is refused for
ANSWERED_ONCE = ("997", "999", "TA1", "CONTRL")
READ_AGAIN = ("UNREADABLE", "NOT_SUPPORTED", "SELF_VALIDATION", "CANNOT_WRITE")


def repairs(document: Json) -> list[Json]:
    """[{"command", "why"}] for a document as `docs show` tells it, the likeliest first; none where all is well."""
    if document.get("replaced_by"):
        return []
    found = _sent(document) if document["direction"] == "out" else _received(document)
    return [{"command": command, "why": why} for command, why in found]


def _sent(document: Json) -> list[tuple[str, str]]:
    id_, own = document["id"], document["type"] in ANSWERED_ONCE
    if document["state"] == "FAILED":
        return [(_command("redeliver", id_), "it did not arrive: the same bytes again")]
    if document["state"] == "WAITING":
        return [(_command("release", id_), "once the map is mended it is written again")]
    if document["answer"] == "overdue":
        return [(_command("redeliver", id_), "nobody has said that it arrived: the same bytes again")]
    if document["answer"] not in ("rejected", "partly"):
        return []
    seen = (_command("release", id_), "once somebody saw to it: `status` tells of it no more")
    return [*([] if own else _refused(document)), *([seen] if document.get("refused") else [])]


def _refused(document: Json) -> list[tuple[str, str]]:
    said = [one for one in document["said"] if one["word"] in ("rejected", "partly")]
    places = [place for one in said for place in one["places"]]
    if said and not places and all(set(one["faults"]) & set(CUT) for one in said):
        return [(_command("redeliver", document["id"]), "it seems to have been cut on its way: the same bytes again")]
    mapped = dict.fromkeys(place["row"] for place in places if place["row"])
    why = f"after {', '.join(mapped)} is mended and `edigw reload` has taken it" if mapped else "once it is mended"
    found = [(_command("reissue", document["id"]), f"{why}: composed anew, with new control numbers")]
    if document["order_id"] and any(place["path"] for place in places):
        told = "where the order itself holds it wrong: mend the map that read it, do this first, then the other"
        found.append((_command("reprocess", document["order_id"]), told))
    return found


def _received(document: Json) -> list[tuple[str, str]]:
    id_, state, reason = document["id"], document["state"], document["reason"]
    if document["standard"] == "canonical":
        return [(_command("release", id_), f"ends the wait for {reason}")] if state == "WAITING" else []
    if state == "QUARANTINED":
        return [(_command("reprocess", id_), "once its partner or its map is in order")]
    if state == "WAITING" and reason != "CONFIG":
        again = (_command("reprocess", id_), "once the map that reads it is mended")
        ended = (_command("release", id_), f"takes it as it was read, {reason} or not")
        return [again, ended] if reason in READ_AGAIN or document["findings"] else [ended]
    if document["answer"] == "orphan":
        seen = (_command("release", id_), "once somebody has found out why they sent it")
        return [(_command("reprocess", id_), "where a wrong map read its control number"), seen]
    return []


def _command(verb: str, document_id: str) -> str:
    return f"edigw docs {verb} {document_id} --reason …"
