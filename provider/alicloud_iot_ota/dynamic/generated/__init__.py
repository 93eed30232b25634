# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
# Made by tools/dynamic_form.py from sdk/python: make sdk. Not to be edited.

import builtins as _builtins
from . import _utilities
import typing
# Export this package's modules as members:
from ._enums import *
from .explain_firmware import *
from .find_firmware import *
from .firmware_pin import *
from .get_firmware import *
from .get_firmware_page import *
from .get_firmwares import *
from .get_locked_firmware import *
from .get_upgrade_path import *
from ._inputs import *
from . import outputs
