import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { appendFileSync, copyFileSync, existsSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { test } from 'node:test'

import { finalEventIds, otherEventIds } from '../../../src/cli/final-event-ids.ts'
import type { ToldMessage } from '../../../src/cli/words/told.ts'
import { type Heard, aHook, holdsText, type Hook } from './support/a-hook.ts'
import { anApp, unitOf } from './support/an-app.ts'
import { anOperatorsHost, type Host, installByHand, type Installed, put } from './support/an-operators-host.ts'
import { history, property, theFinalEventOf } from './support/look.ts'
import { start, type } from './support/operate.ts'

type Stage = Installed & { readonly host: Host; readonly hook: Hook }

const secret = 'correct-horse-battery-staple'
const token = 'Bearer t0ps3cret'
const tellUnit = 'app-upgrade-tell@acme.service'
const metricsFile = '/var/lib/prometheus/node-exporter/app-upgrade-acme.prom'
const motd = '/run/motd.d/app-upgrade-acme'

test('outcomes are told to others, and nothing waits for them', { timeout: 1_500_000 }, async (t) => {
  await using host = await anOperatorsHost({ suite: 'bookworm', packages: ['prometheus-node-exporter'] })
  const hook = await aHook(host, 9000)
  const stage: Stage = { host, hook, ...await installByHand(host, anApp({ name: 'acme' }), { more: tellText(hook) }) }
  await furnish(stage)
  stage.offer.add({ version: '1.1.0' })
  stage.offer.add({ version: '2.0.0', ill: 'exits' })
  stage.offer.add({ version: '3.0.0' })
  await t.test('nobody answers at the receiver: the upgrade ends as ever, and does not wait', async () => await deadReceiver(stage))
  await t.test('it is there again: it is told once, and the command not twice', async () => await backAgain(stage))
  await t.test('what is signed is verified by openssl', async () => { for (const one of hook.heard()) verify(one) })
  await t.test('a version that was rolled back: who, from, to, why, and how long without service', async () => await rolledBack(stage))
  await t.test('P19 tampering is told at priority crit, to the journal and to others', async () => await tampered(stage))
  await t.test('node_exporter serves the metrics, and promtool finds nothing to say', async () => await scraped(stage))
  await t.test('stuck: a line at login, also after a boot, until it is settled', async () => await stuck(stage))
  await t.test('without a spool and without a directory for metrics nothing else is kept from happening', async () => await nowhereToWrite(stage))
  await t.test('E43 the secrets are in no log, no property, no argument and no message', async () => await secretsNowhere(stage))
})

const tellText = ({ url }: Hook): string => `
[[tell]]
kind          = "webhook"
url           = "${url}"
secret        = "hook"
authorization = "hook-token"
on            = ["upgraded", "rolled-back", "stuck", "tampered", "refused"]

[[tell]]
kind    = "command"
command = ["/usr/bin/logger", "-t", "acme-ops"]
`

async function furnish({ host, app }: Stage): Promise<void> {
  put(host, '/etc/app-upgrade/credentials/hook', `${secret}\n`, 0o600)
  put(host, '/etc/app-upgrade/credentials/hook-token', token, 0o600)
  // Whoever wants it sooner writes what an operator would write.
  put(host, `/etc/systemd/system/app-upgrade-tell@.service.d/soon.conf`, '[Service]\nRestartSec=500ms\n')
  // What keeps every version from starting, once it is there.
  put(host, `/etc/systemd/system/${unitOf(app)}.d/broken.conf`, '[Service]\nExecStartPre=/usr/bin/test ! -e /srv/broken\n')
  await host.machine.must(['systemctl', 'daemon-reload'])
  await host.machine.must(['systemctl', 'start', 'prometheus-node-exporter.service'])
}

/**
 * A start of the telling unit is queued behind what it does, and answers when that has ended: perhaps an attempt that began before the receiver was there. The
 * one after it has found it there.
 */
async function allTold({ host: { machine } }: Stage): Promise<void> {
  const first = await machine.exec(['systemctl', 'start', tellUnit])
  if (first.code !== 0) await machine.must(['systemctl', 'start', tellUnit])
}

/** Runs to this version, which must end so. */
async function ends({ host: { machine }, app }: Stage, version: string, exit: number): Promise<void> {
  const started = await start(machine, `${app.name}@v${version}`)
  if (started.exit !== exit) assert.fail(`it ended with ${started.exit}: ${(await machine.journal('-u', `app-upgrade*@${app.name}@v${version}*`)).map((line) => String(line['MESSAGE'])).join('\n')}`)
}

const messagesIn = ({ host }: Stage): readonly string[] => readdirSync(join(host.machine.root, '/var/spool/app-upgrade/acme')).filter((name) => name.endsWith('.json'))
const told = (one: Heard | undefined): ToldMessage => JSON.parse(one?.body ?? 'null') as ToldMessage

async function commandHeard({ host: { machine } }: Stage): Promise<readonly ToldMessage[]> {
  return (await machine.journal('-t', 'acme-ops')).map((line) => JSON.parse(String(line['MESSAGE'])) as ToldMessage)
}

async function deadReceiver(stage: Stage): Promise<void> {
  const { host: { machine }, hook } = stage
  hook.mode('silent')
  await machine.must(['systemctl', 'start', 'hook.service'])
  await ends(stage, '1.1.0', 0)
  assert.equal(await property(machine, tellUnit, 'ActiveState'), 'activating', 'the run waited until the receiver was given up')
  // Now it does not even listen.
  await machine.must(['systemctl', 'stop', 'hook.service'])
  await machine.exec(['systemctl', 'start', tellUnit])
  assert.deepEqual(hook.heard(), [])
  assert.equal(messagesIn(stage).length, 1)
  assert.deepEqual((await commandHeard(stage)).map(({ event }) => event), ['upgraded'])
  assert.match(await machine.readFile(metricsFile), /^app_upgrade_spooled_messages\{app="acme"\} 1$/m)
}

async function backAgain(stage: Stage): Promise<void> {
  const { host: { machine }, hook } = stage
  hook.mode('ok')
  await machine.must(['systemctl', 'start', 'hook.service'])
  await allTold(stage)
  const [first, ...more] = hook.heard()
  assert.deepEqual(more, [])
  const { event, app, from, to, running, version, host, by } = told(first)
  assert.deepEqual({ event, app, from, to, running, version, host, by }, { event: 'upgraded', app: 'acme', from: '1.0.0', to: '1.1.0', running: '1.1.0', version: 1, host: 'machine', by: 'root (uid 0), by a unit' })
  assert.deepEqual([first?.headers['x-app-upgrade-event'], first?.headers['x-app-upgrade-id'], first?.headers['authorization']], ['upgraded', told(first).id, token])
  assert.deepEqual(messagesIn(stage), [])
  assert.equal((await commandHeard(stage)).length, 1)
}

/** The line of the manual. */
function verify({ headers, body }: Heard): void {
  const [, seconds = '', signature] = /^t=(\d+),v1=([0-9a-f]{64})$/.exec(headers['x-app-upgrade-signature'] ?? '') ?? []
  const said = execFileSync('sh', ['-c', `{ printf '%s.' ${seconds}; cat; } | openssl dgst -sha256 -hmac '${secret}'`], { input: body, encoding: 'utf8' })
  assert.equal(said.trim().split(' ').at(-1), signature)
}

async function rolledBack(stage: Stage): Promise<void> {
  const { host: { machine }, hook } = stage
  await ends(stage, '2.0.0', 41)
  await allTold(stage)
  const message = told(hook.heard().at(-1))
  assert.deepEqual([message.event, message.from, message.to, message.running, message.code], ['rolled-back', '1.1.0', '2.0.0', '1.1.0', 'ROLLED_BACK'])
  assert.ok((message.downtime_seconds ?? 0) > 0)
  assert.ok((message.reason ?? '') !== '')
  const [item] = (await history(machine, stage.app)).slice(-1)
  assert.deepEqual([item?.outcome, item?.transaction, (item?.downtimeMs ?? 0) / 1000], ['rolled-back', message.transaction, message.downtime_seconds])
}

async function tampered(stage: Stage): Promise<void> {
  const { host: { machine }, offer, app, hook } = stage
  const list = join(offer.directory, 'SHA256SUMS')
  copyFileSync(list, `${list}~`)
  appendFileSync(list, '# more\n')
  const event = await theFinalEventOf(machine, app, async () => await ends(stage, '3.0.0', 40))
  renameSync(`${list}~`, list)
  assert.deepEqual([event['MESSAGE_ID'], event['PRIORITY']], [finalEventIds.tampered, '2'])
  assert.equal((await machine.journal('-p', 'crit', `MESSAGE_ID=${finalEventIds.tampered}`)).length, 1)
  await allTold(stage)
  assert.deepEqual([told(hook.heard().at(-1)).event, told(hook.heard().at(-1)).priority], ['tampered', 2])
}

async function scraped({ host: { machine } }: Stage): Promise<void> {
  const all = await machine.must(['curl', '--silent', '--fail', 'http://127.0.0.1:9100/metrics'])
  const ours = all.split('\n').filter((line) => line.includes('app_upgrade_')).join('\n')
  assert.match(all, /^node_textfile_scrape_error 0$/m)
  assert.match(ours, /^app_upgrade_info\{app="acme",channel="stable",program="[\d.]+",version="1\.1\.0"\} 1$/m)
  assert.match(ours, /^app_upgrade_last_run_outcome\{app="acme",outcome="tampered"\} 1$/m)
  assert.match(ours, /^app_upgrade_transactions_total\{app="acme",outcome="rolled-back",way="on"\} 1$/m)
  assert.match(ours, /^app_upgrade_rolled_back\{app="acme"\} 1$/m)
  assert.match(ours, /^app_upgrade_skipped_versions\{app="acme"\} 1$/m)
  execFileSync('promtool', ['check', 'metrics'], { input: await machine.readFile(metricsFile) })
}

async function stuck(stage: Stage): Promise<void> {
  const { host: { machine }, hook } = stage
  await machine.must(['systemctl', 'stop', 'hook.service'])
  writeFileSync(join(machine.root, '/srv/broken'), '')
  await ends(stage, '3.0.0', 42)
  assert.match(await machine.readFile(motd), /^app-upgrade: 'acme' is stuck since .*: 'app-upgrade status acme'\n$/)
  assert.match(await machine.readFile(metricsFile), /^app_upgrade_stuck\{app="acme"\} 1$/m)
  await machine.poweroff()
  await machine.powerOn()
  await machine.booted()
  assert.match(await machine.readFile(motd), /is stuck since/)
  // What waited is told without anybody asking for it.
  assert.equal(await property(machine, tellUnit, 'ActiveState'), 'activating')
  await machine.must(['systemctl', 'start', 'hook.service'])
  await allTold(stage)
  assert.equal(told(hook.heard().at(-1)).event, 'stuck')
  rmSync(join(machine.root, '/srv/broken'))
  const taken = await type(machine, 'upgrade', 'acme', '--to', '3.0.0', '--force')
  assert.equal(taken.exit, 0, taken.err)
  assert.match(taken.out, /3\.0\.0 is live .* without service/)
  assert.equal(existsSync(join(machine.root, motd)), false)
  assert.match(await machine.readFile(metricsFile), /^app_upgrade_stuck\{app="acme"\} 0$/m)
}

async function nowhereToWrite(stage: Stage): Promise<void> {
  const { host: { machine } } = stage
  await allTold(stage)
  await machine.must(['rm', '-rf', '/var/spool/app-upgrade', dirname(metricsFile)])
  const back = await type(machine, 'rollback', 'acme')
  assert.equal(back.exit, 0, back.err)
  const [untold, ...more] = await machine.journal(`MESSAGE_ID=${otherEventIds.untold}`)
  assert.match(String(untold?.['MESSAGE']), /^acme: nobody was told of upgraded: .*\/var\/spool\/app-upgrade/)
  assert.deepEqual(more, [])
}

async function secretsNowhere({ host }: Stage): Promise<void> {
  const { machine } = host
  const shown = [await machine.must(['journalctl', '--no-pager', '-o', 'export']), await machine.must(['systemctl', 'show', tellUnit, 'app-upgrade@acme.service'])].join('\n')
  for (const hidden of [secret, 't0ps3cret']) {
    assert.equal(shown.includes(hidden), false)
    assert.deepEqual(holdsText(host, hidden, ['/var/spool', '/var/lib/app-upgrade', '/var/cache/app-upgrade', '/var/lib/prometheus', '/var/log']), [])
    assert.deepEqual(holdsText(host, hidden, ['/etc/app-upgrade']).toSorted(), [hidden === secret ? '/etc/app-upgrade/credentials/hook' : '/etc/app-upgrade/credentials/hook-token'])
  }
}
