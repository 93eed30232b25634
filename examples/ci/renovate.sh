#!/usr/bin/env bash
# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0

# Run Renovate with the packages of the service as its datasource. Requires Node.js 24, the packages that
# `npm ci --ignore-scripts` installs, and RENOVATE_TOKEN in the environment.
set -euo pipefail

# Write one feed for each entry, within the range of its criteria. A person decides about versions outside the range.
feeds=$(mktemp -d)
alicloud-iot-ota feed --product-key a1GatewayK01 --module-name default --version-range '^4.0' > "$feeds/gateway.json"
alicloud-iot-ota feed --product-key a1MeterK001 --module-name default --version-range '^1.5' > "$feeds/meter.json"

# Renovate reads only files in its own clone, so it gets the feeds over HTTP. They do not leave this machine.
python -m http.server --bind 127.0.0.1 --directory "$feeds" 8099 &
trap 'kill "$!"' EXIT
curl --silent --show-error --fail --retry 5 --retry-connrefused --output /dev/null http://127.0.0.1:8099/

# Renovate accepts these three settings only from its environment, never from renovate.json. Only these two commands may
# run, and `bump` needs the credentials of this job.
export RENOVATE_ALLOWED_COMMANDS='["^git checkout firmware\\.lock$", "^alicloud-iot-ota bump [A-Za-z0-9][A-Za-z0-9_-]* --to [0-9A-Za-z._+-]+ --accept-digest (md5|sha256):[0-9a-f]+$"]'
export RENOVATE_EXPOSE_ALL_ENV=true
export RENOVATE_HOST_RULES='[{"matchHost": "127.0.0.1", "allowInternal": true}]'
node_modules/.bin/renovate
