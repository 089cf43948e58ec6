import assert from 'node:assert/strict'
import { appendFileSync, chmodSync, copyFileSync, renameSync, rmSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'

import { finalEventIds } from '../../../src/cli/final-event-ids.ts'
import { anApp, appText, configOf, homeOf, publicPathOf, unitOf } from './support/an-app.ts'
import { signer } from './support/an-offer.ts'
import { anOperatorsHost, type Host, type Installed, installByHand, put } from './support/an-operators-host.ts'
import { answers, history, leftovers, theFinalEventOf, untouchables } from './support/look.ts'
import { start, type } from './support/operate.ts'

type Stage = Installed & { readonly host: Host }

/** What is refused, and with which exit code. `spoil` returns how to mend it again. */
interface Refusal {
  readonly what: string
  readonly exit: number
  readonly says: RegExp
  readonly event?: keyof typeof finalEventIds
  readonly priority?: string
  readonly instance?: string
  readonly spoil: (stage: Stage) => Promise<() => void | Promise<void>>
}

const config = ({ host, app }: Stage): string => join(host.machine.root, configOf(app))
const rewrite = (change: (text: string) => string) => async (stage: Stage): Promise<() => void> => {
  put(stage.host, configOf(stage.app), change(appText(stage.app, signer.keyLine)))
  return () => put(stage.host, configOf(stage.app), appText(stage.app, signer.keyLine))
}
const nothing = async (): Promise<() => void> => () => {}
/** Spoils a file of the publisher's, and puts the honest one back afterwards. */
const spoiled = (file: string, spoil: (path: string) => void) => async ({ offer }: Stage): Promise<() => void> => {
  const path = join(offer.directory, file)
  copyFileSync(path, `${path}~`)
  spoil(path)
  return () => renameSync(`${path}~`, path)
}
const systemctl = (...words: readonly string[]) => async ({ host }: Stage): Promise<void> => void await host.machine.must(['systemctl', ...words])

const refusals: readonly Refusal[] = [
  { what: 'V18 a tarball that was changed after it was signed', exit: 40, event: 'tampered', priority: '2', says: /sha256|signed/i, spoil: spoiled('acme-v2.0.0-linux-amd64.tar.gz', (path) => appendFileSync(path, '!')) },
  { what: 'V4 a list that was changed after it was signed', exit: 40, event: 'tampered', priority: '2', says: /signature/, spoil: spoiled('SHA256SUMS', (path) => appendFileSync(path, '# more\n')) },
  { what: 'V9 a list without its signature', exit: 40, event: 'refused', priority: '4', says: /SHA256SUMS\.minisig/, spoil: spoiled('SHA256SUMS.minisig', (path) => rmSync(path)) },
  { what: 'a version that nobody published', exit: 69, event: 'failed', instance: 'acme@v7.7.7', says: /7\.7\.7/, spoil: nothing },
  { what: 'a source that is not there', exit: 69, event: 'failed', says: /srv\/releases\/acme/, spoil: async ({ offer }) => { renameSync(offer.directory, `${offer.directory}~`); return () => renameSync(`${offer.directory}~`, offer.directory) } },
  { what: 'E34 an unknown key, named with its file and line', exit: 78, event: 'failed', says: /acme\.toml:\d+: .*verifiy/, spoil: rewrite((text) => `${text}verifiy = 1\n`) },
  { what: 'E48 nobody to trust', exit: 78, event: 'failed', says: /acme\.toml.*trust/s, spoil: rewrite((text) => text.replace(/\[\[trust\]\]\n(?:.+\n)+/, '')) },
  { what: 'E29 settings that others may write', exit: 78, event: 'failed', says: /acme\.toml/, spoil: async (stage) => { chmodSync(config(stage), 0o666); return () => chmodSync(config(stage), 0o644) } },
  { what: 'E28 settings behind a link', exit: 78, event: 'failed', says: /acme\.toml/, spoil: async (stage) => { renameSync(config(stage), `${config(stage)}~`); symlinkSync(`${configOf(stage.app)}~`, config(stage)); return () => renameSync(`${config(stage)}~`, config(stage)) } },
  { what: 'E40 a unit that the machine stands on', exit: 78, event: 'failed', says: /acme\.toml:\d+: .*dbus\.service/, spoil: rewrite((text) => text.replace('name = "acme.service"', 'name = "dbus.service"')) },
  { what: 'R1 a unit that does not exist', exit: 40, event: 'refused', says: /jacod\.service.*does not exist/, spoil: rewrite((text) => text.replace('name = "acme.service"', 'name = "jacod.service"')) },
  { what: 'E41 a path that belongs to a package', exit: 40, event: 'refused', says: /bin\/savelog.*belongs to the package 'debianutils'/, spoil: rewrite((text) => text.replace('"/usr/local/bin/acmed"', '"/usr/bin/savelog"')) },
  { what: 'V3 a signature by another key', exit: 40, event: 'tampered', priority: '2', says: /key 860219800D7DFA96, which is not trusted/, spoil: rewrite((text) => text.replace(signer.keyLine, 'RWQf6LRCGA9i53mlYecO4IzT51TGPpvWucNSCh1CBM0QTaLn73Y7GFO3')) },
]

test('what is refused touches nothing, says why, and says what runs', { timeout: 1_500_000 }, async (t) => {
  await using host = await anOperatorsHost({ suite: 'bookworm' })
  const app = anApp({ name: 'acme' })
  const stage: Stage = { host, ...await installByHand(host, app) }
  stage.offer.add({ version: '1.1.0' })
  stage.offer.add({ version: '2.0.0' })
  assert.equal((await start(host.machine, 'acme@v1.1.0')).exit, 0)
  for (const one of refusals) await t.test(one.what, async () => await refused(stage, one))
  for (const [what, instance] of strangeInstances) await t.test(`${what} as an instance: ${instance}`, async () => await strange(stage, instance))
  await t.test('R1 E39 a masked unit', async () => await refused(stage, masked))
  await t.test('g30 a daemon that rests is upgraded and goes on resting', async () => await rests(stage))
  await t.test('77 only root may change what is live; everybody may look', async () => await notRoot(stage))
  await t.test('E03 an escaped dash in an instance is a dash', async () => {
    stage.offer.add({ version: '1.1.1-rc.1' })
    assert.equal((await start(host.machine, 'acme@v1.1.1\\x2drc.1')).exit, 0)
    assert.equal(await answers(host.machine, app), '1.1.1-rc.1')
  })
  await t.test('after all this the same release is taken, once nothing is wrong', async () => {
    assert.equal((await start(host.machine, 'acme@v2.0.0')).exit, 0)
    assert.equal(await answers(host.machine, app), '2.0.0')
  })
})

/** Valid unit names to systemd, every one of them. */
const strangeInstances = [
  ['E04', '..'], ['E05', '..-..-etc-passwd'], ['E06', '-'], ['E07', '-etc-shadow'], ['E09', '.hidden'], ['E10', 'a@b@c'], ['E11', String.raw`x\x0aPRIORITY=0`],
  ['E12', String.raw`x\x24\x28id\x29`], ['E19', 'ACME@v2.0.0'], ['E20', 'acme.toml'], ['E22', '--help'], ['E23', String.raw`\x2d\x2dforce`],
] as const

async function strange({ host: { machine }, app }: Stage, instance: string): Promise<void> {
  const before = await untouchables(machine, app)
  const started = await start(machine, instance)
  assert.deepEqual([started.systemctl === 0, started.exit], [false, 64], started.said)
  assert.deepEqual(await untouchables(machine, app), before)
}

async function refused(stage: Stage, { exit, says, event, priority, instance = 'acme@v2.0.0', spoil }: Refusal): Promise<void> {
  const { host: { machine }, app } = stage
  const before = await untouchables(machine, app)
  const mend = await spoil(stage)
  try {
    const found = await theFinalEventOf(machine, app, async () => {
      const started = await start(machine, instance)
      assert.deepEqual([started.systemctl === 0, started.exit], [false, exit], started.said)
    })
    assert.match(String(found['MESSAGE']), says)
    if (event !== undefined) assert.equal(found['MESSAGE_ID'], finalEventIds[event], String(found['MESSAGE']))
    if (priority !== undefined) assert.equal(found['PRIORITY'], priority)
    const typed = await type(machine, 'upgrade', 'acme', '--to', instance.split('@')[1] ?? '')
    assert.equal(typed.exit, exit, typed.err)
    assert.match(typed.err, says)
  } finally {
    await mend()
  }
  const releasesAside = (line: string): boolean => !line.includes(`${homeOf(app)}/releases`)
  assert.deepEqual((await untouchables(machine, app)).filter(releasesAside), before.filter(releasesAside))
  assert.deepEqual(leftovers(machine, app), [])
  assert.equal(await answers(machine, app), '1.1.0')
  assert.equal((await history(machine, app)).length, 1, 'a transaction began')
}

const masked: Refusal = {
  what: 'a masked unit', exit: 40, event: 'refused', says: /acme\.service.*is masked/,
  spoil: async (stage) => {
    const path = join(stage.host.machine.root, '/etc/systemd/system', unitOf(stage.app))
    renameSync(path, `${path}~`)
    symlinkSync('/dev/null', path)
    await systemctl('daemon-reload')(stage)
    return async () => {
      renameSync(`${path}~`, path)
      await systemctl('daemon-reload')(stage)
    }
  },
}

async function rests(stage: Stage): Promise<void> {
  const { host: { machine } } = stage
  const app = anApp({ name: 'rests', port: 7001 })
  const { offer } = await installByHand(stage.host, app, { start: 'no' })
  offer.add({ version: '1.1.0' })
  assert.equal((await start(machine, 'rests@v1.1.0')).exit, 0)
  assert.equal((await machine.exec(['systemctl', 'is-active', unitOf(app)])).stdout, 'inactive\n')
  assert.equal(await machine.must([publicPathOf(app), '--version']), 'acmed 1.1.0\n')
  // Another app makes a bare version ambiguous, so it goes before the next case.
  rmSync(join(machine.root, configOf(app)))
}

async function notRoot({ host: { machine }, app }: Stage): Promise<void> {
  const as = (...words: readonly string[]): ReturnType<typeof machine.exec> => machine.exec(['setpriv', '--reuid=65534', '--regid=65534', '--clear-groups', 'app-upgrade', ...words])
  const before = await untouchables(machine, app)
  for (const words of [['upgrade', app.name, '--to', 'v2.0.0'], ['rollback', app.name], ['recover'], ['skip', app.name, '2.0.0']]) {
    const ran = await as(...words)
    assert.equal(ran.code, 77, `${words.join(' ')}: ${ran.stderr}`)
    assert.match(ran.stderr, /only root/)
  }
  const status = await as('status', app.name, '--json')
  assert.equal(status.code, 0, status.stderr)
  assert.deepEqual(await untouchables(machine, app), before)
}
