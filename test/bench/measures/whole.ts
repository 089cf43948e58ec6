import type { Daemon } from '../../support/real-daemons/operator.ts'
import { aLargeTarball, anotherDaemon, type BenchHost, nextRelease, steadySeconds, timed, upgradeTo } from '../bench-host.ts'
import { inTurns } from '../in-turns.ts'
import type { Row } from '../row.ts'
import { ratioOf, spreadOf } from '../spread.ts'

/** What people do without us. It judges nothing, keeps nothing, and does not survive a power cut; it is what we are compared with. */
const pipeline = `set -eu
url=$1 file=$2 key=$3 binary=$4 public=$5 unit=$6
dir=$(mktemp -d /opt/by-hand.XXXXXX)
cd "$dir"
curl -fsS -O "$url/SHA256SUMS" -O "$url/SHA256SUMS.minisig" -O "$url/$file"
minisign -V -q -P "$key" -m SHA256SUMS
sha256sum --check --quiet SHA256SUMS
tar -xzf "$file" --strip-components=1
mv "$binary" "$public"
systemctl restart "$unit"
cd /
rm -r "$dir"
`

/** From the command to the running daemon: ours, and a shell pipeline on the same machine with the same tarball. */
export async function whole(bench: BenchHost, runs: number): Promise<readonly Row[]> {
  const tarball = await aLargeTarball(bench)
  const byHand = await anotherDaemon(bench, 'by-hand', 9200)
  const { ours, theirs, ratio, figures } = await inTurns(runs, {
    ours: async () => (await upgradeTo(bench, await nextRelease(bench, tarball))) / 1000,
    theirs: async () => await byHandTo(bench, byHand, await nextRelease(bench, tarball)) / 1000,
  })
  const work = figures.ours.map((seconds) => seconds - steadySeconds)
  const what = 'whole upgrade with a 30 MB tarball, shell pipeline'
  return [
    { what, unit: 's', ours, theirs, ratio, goal: '≤ 1.5' },
    { what: `the same without the ${steadySeconds} s of watching`, unit: 's', ours: spreadOf(work), theirs, ratio: ratioOf(work, figures.theirs), goal: '≤ 1.5' },
  ]
}

async function byHandTo({ host, daemon: { app, binary } }: BenchHost, by: Daemon, version: string): Promise<number> {
  const words = [`${host.siteUrl}/v${version}`, `${app}-v${version}-linux-amd64.tar.gz`, host.publisher.publicKey, binary, by.publicPath, `${by.app}.service`]
  return await timed(host, ['sh', '-c', pipeline, 'sh', ...words])
}
