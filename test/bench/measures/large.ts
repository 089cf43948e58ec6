import { aLargeTarball, acquired, anotherDaemon, type BenchHost, nextRelease, steadySeconds, timed, upgradeTo } from '../bench-host.ts'
import { inTurns } from '../in-turns.ts'
import type { Row } from '../row.ts'
import { ratioOf, spreadOf } from '../spread.ts'

/** The least that anybody can do with a tarball: fetch it, compare its digest, unpack it; and restart the daemon, where a unit is named. */
const pipeline = `set -eu
url=$1 file=$2 binary=$3 public=$4 unit=$5
dir=$(mktemp -d /opt/by-hand.XXXXXX)
cd "$dir"
curl -fsS -O "$url/SHA256SUMS" -O "$url/$file"
sha256sum --check --quiet SHA256SUMS
tar -xzf "$file" --strip-components=1
if [ -n "$unit" ]; then mv "$binary" "$public"; systemctl restart "$unit"; fi
cd /
rm -r "$dir"
`
const rounds = 7

/** A tarball of about 200 MB: fetched and verified, and a whole upgrade. */
export async function large(bench: BenchHost, runs: number): Promise<readonly Row[]> {
  const { host, daemon: { app, binary } } = bench
  const tarball = await aLargeTarball(bench, rounds)
  const other = await anotherDaemon(bench, 'plain', 9500)
  const byHand = async (unit: string): Promise<number> => {
    const version = await nextRelease(bench, tarball)
    return await timed(host, ['sh', '-c', pipeline, 'sh', `${host.siteUrl}/v${version}`, `${app}-v${version}-linux-amd64.tar.gz`, binary, other.publicPath, unit]) / 1000
  }
  const alone = await inTurns(runs, {
    ours: async () => await acquired(bench, await nextRelease(bench, tarball)) / 1000,
    theirs: async () => await byHand(''),
  })
  const { theirs, figures } = await inTurns(runs, {
    ours: async () => await upgradeTo(bench, await nextRelease(bench, tarball)) / 1000 - steadySeconds,
    theirs: async () => await byHand(`${other.app}.service`),
  })
  return [
    { what: 'acquire of a 200 MB tarball, curl and sha256sum and tar', unit: 's', ...alone, goal: '≤ 1.2' },
    { what: `whole upgrade with it without the ${steadySeconds} s of watching, the same and a restart`, unit: 's', ours: spreadOf(figures.ours), theirs, ratio: ratioOf(figures.ours, figures.theirs), goal: '≤ 1.2' },
  ]
}
