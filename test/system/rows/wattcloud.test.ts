import assert from 'node:assert/strict'
import { readlinkSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'

import { aSigstore } from '../../support/a-sigstore.ts'
import { put } from '../upgrade/support/an-operators-host.ts'
import { history, leftovers, status } from '../upgrade/support/look.ts'
import { type } from '../upgrade/support/operate.ts'
import { useShippedFile } from './support/a-row.ts'
import type { Run } from './support/keyless.ts'
import { running, saidBy, starts, touchesNothing } from './support/outcome.ts'
import { program } from './support/program.ts'
import { aLife, app, home, type Life, post, release, rootLine, rootPath, runs, unit, unitText } from './support/wattcloud.ts'

// wattcloud (formats.md 3): releases on GitHub, a tarball with a whole tree, signed without a key by the workflow that built it, nothing but .sig and .cert
// beside it: the proof is in the transparency log. That the real cosign believes what our fixtures sign: test/tools/ask-cosign.ts.

test('wattcloud: a tree from GitHub, signed without a key', { timeout: 1_500_000 }, async (t) => {
  const life = await aLife(t, left)
  await using _ = life.row
  await t.test('P9 J40 the newest stable by precedence, its tree laid down, .sig and .cert proven by the log', async () => await newest(life))
  await t.test('an exact tag, and another spelling of the processor', async () => await exact(life))
  await t.test('an ill release: everything of it goes back, web files, too', async () => await ill(life))
  await t.test('V17 another signer, another tag, not in the log: nothing is touched', async () => await refused(life))
  await t.test('V17 the log cannot be asked', async () => await withoutLog(life))
  await t.test('V17 the owner is renamed: both names, while it lasts', async () => await rotation(life))
  await t.test('a bundle, as version 3 of cosign makes it, needs no log', async () => await bundle(life))
  await t.test('a host as their tool left it, where no path outside of its home leads to the programs', async () => await fromTheirs(life))
  await t.test("P15 back to what ran before, and not to the highest of the others", async () => await back(life))
})

const left = { version: '0.9.0', unit: unitText() }

async function newest(life: Life): Promise<void> {
  const { host: { machine } } = life.row
  post(life, await release(life, { version: '1.9.0' }), await release(life, { version: '1.10.0' }), await release(life, { version: '2.0.0-rc.1' }), { ...await release(life, { version: '3.0.0' }), draft: true })
  assert.match((await type(machine, 'check', 'wattcloud')).out, /wattcloud: 1\.10\.0 is available/)
  await starts(machine, 'wattcloud', 0)
  await runs(life, '1.10.0')
  assert.equal(readlinkSync(join(machine.root, home, 'current')), 'releases/1.10.0')
  assert.equal(await machine.readFile(`${home}/current/web/assets/deep/app.js`), '// 1.10.0\n')
  assert.match(await saidBy(machine, 'wattcloud'), /was signed by 'https:\/\/github\.com\/thewattlabs\/wattcloud\/\.github\/workflows\/release\.yml@refs\/tags\/v1\.10\.0'/)
  assert.ok(life.row.web.asked().includes('rekor.sigstore.dev POST /api/v1/log/entries/retrieve 200'))
}

async function exact(life: Life): Promise<void> {
  const { host: { machine } } = life.row
  post(life, await release(life, { version: '1.11.0', slug: 'amd64-linux' }))
  await starts(machine, 'wattcloud@v1.11.0', 0)
  await runs(life, '1.11.0')
  assert.deepEqual((await history(machine, app)).map((one) => `${one.to} ${one.outcome}`), ['1.10.0 upgraded', '1.11.0 upgraded'])
}

async function ill(life: Life): Promise<void> {
  const { host: { machine } } = life.row
  post(life, await release(life, { version: '1.12.0', ill: 'unwell' }))
  await starts(machine, 'wattcloud@v1.12.0', 41)
  await runs(life, '1.11.0')
  assert.match(await saidBy(machine, 'wattcloud@v1.12.0'), /503/)
}

async function refused(life: Life): Promise<void> {
  const { host: { machine } } = life.row
  const cases: readonly (readonly [version: string, words: RegExp, by: Partial<Run>])[] = [
    ['1.13.0', /it was signed by 'https:\/\/github\.com\/mallory\/wattcloud/, { repository: 'mallory/wattcloud' }],
    ['1.13.1', /it was signed by 'https:\/\/github\.com\/thewattlabs\/wattcloud-fork/, { repository: 'thewattlabs/wattcloud-fork' }],
    ['1.13.2', /1\.11\.0/, { tag: 'v1.11.0' }],
    ['1.13.3', /the transparency log/, { logged: 'no' }],
  ]
  for (const [version, words, by] of cases) {
    post(life, await release(life, { version, by }))
    await refuses(life, version, 40)
    assert.match(await saidBy(machine, `wattcloud@v${version}`), words)
  }
  const tampered = await release(life, { version: '1.13.4' })
  const [name = ''] = Object.keys(tampered.files ?? {})
  const bytes = tampered.files?.[name] ?? Buffer.from('')
  post(life, { ...tampered, files: { ...tampered.files, [name]: Buffer.concat([bytes, Buffer.from([0])]) } })
  await refuses(life, '1.13.4', 40)
  post(life, { ...tampered, files: Object.fromEntries(Object.entries(tampered.files ?? {}).filter(([one]) => !one.endsWith('.cert'))) })
  await refuses(life, '1.13.4', 40)
  assert.deepEqual(leftovers(machine, app), [])
}

async function refuses({ row: { host: { machine } } }: Life, version: string, exit: number): Promise<void> {
  await touchesNothing(machine, { paths: [`${home}/current`, `${home}/releases`, '/usr/local/bin', `/var/lib/app-upgrade/wattcloud/journals`], unit }, async () => await starts(machine, `wattcloud@v${version}`, exit))
}

async function withoutLog(life: Life): Promise<void> {
  const { row, row: { host, host: { machine } } } = life
  post(life, await release(life, { version: '1.14.0' }))
  // Another log than the one that answers here: nobody listens there.
  useShippedFile(row, 'wattcloud', { changes: [...rootLine, ['[archive]\n', 'rekor = "https://rekor.sigstore.dev:444"\n\n[archive]\n']] })
  await refuses(life, '1.14.0', 69)
  assert.match(await saidBy(machine, 'wattcloud@v1.14.0'), /rekor\.sigstore\.dev:444/)
  useShippedFile(row, 'wattcloud', { changes: rootLine })
  put(host, rootPath, (await aSigstore()).root)
  await refuses(life, '1.14.0', 40)
  put(host, rootPath, life.sigstore.root)
  await starts(machine, 'wattcloud@v1.14.0', 0)
  await runs(life, '1.14.0')
}

async function rotation(life: Life): Promise<void> {
  const { row, row: { host: { machine } } } = life
  post(life, await release(life, { version: '1.15.0', by: { repository: 'wattzupbyte/wattcloud' } }))
  await refuses(life, '1.15.0', 40)
  const identity = (owner: string): string => `"https://github.com/${owner}/wattcloud/.github/workflows/release.yml@refs/tags/{tag}"`
  useShippedFile(row, 'wattcloud', { changes: [...rootLine, [`[${identity('thewattlabs')}]`, `[${identity('thewattlabs')}, ${identity('wattzupbyte')}]`]] })
  await starts(machine, 'wattcloud@v1.15.0', 0)
  await runs(life, '1.15.0')
}

async function bundle(life: Life): Promise<void> {
  const { row, row: { host: { machine }, web } } = life
  post(life, await release(life, { version: '1.16.0', signed: 'bundle' }))
  useShippedFile(row, 'wattcloud', { changes: [['signature   = "{artifact}.sig"\ncertificate = "{artifact}.cert"\n', `trusted_root = "${rootPath}"\n`]] })
  const lookups = (): number => web.asked().filter((line) => line.startsWith('rekor.')).length
  const before = lookups()
  await starts(machine, 'wattcloud@v1.16.0', 0)
  assert.equal(lookups(), before)
  await runs(life, '1.16.0')
}

/** A second one on the same machine: what runs is `current` of another tool, and nothing of ours leads to it yet. */
async function fromTheirs(life: Life): Promise<void> {
  const { row, row: { host, host: { machine } } } = life
  const [other, service] = ['/opt/watt2', 'watt2.service']
  put(host, `${other}/releases/v0.9.0/bin/byo-relay`, program({ version: '0.9.0' }), 0o755)
  await machine.must(['ln', '-sfT', `${other}/releases/v0.9.0`, `${other}/current`])
  put(host, `/etc/systemd/system/${service}`, `[Service]\nType=notify\nExecStart=${other}/current/bin/byo-relay 8444\nRestart=on-failure\nRestartSec=100ms\n[Install]\nWantedBy=multi-user.target\n`)
  useShippedFile(row, 'wattcloud', { as: '/etc/app-upgrade/watt2.toml', changes: [
    ...rootLine, [`home  = "${home}"`, `home  = "${other}"`], ['files = { "bin/byo-relay" = "/usr/local/bin/byo-relay", "bin/byo-admin" = "/usr/local/bin/byo-admin" }', 'files = { "bin/byo-relay" = "/usr/local/bin/watt2" }'],
    ['name    = "wattcloud.service"', `name    = "${service}"`], ['[[file]]\nfrom = "packaging/wattcloud.service"\nto   = "/etc/systemd/system/wattcloud.service"\n', ''], ['http://127.0.0.1:8443/health', 'http://127.0.0.1:8444/health'],
  ] })
  await machine.must(['systemctl', 'daemon-reload'])
  await machine.must(['systemctl', 'start', service])
  post(life, await release(life, { version: '1.17.0', ill: 'exits' }))
  const relay = `${other}/current/bin/byo-relay`
  const remedy = new RegExp(`what runs as '${relay}' could not be kept: '/usr/local/bin/watt2' does not lead to it.*ln -s ${relay} /usr/local/bin/watt2`, 's')
  await touchesNothing(machine, { paths: [other, '/usr/local/bin'], unit: service }, async () => {
    assert.match((await type(machine, 'doctor', 'watt2')).out, remedy)
    const { exit, err } = await type(machine, 'upgrade', 'watt2', '--to', 'v1.17.0')
    assert.equal(exit, 40)
    assert.match(err, remedy)
  })
  await machine.must(['ln', '-s', relay, '/usr/local/bin/watt2'])
  await starts(machine, 'watt2@v1.17.0', 41)
  assert.equal(await running(machine, 8444), '0.9.0')
  post(life, await release(life, { version: '1.18.0' }))
  await starts(machine, 'watt2@v1.18.0', 0)
  assert.equal(await running(machine, 8444), '1.18.0')
}

async function back(life: Life): Promise<void> {
  const { host: { machine } } = life.row
  const { exit, err } = await type(machine, 'rollback', 'wattcloud')
  assert.equal(exit, 0, err)
  await runs(life, '1.15.0')
  const { live, kept } = await status(machine, app)
  assert.deepEqual([live, kept], ['1.15.0', '1.16.0'])
}
