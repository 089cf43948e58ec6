import { aHost } from '../support/real-daemons/host.ts'
import { etcd, nodeExporter } from '../support/real-daemons/operator.ts'
import { realDaemon } from '../support/real-daemons/real-daemons.ts'
import { history } from './acts/history.ts'
import { illRelease } from './acts/ill-release.ts'
import { install } from './acts/install.ts'
import { rollBackByHand } from './acts/roll-back-by-hand.ts'
import { tampered } from './acts/tampered.ts'
import { upgrade } from './acts/upgrade.ts'
import { narrator, paintForTerminal } from './narrator.ts'
import type { Stage } from './stage.ts'

// npm run demo: real daemons between two of their real versions, on a real systemd. Exit code 1 when an act did not do
// what it says. Machine, mounts and files are gone when this process ends, also after Ctrl-C.
const beganMs = performance.now()
const tell = narrator((text) => process.stdout.write(text), paintForTerminal)
try {
  await play()
  tell.note(`\nAll of it happened as told. ${((performance.now() - beganMs) / 1000).toFixed(0)} s, and nothing is left behind.`)
} catch (thrown) {
  console.error(`\ndemo: ${thrown instanceof Error ? thrown.message : String(thrown)}`)
  process.exitCode = 1
}
process.exit()

async function play(): Promise<void> {
  tell.note('Preparing: the package, a Debian with a real systemd, two versions each of two real daemons. The first time this takes minutes, later seconds.')
  const stage: Stage = {
    tell,
    exporter: { daemon: nodeExporter(), versions: await realDaemon('node-exporter') },
    etcd: { daemon: etcd(), versions: await realDaemon('etcd') },
    host: await aHost(),
  }
  for (const act of [install, upgrade, illRelease, rollBackByHand, tampered, history]) await act(stage)
}
