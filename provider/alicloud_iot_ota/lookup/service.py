# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The lookup service for all front ends: settings, a client, a shared package list cache, and the selection."""

from __future__ import annotations

import random
import threading
import time
import uuid
from datetime import datetime, timezone
from typing import TYPE_CHECKING, NamedTuple, Protocol, TypeAlias, TypeVar

import msgspec

from alicloud_iot_ota import pins, selection
from alicloud_iot_ota.api.client import OtaClient
from alicloud_iot_ota.api.endpoints import endpoint
from alicloud_iot_ota.api.listing import Scope
from alicloud_iot_ota.api.request_log import show_requests
from alicloud_iot_ota.api.retry import Timing
from alicloud_iot_ota.base import hiding
from alicloud_iot_ota.errors import NoMatchError, SelectionError
from alicloud_iot_ota.firmware import Package, SimpleFirmwareInfo, convert_package
from alicloud_iot_ota.lookup import snapshot_guard
from alicloud_iot_ota.lookup.background import Background
from alicloud_iot_ota.lookup.catalog_cache import Catalog, CatalogCache
from alicloud_iot_ota.lookup.snapshot_catalogs import SnapshotCatalogs
from alicloud_iot_ota.pins import PinnedFirmware, verdicts
from alicloud_iot_ota.pins.copies import Copies, find_copies
from alicloud_iot_ota.pins.replacement import CRITERIA_SELECT, Successor, require_no_downgrade
from alicloud_iot_ota.pins.verdicts import Judgment, Verdict
from alicloud_iot_ota.schema import results
from alicloud_iot_ota.schema.settings import load
from alicloud_iot_ota.selection.upgrade_path import UpgradePath, find_upgrade_path
from alicloud_iot_ota.settings import Settings, is_debugging

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from alicloud_iot_ota.api.listing import OnPage
    from alicloud_iot_ota.api.wire import ApiResponse
    from alicloud_iot_ota.pins import LockedFirmware
    from alicloud_iot_ota.schema import arguments
    from alicloud_iot_ota.schema.criteria import ChoiceArguments

    _Filtering = arguments.GetFirmwaresArgs | arguments.ListFirmwarePinsArgs
    _Selecting = ChoiceArguments | _Filtering | arguments.GetUpgradePathArgs

Warn: TypeAlias = "Callable[[str], None]"
"""Shows a warning to the user."""

_Found = TypeVar("_Found")


def create_lookup(
    values: Mapping[str, object],
    environ: Mapping[str, str],
    note: Callable[[str], None],
    on_page: OnPage = lambda *_: None,
    spelled: Callable[[str], str] = str,
) -> Lookup:
    """Create the service for a provider's configuration and an environment.

    Args:
        values: The settings, as for `schema.settings.load`.
        environ: The environment variables.
        note: Called with notes to the user, as for `Lookup`.
        on_page: Called after each page, as for `Lookup`.
        spelled: Returns the name of a setting as the user writes it, as for `schema.settings.load`.

    Raises:
        OtaError: The same errors as `schema.settings.load` and `Lookup`.
    """
    with hiding.reveal():  # secrets in settings are handled separately
        found = load(values, environ, spelled)
        if is_debugging(environ):
            show_requests()
        for each in found.notes:
            note(each)
        return Lookup(found, note=note, on_page=on_page)


class _Inputs(NamedTuple):
    """The inputs of a lookup: the first arguments of the functions of `selection`."""

    criteria: selection.Criteria
    packages: Sequence[Package]
    now: datetime
    where: str


class Catalogs(Protocol):
    """The source of package lists."""

    def get(self, scope: Scope) -> Catalog:
        """Return the list of a scope."""

    def get_live(self, scope: Scope) -> Catalog:
        """Return the list of a scope as this process has read it from the service."""

    def show_notes(self) -> None:
        """Show the notes from background threads on the caller's thread."""


class Lookup:
    """A lookup service for one account. All callers share one package list per scope.

    It is safe for any number of threads. Callers that need a list while it is read wait for the same read. Every method
    that needs a list raises an OtaError if the list could not be read completely.

    Args:
        where: The endpoint, the credentials and the limits. With a snapshot, no credentials are resolved and no
            connection is made.
        timing: The clocks, the wait function and the random numbers. Default: those of the system.
        nonce: Returns a text that is different at each call.
        note: Called with notes that concern all lookups, such as the age of a list from the disk or a snapshot.
        on_page: Called after each page with the number of pages read and their total, on background threads.

    Attributes:
        endpoint: The address of the service.
        iot_instance_id: The instance for lookups that do not set one.

    Raises:
        SettingsError: The region or the endpoint is missing or invalid.
    """

    def __init__(
        self,
        where: Settings,
        timing: Timing | None = None,
        nonce: Callable[[], str] = lambda: uuid.uuid4().hex,
        note: Callable[[str], None] = lambda _: None,
        on_page: OnPage = lambda *_: None,
    ) -> None:
        self._cancel = threading.Event()
        self._timing = timing or Timing(time.time, time.monotonic, self._cancel.wait, random.random)
        self._background = Background()
        self.iot_instance_id = where.iot_instance_id
        self.endpoint = endpoint(where)
        self._client: OtaClient | None = None
        self._catalogs: Catalogs
        self._snapshot_place: str | None = None
        if where.snapshot is None:
            self._client = OtaClient(where, self._timing, nonce)
            self._catalogs = CatalogCache(self._client, where, self._timing, self._background, note, on_page=on_page)
        else:
            self._catalogs = SnapshotCatalogs(
                where.snapshot, where.snapshot_max_age, self.endpoint, self._timing.time, note
            )
            self._snapshot_place = where.sources.get("snapshot", "the settings")

    def get_firmware(self, args: arguments.GetFirmwareArgs, warn: Warn) -> results.GetFirmwareResult:
        """Return the only package that matches the arguments.

        Raises:
            SelectionError: Zero or several packages match, or an assertion about the package fails.
        """
        return convert_package(self.choose(args, warn), results.GetFirmwareResult)

    def find_firmware(self, args: arguments.FindFirmwareArgs, warn: Warn) -> results.FindFirmwareResult:
        """Return the only package that matches the arguments, if there is a match.

        Raises:
            SelectionError: Several packages match, or an assertion about the package fails.
        """
        try:
            found = self.choose(args, warn)
        except NoMatchError:
            return results.FindFirmwareResult(found=False)
        return results.FindFirmwareResult(found=True, firmware=convert_package(found, results.Firmware))

    def explain_firmware(self, args: arguments.ExplainFirmwareArgs, _: object = None) -> results.ExplainFirmwareResult:
        """Return how getFirmware reaches its package or its error, and what happened to every other package."""
        with hiding.reveal():  # the whole result is secret, and useless with placeholders
            return results.explain_firmware_result(self._decide(args), self._where(self._scope(args)))

    def get_firmwares(self, args: arguments.GetFirmwaresArgs, warn: Warn) -> results.GetFirmwaresResult:
        """Return all packages that match the arguments, in a stable order. The list may be empty.

        Raises:
            UnparsableError: A version cannot be read, and `onUnparsable` is `error`.
        """
        return results.GetFirmwaresResult(
            firmwares=[convert_package(firmware, results.Firmware) for firmware in self.select(args, warn)]
        )

    def select(self, args: _Filtering, warn: Warn) -> Sequence[Package]:
        """Return the packages of `get_firmwares` as `Package` objects. Raises the same errors."""
        found = self._evaluate(args, lambda terms: selection.select_all(*terms), lambda found: not found.firmwares)
        for message in found.warnings:
            warn(message)
        return found.firmwares

    def get_upgrade_path(self, args: arguments.GetUpgradePathArgs, _: object = None) -> results.GetUpgradePathResult:
        """Return the smallest upgrade path from one version to another.

        Raises:
            SelectionError: There is no path, or a step on the path is ambiguous.
        """

        def find(terms: _Inputs) -> UpgradePath | SelectionError:
            try:
                return find_upgrade_path(*terms, from_version=args.from_version, to_version=args.to_version)
            except SelectionError as error:
                return error

        path = self._evaluate(args, find, lambda found: isinstance(found, SelectionError))
        if isinstance(path, SelectionError):
            raise path
        return results.get_upgrade_path_result(path)

    def get_firmware_page(self, args: arguments.GetFirmwarePageArgs, _: object = None) -> results.GetFirmwarePageResult:
        """Return a single page as the service returns it now, without the cache.

        Raises:
            SnapshotError: A snapshot is set.
        """
        client = self._client
        if client is None:
            raise snapshot_guard.page_error(self._snapshot_place)
        deadline = client.deadline()
        outcome = self._background.start(
            lambda: client.list_ota_firmware(
                args.current_page,
                args.page_size,
                iot_instance_id=self.instance_of(args),
                product_key=args.product_key,
                dest_version=args.dest_version,
                deadline=deadline,
            )
        )
        try:
            return _page_result(self._background.wait(outcome, deadline))
        finally:
            self._catalogs.show_notes()

    def choose(self, args: ChoiceArguments, warn: Warn) -> Package:
        """Return the package of `get_firmware` as a `Package` object. Raises the same errors."""
        decision = self._decide(args)
        for message in decision.warnings:
            warn(message)
        return decision.chosen()

    def judge(
        self,
        pinned: PinnedFirmware,
        args: ChoiceArguments,
        place: tuple[str | None, str | None],
        warn: Warn = lambda _: None,
    ) -> Judgment:
        """Return the current state of a pinned package.

        Args:
            pinned: The recorded package.
            args: The scope of the package, the deployable statuses, and the blocks.
            place: The ProductKey and the module of the package, if known.
            warn: Called with a warning for each block that matches no package.
        """

        def conclude(terms: _Inputs) -> tuple[Judgment, list[str]]:
            judgment = verdicts.judge(pinned, terms.packages, terms.criteria, terms.now, place)
            return judgment, list(selection.ineffective_blocks(*terms))

        judgment, warnings = self._evaluate(args, conclude, lambda found: found[0].verdict is not Verdict.OK)
        for message in warnings:
            warn(message)
        return judgment

    def find_copies(self, locked: LockedFirmware, args: ChoiceArguments, warn: Warn) -> Copies:
        """Return the copies of a package of another catalog that must have a digest (`pins.copies`).

        Warn about each block that matches no package.
        """

        def find(terms: _Inputs) -> tuple[Copies, list[str]]:
            copies = find_copies(locked, terms.criteria, terms.packages, terms.now)
            return copies, list(selection.ineffective_blocks(*terms))

        copies, warnings = self._evaluate(args, find, lambda found: not found[0].fitting)
        for message in warnings:
            warn(message)
        return copies

    def require_no_downgrade(  # noqa: PLR0913 - the parts of the message
        self,
        pinned: PinnedFirmware,
        chosen: Package,
        args: ChoiceArguments,
        subject: str,
        consent: str,
        *,
        cause: str = CRITERIA_SELECT,
    ) -> None:
        """Require that a package is not older than the pinned package that it will replace.

        `args` selected the new package. They also set the instance and product of the pinned package.
        Otherwise, this is the same as `pins.replacement.require_no_downgrade`.
        """
        if pinned.dest_version == chosen.dest_version:
            return
        listed = self._evaluate(
            args, lambda terms: pins.find(pinned.firmware_id, terms.packages), lambda found: found is None
        )
        successor = Successor(pinned=pinned, listed=listed, chosen=chosen, criteria=args.criteria, cause=cause)
        require_no_downgrade(successor, self.now(), subject, consent)

    def newer(
        self, pinned: Package, args: ChoiceArguments, warn: Warn = lambda _: None, *, keeps_name: bool = False
    ) -> selection.Newer:
        """Return the packages that are newer than a pinned package (`selection.newer`).

        A list from the disk is sufficient. Warn about versions that cannot be read, and about each block that matches
        no package.

        Raises:
            UnparsableError: The version of another package cannot be read, and `onUnparsable` is `error`.
        """
        terms = self._inputs(args, self._catalogs.get(self._scope(args)))
        found = selection.newer(terms.criteria, pinned, terms.packages, terms.now, keeps_name=keeps_name)
        unreadable = selection.require_readable(found.narrowing, terms.where)
        for message in (*unreadable, *selection.ineffective_blocks(*terms)):
            warn(message)
        return found

    def require_readable(self, args: ChoiceArguments, warn: Warn) -> None:
        """Warn about versions that a lookup with these criteria cannot read. A list from the disk is sufficient.

        Raises:
            UnparsableError: There are such versions, and `onUnparsable` is `error`.
        """
        terms = self._inputs(args, self._catalogs.get(self._scope(args)))
        narrowing = selection.narrow(terms.criteria, terms.packages, terms.now)
        for message in selection.require_readable(narrowing, terms.where):
            warn(message)

    def cancel(self) -> None:
        """Cancel every wait and every request of this service, now and from now on."""
        self._cancel.set()
        self._background.cancel()
        if self._client is not None:
            self._client.close()

    def require_live(self) -> None:
        """Refuse a command that writes packages to a file. Raises a SnapshotError with a snapshot."""
        snapshot_guard.require_live(self._snapshot_place)

    def read_live(self, scope: Scope) -> Catalog:
        """Return the list of a scope as this process has read it from the service.

        Raises:
            SnapshotError: A snapshot is set.
            OtaError: The list could not be read completely.
        """
        return self._catalogs.get_live(scope)

    def _decide(self, args: ChoiceArguments) -> selection.Decision:
        return self._evaluate(
            args, lambda terms: selection.decide(*terms), lambda found: isinstance(found.outcome, SelectionError)
        )

    def _evaluate(
        self, args: _Selecting, conclude: Callable[[_Inputs], _Found], is_doubtful: Callable[[_Found], bool]
    ) -> _Found:
        """Evaluate the package list of a scope.

        A list from the disk may be outdated. If it leads to a doubtful result, such as a missing package, the list is
        read from the service and evaluated again.
        """
        scope = self._scope(args)
        catalog = self._catalogs.get(scope)
        found = conclude(self._inputs(args, catalog))
        if catalog.is_from_disk and is_doubtful(found):
            return conclude(self._inputs(args, self._catalogs.get_live(scope)))
        return found

    def _inputs(self, args: _Selecting, catalog: Catalog) -> _Inputs:
        return _Inputs(catalog.criteria(args), catalog.packages, self.now(), self._where(self._scope(args)))

    def now(self) -> datetime:
        """Return the current time in UTC, from which ages and expirations are calculated."""
        return datetime.fromtimestamp(self._timing.time(), timezone.utc)

    def instance_of(self, args: _Selecting | arguments.GetFirmwarePageArgs) -> str | None:
        """Return the ID of the instance to search."""
        return args.iot_instance_id or self.iot_instance_id

    def where(self, args: _Selecting) -> str:
        """Return the product, the instance and the endpoint to search, for messages."""
        return self._where(self._scope(args))

    def _where(self, scope: Scope) -> str:
        with hiding.reveal(self.iot_instance_id):  # a setting, not a secret
            return f"{scope} ({self.endpoint})"

    def _scope(self, args: _Selecting) -> Scope:
        return Scope(self.instance_of(args), args.product_key)


def _page_result(answer: ApiResponse) -> results.GetFirmwarePageResult:
    """Return a page as a result of getFirmwarePage."""
    rows = [{**msgspec.structs.asdict(row), "src_version": row.src_version or None} for row in answer.rows]
    return results.GetFirmwarePageResult(
        success=True,
        firmware_info=[SimpleFirmwareInfo(**row) for row in rows],
        code=answer.code or None,
        error_message=answer.error_message or None,
        request_id=answer.request_id,
        current_page=answer.current_page,
        page_size=answer.page_size,
        page_count=answer.page_count,
        total=answer.total,
    )
