#!/bin/sh
# Makes the vectors of this folder anew with the real cosign, whose path is given. The secret key is thrown away.
set -eu
cosign=$(realpath "$1")
cd "$(dirname "$0")"
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
export COSIGN_PASSWORD=
printf 'the archive\n' > "$scratch/app-v1.2.3-linux-amd64.tar.gz"
(cd "$scratch" && sha256sum app-v1.2.3-linux-amd64.tar.gz) > SHA256SUMS
(cd "$scratch" && "$cosign" generate-key-pair)
mv "$scratch/cosign.pub" cosign.pub
sign() { "$cosign" sign-blob --yes --key "$scratch/cosign.key" --tlog-upload=false "$@" SHA256SUMS > /dev/null; }
sign --output-signature SHA256SUMS.sig
sign --bundle SHA256SUMS.bundle
sign --new-bundle-format --bundle SHA256SUMS.sigstore.json
chmod 644 SHA256SUMS* cosign.pub
