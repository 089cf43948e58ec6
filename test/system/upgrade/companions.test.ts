import assert from 'node:assert/strict'
import { existsSync, lstatSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'

import type { Illness } from './support/acmed.ts'
import { type App, anApp, unitOf, unitText } from './support/an-app.ts'
import { anOperatorsHost, type Host, installByHand, type Installed, put } from './support/an-operators-host.ts'
import { die, heard } from './support/guarded.ts'
import { answers, history, leftovers, property } from './support/look.ts'
import { fallenBack, start, type } from './support/operate.ts'

type Stage = Installed & { readonly host: Host }
let port = 8300

test('what travels with a release', { timeout: 1_500_000 }, async (t) => {
  await using host = await anOperatorsHost({ suite: 'trixie' })
  const stage = async (name: string, layout: App['layout'], policy = 'probation = "0s"'): Promise<Stage> => {
    const app = anApp({ name, layout, port: port++ })
    put(host, dropInOf(app), ownDropIn)
    return { host, ...await installByHand(host, app, { more: `${travelling(app)}[policy]\nkeep_releases = 6\n${policy}\n` }) }
  }
  await t.test('at once', { concurrency: 3 }, async (u) => {
    await Promise.all([
      ...(['links', 'in-place'] as const).map((layout) => u.test(`R8 ${layout}: the unit file on every road`, async () => await everyRoad(await stage(layout === 'links' ? 'linked' : 'placed', layout)))),
      u.test('R8 out of a probation the unit file goes back, too', async () => await diesLate(await stage('mourned', 'links', 'probation = "10min"'))),
    ])
  })
})

const agentOf = ({ name }: App): string => `${name}-agent.service`
const unitPath = (app: App): string => `/etc/systemd/system/${unitOf(app)}`
const agentPath = (app: App): string => `/etc/systemd/system/${agentOf(app)}`
const dropInOf = (app: App): string => `/etc/systemd/system/${unitOf(app)}.d/local.conf`
const exampleOf = ({ name }: App): string => `/usr/local/share/${name}/example.conf`
/** The operator's own, which no release ships. */
const ownDropIn = '[Service]\nEnvironment=OWN=yes\n'

const travelling = (app: App): string => `
[[unit]]
name = "${agentOf(app)}"
program = "/usr/bin/sleep"
steady = "0s"

[[file]]
from = "units/${unitOf(app)}"

[[file]]
from = "units/${agentOf(app)}"

[[file]]
from = "share/"
to = "/usr/local/share/${app.name}/"

`
const unitOfVersion = (app: App, version: string): string => unitText(app).replace('[Service]\n', `[Service]\nEnvironment=UNIT=${version}\n`)
const agentText = '[Service]\nExecStart=/usr/bin/sleep infinity\n[Install]\nWantedBy=multi-user.target\n'

interface Ships { readonly ill?: Illness; readonly unit: string; readonly agent: 'yes' | 'no'; readonly example?: string }

function offer({ app, offer: publisher }: Stage, version: string, { ill, unit, agent, example }: Ships): void {
  publisher.add({ version, ...(ill === undefined ? {} : { ill }) }, undefined, {
    [`units/${unitOf(app)}`]: unitOfVersion(app, unit),
    ...(agent === 'yes' ? { [`units/${agentOf(app)}`]: agentText } : {}),
    ...(example === undefined ? {} : { 'share/example.conf': example }),
  })
}

/** What lies there, what systemd has read of it, and what runs. */
interface Seen { readonly version: string | null; readonly unit: string; readonly environment: string; readonly agent: string; readonly example: string | null }

async function seen({ host: { machine }, app }: Stage): Promise<Seen> {
  const inside = (path: string): string | null => (existsSync(join(machine.root, path)) ? readFileSync(join(machine.root, path), 'utf8') : null)
  assert.equal(inside(dropInOf(app)), ownDropIn)
  assert.deepEqual(leftovers(machine, app), [])
  const beside = readdirSync(join(machine.root, '/etc/systemd/system')).filter((name) => name.startsWith(`.${app.name}`) && !name.endsWith('.prev~'))
  assert.deepEqual(beside, [], 'nothing of ours lies beside a unit file, but what was there before')
  return {
    version: await answers(machine, app),
    unit: /UNIT=(.*)/.exec(inside(unitPath(app)) ?? '')?.[1] ?? 'own',
    environment: await property(machine, unitOf(app), 'Environment'),
    agent: `${inside(agentPath(app)) === null ? 'no file' : 'file'}, ${await property(machine, agentOf(app), 'ActiveState')}`,
    example: inside(exampleOf(app)),
  }
}

/** How often systemd was asked to read all its unit files again, by a run of this app. */
async function reloads({ host: { machine }, app }: Stage): Promise<number> {
  const lines = await machine.journal('_PID=1')
  return lines.filter((line) => /^Reload(?:ing)? requested from client/.test(String(line['MESSAGE'])) && String(line['MESSAGE']).includes(`@${app.name}`)).length
}

async function reloadsWhile(stage: Stage, act: () => Promise<unknown>): Promise<number> {
  const before = await reloads(stage)
  await act()
  return await reloads(stage) - before
}

async function runs(stage: Stage, version: string, exit: number): Promise<string> {
  const { host: { machine }, app } = stage
  const started = await start(machine, `${app.name}@v${version}`)
  assert.equal(started.exit, exit, (await machine.journal('-u', `app-upgrade@${app.name}@v${version}`)).map((line) => line['MESSAGE']).join('\n'))
  return (await history(machine, app)).at(-1)?.because ?? ''
}

async function everyRoad(stage: Stage): Promise<void> {
  const { host: { machine }, app } = stage
  // The unit was written by hand: its content comes back on no road that leads further than here.
  offer(stage, '1.1.0', { unit: '1.1.0', agent: 'yes', example: 'one\n' })
  const dry = await type(machine, 'upgrade', app.name, '--to', '1.1.0', '--dry-run')
  for (const part of [`beside    ${unitPath(app)}: `, `${agentPath(app)}: nothing to `, `'${unitPath(app)}' was not laid down by app-upgrade`, `'${agentOf(app)}' is new, and neither enabled nor started`]) assert.ok((dry.out + dry.err).includes(part), `${part} in\n${dry.out}${dry.err}`)
  assert.equal(await reloadsWhile(stage, async () => await runs(stage, '1.1.0', 0)), 1)
  const good: Seen = { version: '1.1.0', unit: '1.1.0', environment: 'UNIT=1.1.0 OWN=yes', agent: 'file, inactive', example: 'one\n' }
  assert.deepEqual(await seen(stage), good)
  assert.equal(lstatSync(join(machine.root, unitPath(app))).mode & 0o7777, 0o644)
  await machine.must(['systemctl', 'start', agentOf(app)])
  const running = { ...good, agent: 'file, active' }

  // Both branches: the new one does not start, and it starts and is ill. Once on the way there, once on the way back.
  // In place one of them is enough: what differs are the layouts' own ways back, and they end alike.
  for (const [version, ill] of ([['2.0.0', 'exits'], ['2.1.0', 'unwell']] as const).filter((one) => app.layout === 'links' || one[1] === 'unwell')) {
    offer(stage, version, { ill, unit: version, agent: 'no' })
    assert.equal(await reloadsWhile(stage, async () => await runs(stage, version, 41)), 2, ill)
    assert.deepEqual(await seen(stage), running, ill)
  }

  offer(stage, '3.0.0', { unit: '3.0.0', agent: 'no', example: 'three\n' })
  assert.equal(await reloadsWhile(stage, async () => await runs(stage, '3.0.0', 0)), 1)
  assert.deepEqual(await seen(stage), { version: '3.0.0', unit: '3.0.0', environment: 'UNIT=3.0.0 OWN=yes', agent: 'no file, inactive', example: 'three\n' })
  offer(stage, '3.1.0', { unit: '3.0.0', agent: 'no', example: 'three\n' })
  assert.equal(await reloadsWhile(stage, async () => await runs(stage, '3.1.0', 0)), 0, 'nothing changed that systemd reads')

  await backAndEdited(stage, running)
}

/** By hand, over two releases; and what somebody changed here meanwhile. */
async function backAndEdited(stage: Stage, then: Seen): Promise<void> {
  const { host: { machine }, app } = stage
  const back = await type(machine, 'rollback', app.name, '--to', '1.1.0')
  assert.equal(back.exit, 0, back.err)
  // What was stopped when its file went runs again, too.
  assert.deepEqual(await seen(stage), then)

  put({ machine }, unitPath(app), `${unitOfVersion(app, '1.1.0')}# mine\n`)
  await machine.must(['systemctl', 'daemon-reload'])
  offer(stage, '4.0.0', { unit: '4.0.0', agent: 'yes', example: 'four\n' })
  const refused = await type(machine, 'upgrade', app.name, '--to', '4.0.0')
  assert.equal(refused.exit, 40, refused.err)
  assert.match(refused.err, new RegExp(`'${unitPath(app)}' was changed here by somebody else, and 4\\.0\\.0 brings another one`))
  assert.deepEqual(await seen(stage), then)
  assert.match(readFileSync(join(machine.root, unitPath(app)), 'utf8'), /# mine/)
}

async function diesLate(stage: Stage): Promise<void> {
  const { host: { machine }, app } = stage
  offer(stage, '1.1.0', { unit: '1.1.0', agent: 'no' })
  await runs(stage, '1.1.0', 0)
  offer(stage, '1.2.0', { ill: 'mortal', unit: '1.2.0', agent: 'no' })
  await runs(stage, '1.2.0', 0)
  assert.equal((await seen(stage)).environment, 'UNIT=1.2.0 OWN=yes')
  await die(machine, app)
  await heard(machine, app, 'rolled-back')
  await fallenBack(machine, app.name)
  assert.deepEqual(await seen(stage), { version: '1.1.0', unit: '1.1.0', environment: 'UNIT=1.1.0 OWN=yes', agent: 'no file, inactive', example: null })
}
