#!/usr/bin/env bash
# Builds the Dockerfile and runs its image, on a Debian machine without Docker and without a registry of images:
# buildah builds, on a base made here of Debian's packages and this machine's Node 20, in the place of
# node:20-bookworm-slim; runc runs, read-only, as user 65532, without a network or capabilities. As root:
#
#     apt-get install buildah mmdebstrap runc && scripts/try-dockerfile.sh [CAPTURE]
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
capture="$(realpath "${1:-captures/syn-drop.pcapng}")"
case "$(node --version)" in v20.*) ;; *) echo "the base is to have Node 20" >&2; exit 2 ;; esac

place="$(mktemp -d)"
images=(buildah --root "$place/store" --runroot "$place/run")
export BUILDAH_ISOLATION=chroot
cleaned() {
  "${images[@]}" umount --all >/dev/null 2>&1 || true
  rm -rf "$place"
}
trap cleaned EXIT

mmdebstrap --quiet --variant=minbase --include=ca-certificates bookworm "$place/base.tar"
base="$("${images[@]}" from scratch)"
"${images[@]}" add --quiet "$base" "$place/base.tar" / >/dev/null
root="$("${images[@]}" mount "$base")"
install -m 755 "$(node -p process.execPath)" "$root/usr/local/bin/node"
mkdir -p "$root/usr/local/lib/node_modules"
cp -a "$(npm root --global)/npm" "$root/usr/local/lib/node_modules/"
ln -s ../lib/node_modules/npm/bin/npm-cli.js "$root/usr/local/bin/npm"
# Whatever this machine trusts, its registries may be signed by.
cp /etc/ssl/certs/ca-certificates.crt "$root/etc/ssl/certs/ca-certificates.crt"
"${images[@]}" config --env PATH=/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin \
  --env NODE_EXTRA_CA_CERTS=/etc/ssl/certs/ca-certificates.crt "$base"
"${images[@]}" commit --quiet "$base" docker.io/library/node:20-bookworm-slim >/dev/null

"${images[@]}" build --pull-never --network host --tag pcap-verdict .
"${images[@]}" images pcap-verdict

container="$("${images[@]}" from --pull-never localhost/pcap-verdict)"
root="$("${images[@]}" mount "$container")"
node --input-type=module - "$place" "$root" "$capture" <<'SPEC'
import { writeFileSync } from 'node:fs';
import { basename, dirname } from 'node:path';
const [place, root, capture] = process.argv.slice(2);
writeFileSync(`${place}/config.json`, JSON.stringify({
  ociVersion: '1.0.2',
  root: { path: root, readonly: true },
  process: {
    user: { uid: 65532, gid: 65532 },
    cwd: '/captures',
    args: ['/usr/bin/pcap-verdict', basename(capture)],
    noNewPrivileges: true,
    capabilities: {},
  },
  mounts: [
    { destination: '/proc', type: 'proc', source: 'proc' },
    { destination: '/dev', type: 'tmpfs', source: 'tmpfs' },
    { destination: '/captures', type: 'bind', source: dirname(capture), options: ['rbind', 'ro'] },
  ],
  linux: { namespaces: ['pid', 'network', 'ipc', 'uts', 'mount'].map((type) => ({ type })) },
}));
SPEC
runc run --bundle "$place" "pcap-verdict-$$"
