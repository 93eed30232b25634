# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The rule that nothing is deployed from a snapshot: only calls that belong to a preview may use one.

Each front end learns in its own way whether a call belongs to a preview. The words of the errors are the same.
"""

from __future__ import annotations

from alicloud_iot_ota.errors import SnapshotError

FIRST_ENGINE = "3.206.0"
"""The first Pulumi engine that says in Handshake whether it sends the preview flag of Invoke (pulumi/pulumi#20827)."""


def require_preview(place: str | None, *, is_preview: bool) -> None:
    """Refuse a call that does not belong to a preview.

    Args:
        place: A description of where a snapshot was set, or None without a snapshot.
        is_preview: Whether the call belongs to a preview.

    Raises:
        SnapshotError: A snapshot is set, and the call does not belong to a preview.
    """
    if place is not None and not is_preview:
        raise SnapshotError(
            "A snapshot is only for previews, and this is an update. Nothing is deployed from a snapshot.",
            _unset(place),
        )


def require_flag(place: str | None, *, is_sent: bool) -> None:
    """Refuse a function if the engine does not say whether the call belongs to a preview.

    Raises:
        SnapshotError: A snapshot is set, and the engine does not send the flag.
    """
    if place is not None and not is_sent:
        raise SnapshotError(
            "A snapshot is only for previews, and this engine does not say whether a function is called in a preview.",
            f"Upgrade Pulumi to {FIRST_ENGINE} or newer. {_unset(place)}",
        )


def refuse_plan(place: str | None) -> None:
    """Refuse every lookup of OpenTofu and Terraform, which do not say whether a plan will be applied.

    Raises:
        SnapshotError: A snapshot is set.
    """
    if place is not None:
        raise SnapshotError(
            "A snapshot is only for previews, and OpenTofu and Terraform do not say whether the result of a lookup "
            "will be applied.",
            _unset(place),
        )


def refuse_read(place: str | None) -> None:
    """Refuse a refresh, an import and a `.get`.

    Raises:
        SnapshotError: A snapshot is set.
    """
    if place is not None:
        raise SnapshotError(
            "A snapshot is only for previews, and Pulumi does not say whether this refresh, import or `.get` belongs "
            "to a preview.",
            _unset(place),
        )


def refuse_list(place: str | None) -> None:
    """Refuse a list of IDs. An ID that is listed must be readable, and `refuse_read` refuses to read it.

    Raises:
        SnapshotError: A snapshot is set.
    """
    if place is not None:
        raise SnapshotError(
            "A snapshot is only for previews, and Pulumi does not say whether this list of IDs belongs to a preview.",
            _unset(place),
        )


def require_live(place: str | None) -> None:
    """Refuse a command that writes packages to a file.

    Raises:
        SnapshotError: A snapshot is set.
    """
    if place is not None:
        raise SnapshotError(
            "This command records packages of the live catalog, but a snapshot is set. Nothing was written.",
            _unset(place),
        )


def page_error(place: str | None) -> SnapshotError:
    """Return the error for a call of getFirmwarePage with a snapshot."""
    return SnapshotError(
        "getFirmwarePage returns a page of the service, but a snapshot is set.",
        f"Use getFirmwares, which accepts a snapshot. {_unset(place)}",
    )


def _unset(place: str | None) -> str:
    return f"Unset snapshot for this command. It is set in {place}."
