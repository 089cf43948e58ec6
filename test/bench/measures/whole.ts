import { installByHand } from '../../support/real-daemons/host.ts'
import type { Daemon } from '../../support/real-daemons/operator.ts'
import { realDaemon } from '../../support/real-daemons/real-daemons.ts'
import { aLargeTarball, type BenchHost, nextRelease, steadySeconds, upgradeTo } from '../bench-host.ts'
import { inTurns } from '../in-turns.ts'
import type { Row } from '../row.ts'
import { ratioOf, spreadOf } from '../spread.ts'

/** What people do without us. It judges nothing, keeps nothing, and does not survive a power cut; it is what we are compared with. */
const pipeline = `set -eu
url=$1 file=$2 key=$3 binary=$4 unit=$5
dir=$(mktemp -d /opt/by-hand.XXXXXX)
cd "$dir"
curl -fsS -O "$url/SHA256SUMS" -O "$url/SHA256SUMS.minisig" -O "$url/$file"
minisign -V -q -P "$key" -m SHA256SUMS
sha256sum --check --quiet SHA256SUMS
tar -xzf "$file" --strip-components=1
mv "$binary" "/opt/by-hand/$binary"
systemctl restart "$unit"
cd /
rm -r "$dir"
`

/** From the command to the running daemon: ours, and a shell pipeline on the same machine with the same tarball. */
export async function whole(bench: BenchHost, runs: number): Promise<readonly Row[]> {
  const tarball = await aLargeTarball(bench)
  const byHand = await aDaemonByHand(bench)
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

async function byHandTo({ host, daemon: { app, binary } }: BenchHost, unit: string, version: string): Promise<number> {
  const beganMs = performance.now()
  const words = [`${host.siteUrl}/v${version}`, `${app}-v${version}-linux-amd64.tar.gz`, host.publisher.publicKey, binary, unit]
  await host.machine.must(['sh', '-c', pipeline, 'sh', ...words])
  return performance.now() - beganMs
}

/** The same daemon once more, on another port, for the pipeline to upgrade. Returns its unit. */
async function aDaemonByHand({ host, daemon }: BenchHost): Promise<string> {
  const address = '127.0.0.1:9200'
  const other: Daemon = {
    ...daemon, app: 'by-hand', port: 9200, flags: [`--web.listen-address=${address}`],
    publicPath: `/opt/by-hand/${daemon.binary}`, healthUrl: `http://${address}/metrics`, versionUrl: `http://${address}/metrics`,
  }
  await host.machine.must(['mkdir', '-p', '/opt/by-hand'])
  await installByHand(host, other, (await realDaemon('node-exporter')).newer.executable)
  return 'by-hand.service'
}
