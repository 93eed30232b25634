# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The one service that every front end calls: settings, client and a shared catalogue in, selections out."""

from __future__ import annotations

import random
import threading
import time
import uuid
from datetime import datetime, timezone
from typing import TYPE_CHECKING, NamedTuple, TypeAlias, TypeVar

import msgspec

from alicloud_iot_ota import pins, selection
from alicloud_iot_ota.api.client import OtaClient
from alicloud_iot_ota.api.listing import Scope
from alicloud_iot_ota.api.request_log import show_requests
from alicloud_iot_ota.api.retry import Timing
from alicloud_iot_ota.base import hiding
from alicloud_iot_ota.errors import NoMatchError, SelectionError
from alicloud_iot_ota.firmware import Package, SimpleFirmwareInfo, convert_package
from alicloud_iot_ota.lookup.background import Background
from alicloud_iot_ota.lookup.catalog_cache import Catalog, CatalogCache
from alicloud_iot_ota.pins import PinnedFirmware, verdicts
from alicloud_iot_ota.pins.replacement import Successor, require_no_downgrade
from alicloud_iot_ota.pins.verdicts import Judgment, Verdict
from alicloud_iot_ota.schema import results
from alicloud_iot_ota.schema.settings import load
from alicloud_iot_ota.selection.upgrade_path import UpgradePath, find_upgrade_path
from alicloud_iot_ota.settings import Settings, is_debugging

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from alicloud_iot_ota.api.listing import OnPage
    from alicloud_iot_ota.api.wire import ApiResponse
    from alicloud_iot_ota.schema import arguments
    from alicloud_iot_ota.schema.criteria import ChoiceArguments

    _Selecting = ChoiceArguments | arguments.GetFirmwaresArgs | arguments.GetUpgradePathArgs

Warn: TypeAlias = "Callable[[str], None]"
"""Tells the user something that is no error."""

_Found = TypeVar("_Found")


def create_lookup(
    values: Mapping[str, object],
    environ: Mapping[str, str],
    note: Callable[[str], None],
    on_page: OnPage = lambda *_: None,
    spelled: Callable[[str], str] = str,
) -> Lookup:
    """Return the service for a provider's configuration and an environment.

    `values`, `environ` and `spelled` are those of `schema.settings.load`, `note` and `on_page` those of `Lookup`. This
    raises what these raise.
    """
    with hiding.reveal():  # settings have their own secrets
        found = load(values, environ, spelled)
        if is_debugging(environ):
            show_requests()
        for each in found.notes:
            note(each)
        return Lookup(found, note=note, on_page=on_page)


class _Inputs(NamedTuple):
    """What a lookup is decided by: the first arguments of the functions of `selection`."""

    criteria: selection.Criteria
    packages: Sequence[Package]
    now: datetime
    where: str


class Lookup:
    """Looks packages up for one account, from one catalogue a scope that all its callers share.

    Safe for any number of threads: those who ask for a catalogue while it is read wait for it, and get its outcome.
    A method that reads one raises an OtaError if it could not be read completely.

    Args:
        where: Where and as whom to call.
        timing: Clock, waiting and chance; the system's own by default.
        nonce: Gives a text that never comes twice.
        note: Is told what the user should know of all look-ups, such as the age of a list that comes from the disk.
        on_page: Is told how far each reading of a list is, on threads of the readings.

    Raises:
        SettingsError: Region or endpoint are missing or wrong.
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
        self._client = OtaClient(where, self._timing, nonce)
        self._background = Background()
        self._catalog_cache = CatalogCache(self._client, where, self._timing, self._background, note, on_page=on_page)
        self._iot_instance_id = where.iot_instance_id

    def get_firmware(self, args: arguments.GetFirmwareArgs, warn: Warn) -> results.GetFirmwareResult:
        """Return the one package that the arguments name.

        Raises:
            SelectionError: There is none, or there are several, or it is not what was asserted of it.
        """
        return convert_package(self.choose(args, warn), results.GetFirmwareResult)

    def find_firmware(self, args: arguments.FindFirmwareArgs, warn: Warn) -> results.FindFirmwareResult:
        """Return the one package that the arguments name, if there is one.

        Raises:
            SelectionError: There are several, or it is not what was asserted of it.
        """
        try:
            found = self.choose(args, warn)
        except NoMatchError:
            return results.FindFirmwareResult(found=False)
        return results.FindFirmwareResult(found=True, firmware=convert_package(found, results.Firmware))

    def explain_firmware(self, args: arguments.ExplainFirmwareArgs, _: object = None) -> results.ExplainFirmwareResult:
        """Return how getFirmware comes to its package, or to its error, and what became of every other package."""
        with hiding.reveal():  # the result is as secret as the arguments, and of no use with blanks
            return results.explain_firmware_result(self._decide(args), self._where(self._scope(args)))

    def get_firmwares(self, args: arguments.GetFirmwaresArgs, warn: Warn) -> results.GetFirmwaresResult:
        """Return all packages that the arguments name, possibly none, in a stable order.

        Raises:
            UnparsableError: The version of one cannot be read, where that is to be an error.
        """
        return results.GetFirmwaresResult(
            firmwares=[convert_package(firmware, results.Firmware) for firmware in self.select(args, warn)]
        )

    def select(self, args: arguments.GetFirmwaresArgs, warn: Warn) -> Sequence[Package]:
        """Return the same packages in full. Raises what get_firmwares raises."""
        found = self._evaluate(args, lambda terms: selection.select_all(*terms), lambda found: not found.firmwares)
        for message in found.warnings:
            warn(message)
        return found.firmwares

    def get_upgrade_path(self, args: arguments.GetUpgradePathArgs, _: object = None) -> results.GetUpgradePathResult:
        """Return the cheapest way from one version to another.

        Raises:
            SelectionError: There is none, or a package on it is not the only one of its kind.
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
        """Return a single page just as the service gives it now, from no shared catalogue."""
        deadline = self._client.deadline()
        outcome = self._background.start(
            lambda: self._client.list_ota_firmware(
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
            self._catalog_cache.show_notes()

    def choose(self, args: ChoiceArguments, warn: Warn) -> Package:
        """Return the one package that the arguments name, in full. Raises what get_firmware raises."""
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
        """Return what has become of a pinned package.

        Args:
            pinned: What was pinned.
            args: Where it was found, which statuses may be deployed, and what is blocked.
            place: Its ProductKey and its module, as far as they are known.
            warn: Is passed a warning for each block that matches no package.
        """

        def conclude(terms: _Inputs) -> tuple[Judgment, list[str]]:
            judgment = verdicts.judge(pinned, terms.packages, terms.criteria, terms.now, place)
            return judgment, list(selection.ineffective_blocks(*terms))

        judgment, warnings = self._evaluate(args, conclude, lambda found: found[0].verdict is not Verdict.OK)
        for message in warnings:
            warn(message)
        return judgment

    def require_no_downgrade(
        self, pinned: PinnedFirmware, chosen: Package, args: ChoiceArguments, subject: str, consent: str
    ) -> None:
        """Require that a package is not older than the pinned one that it is to replace.

        `args` selected it, and say in which instance and product to look for the pinned one. Apart from that, this is
        `pins.replacement.require_no_downgrade`.
        """
        if pinned.dest_version == chosen.dest_version:
            return
        listed = self._evaluate(
            args, lambda terms: pins.find(pinned.firmware_id, terms.packages), lambda found: found is None
        )
        successor = Successor(pinned=pinned, listed=listed, chosen=chosen, criteria=args.criteria)
        require_no_downgrade(successor, self.now(), subject, consent)

    def newer(
        self, pinned: Package, args: ChoiceArguments, warn: Warn = lambda _: None, *, keeps_name: bool = False
    ) -> selection.Newer:
        """Return what is newer than a pinned package (`selection.newer`). A list on disk is good enough for that.

        Warns of versions that cannot be read, and of each block that matches no package.

        Raises:
            UnparsableError: The version of another package cannot be read, and `onUnparsable` is `error`.
        """
        terms = self._inputs(args, self._catalog_cache.get(self._scope(args)))
        found = selection.newer(terms.criteria, pinned, terms.packages, terms.now, keeps_name=keeps_name)
        unreadable = selection.require_readable(found.narrowing, terms.where)
        for message in (*unreadable, *selection.ineffective_blocks(*terms)):
            warn(message)
        return found

    def require_readable(self, args: ChoiceArguments, warn: Warn) -> None:
        """Warn of the versions that a lookup by these criteria cannot read. A list on disk is good enough for that.

        Raises:
            UnparsableError: There are such versions, and `onUnparsable` is `error`.
        """
        terms = self._inputs(args, self._catalog_cache.get(self._scope(args)))
        narrowing = selection.narrow(terms.criteria, terms.packages, terms.now)
        for message in selection.require_readable(narrowing, terms.where):
            warn(message)

    def cancel(self) -> None:
        """End every wait and every request of this service, now and from now on."""
        self._cancel.set()
        self._background.cancel()
        self._client.close()

    def _decide(self, args: ChoiceArguments) -> selection.Decision:
        return self._evaluate(
            args, lambda terms: selection.decide(*terms), lambda found: isinstance(found.outcome, SelectionError)
        )

    def _evaluate(
        self, args: _Selecting, conclude: Callable[[_Inputs], _Found], is_doubtful: Callable[[_Found], bool]
    ) -> _Found:
        """Return what follows from the list of a scope.

        That something is not there, or not as it must be, does not follow from a list on disk: it may have been
        published since.
        """
        scope = self._scope(args)
        catalog = self._catalog_cache.get(scope)
        found = conclude(self._inputs(args, catalog))
        if catalog.is_from_disk and is_doubtful(found):
            return conclude(self._inputs(args, self._catalog_cache.get_live(scope)))
        return found

    def _inputs(self, args: _Selecting, catalog: Catalog) -> _Inputs:
        return _Inputs(catalog.criteria(args), catalog.packages, self.now(), self._where(self._scope(args)))

    def now(self) -> datetime:
        """Return the moment that ages and expiries are counted at, in UTC."""
        return datetime.fromtimestamp(self._timing.time(), timezone.utc)

    def instance_of(self, args: _Selecting | arguments.GetFirmwarePageArgs) -> str | None:
        """Return the ID of the instance that is asked."""
        return args.iot_instance_id or self._iot_instance_id

    def _where(self, scope: Scope) -> str:
        with hiding.reveal(self._iot_instance_id):  # a setting, and no secret
            return f"{scope} ({self._client.endpoint})"

    def _scope(self, args: _Selecting) -> Scope:
        return Scope(self.instance_of(args), args.product_key)


def _page_result(answer: ApiResponse) -> results.GetFirmwarePageResult:
    """Return a page as getFirmwarePage gives it back."""
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
