import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'

import { aMachine, type Machine } from './bed/machine.ts'
import { nodeBinary, repository } from './bed/places.ts'
import { installUnits } from './bed/units.ts'

/** What the applying half may do, found out by a program that stands where app-upgrade stands (guests/sandbox-probe.cjs). */
const applying = {
  opt: 'ok', srv: 'ok', 'var/lib': 'ok', 'usr/local': 'ok', state: 'ok', cache: 'ok', spool: 'ok', dropIns: 'ok',
  // Unit files travel with a release (decision 0038).
  units: 'ok', etc: 'EROFS', 'usr/bin': 'EROFS', home: 'EACCES',
  linkInOpt: 'ok', linkOptToVar: 'ok',
  // A writable path below a read-only one is a mount of its own: between them a file has to be copied.
  linkLocalToOpt: 'EXDEV',
  // protected_hardlinks (proc(5)): only CAP_FOWNER may link what belongs to somebody else.
  linkForeign: 'EPERM',
  readShelf: 'ok', pruneShelf: 'ok', chown: 'EPERM',
  loopback: 'ok', elsewhere: 'dropped',
  bus: 'ok', privateBus: 'ok', restart: 'ok', journal: 'ok', logger: 'ok', flock: 'ok', ffi: 'ok',
}

/** The acquiring half: the shelf, the network, and nothing else. */
const acquiring = {
  cache: 'ok', readShelf: 'ok', pruneShelf: 'ok', loopback: 'ok', elsewhere: 'ECONNREFUSED', flock: 'ok', ffi: 'ok', logger: 'ok', bus: 'ok',
  opt: 'EROFS', srv: 'EROFS', 'var/lib': 'EROFS', 'usr/local': 'EROFS', state: 'EROFS', spool: 'EROFS', units: 'EROFS', etc: 'EROFS', 'usr/bin': 'EROFS',
  dropIns: 'EACCES', home: 'EACCES', privateBus: 'EACCES', linkInOpt: 'ENOENT', linkOptToVar: 'ENOENT', linkLocalToOpt: 'ENOENT', linkForeign: 'EROFS', chown: 'EPERM',
}

/** What only asks others: the service manager, and nothing written but a wish and a note. */
const asking = {
  state: 'ok', flock: 'ok', ffi: 'ok', logger: 'ok', bus: 'ok', privateBus: 'ok', restart: 'ok', journal: 'ok', readShelf: 'ok',
  opt: 'EROFS', srv: 'EROFS', 'var/lib': 'EROFS', 'usr/local': 'EROFS', cache: 'EROFS', spool: 'EROFS', dropIns: 'EROFS', units: 'EROFS', etc: 'EROFS', 'usr/bin': 'EROFS',
  // What Node says when the first file of a tree cannot be removed: nothing.
  pruneShelf: '',
  home: 'EACCES', linkInOpt: 'ENOENT', linkOptToVar: 'ENOENT', linkLocalToOpt: 'ENOENT', linkForeign: 'EROFS', chown: 'EPERM',
  loopback: 'EAFNOSUPPORT', elsewhere: 'EAFNOSUPPORT',
}

/**
 * The half that tells: the same network, and what waits for it instead of the shelf. Not the directory above: root writes below it, and would follow whatever
 * link stood there for an app. (Node gives no code to a tree that it could not remove.)
 */
const telling = { ...acquiring, cache: 'EROFS', spool: 'EACCES', pruneShelf: '' }

/** As what only asks; but no mode keeps it from what anybody brought, where it may write at all. */
const carrying = { ...asking, home: 'EROFS' }

const cases = [
  { unit: 'app-upgrade-acquire@.service', start: 'app-upgrade-acquire@v1.service', report: '/var/cache/app-upgrade/found.json', expected: acquiring },
  { unit: 'app-upgrade-tell@.service', start: 'app-upgrade-tell@acme.service', report: '/var/spool/app-upgrade/acme/found.json', expected: telling },
  { unit: 'app-upgrade-auto@.service', start: 'app-upgrade-auto@acme.service', report: '/var/lib/app-upgrade/found.json', expected: asking },
  { unit: 'app-upgrade-again@.service', start: 'app-upgrade-again@acme.service', report: '/var/lib/app-upgrade/found.json', expected: asking },
  { unit: 'app-upgrade-pin@.service', start: 'app-upgrade-pin@acme.service', report: '/var/lib/app-upgrade/found.json', expected: asking },
  { unit: 'app-upgrade-inbox@.service', start: 'app-upgrade-inbox@acme.service', report: '/var/lib/app-upgrade/found.json', expected: carrying },
  { unit: 'app-upgrade@.service', start: 'app-upgrade@v1.service', report: '/var/lib/app-upgrade/found.json', expected: applying },
  { unit: 'app-upgrade-fallback@.service', start: 'app-upgrade-fallback@v1.service', report: '/var/lib/app-upgrade/found.json', expected: applying },
  { unit: 'app-upgrade-probation@.service', start: 'app-upgrade-probation@v1.service', report: '/var/lib/app-upgrade/found.json', expected: applying },
  { unit: 'app-upgrade-recover.service', start: 'app-upgrade-recover.service', report: '/var/lib/app-upgrade/found.json', expected: applying },
]

for (const suite of ['bookworm', 'trixie'] as const) {
  test(`the sandboxes on ${suite}`, { timeout: 1_500_000 }, async (t) => {
    const binds = { '/usr/local/lib/node-under-test': nodeBinary, '/guests': join(repository, 'test/system/guests') }
    await using machine = await aMachine({ suite, binds, fullCapabilities: true })
    await installUnits(machine)
    await furnish(machine)
    for (const { unit, start, report, expected } of cases) {
      await t.test(unit, async () => {
        const found = await probe(machine, { unit, start, report })
        const isUnprivileged = /acquire|tell/.test(unit)
        if (isUnprivileged) assert.match(String(found['restart']), /denied/i)
        const { restart, journal, ...rest } = found
        assert.deepEqual(isUnprivileged ? rest : { ...rest, restart, journal }, expected)
      })
    }
  })
}

for (const [which, expected] of [['apply, settle and recover', applying], ['only ask', asking]] as const) {
  test(`the units that ${which} stand in one and the same sandbox`, () => {
    const sandboxes = cases.filter((one) => one.expected === expected).map(({ unit }) => {
      const text = readFileSync(join(repository, 'units/system', unit), 'utf8')
      return text.slice(text.indexOf('# --- the sandbox')).replace(/\n\[Install\][^]*$/, '')
    })
    assert.ok(sandboxes.every((sandbox) => sandbox.length > 500))
    assert.equal(new Set(sandboxes).size, 1)
  })
}

test("a user's units stand in one sandbox too, say --user, and need nothing that a user's manager lacks", () => {
  const texts = cases.map(({ unit }) => readFileSync(join(repository, 'units/user', unit), 'utf8'))
  const sandboxes = texts.map((text) => text.slice(text.indexOf('# --- the sandbox')).replace(/\n\[Install\][^]*$/, ''))
  assert.ok(sandboxes.every((sandbox) => sandbox.length > 500))
  assert.equal(new Set(sandboxes.map((sandbox) => sandbox.trimEnd())).size, 1)
  for (const text of texts) {
    for (const line of text.match(/^Exec\w+=.*$/gm) ?? []) assert.match(line, / --user(?: |$)/)
    // A user namespace, which they imply, shows every file of root's as nobody's (decision 0025); StateDirectory= is another place before systemd 254.
    assert.doesNotMatch(text, /^(?:Protect|Private|ReadWrite|StateDirectory|CacheDirectory|User=|Group=|CapabilityBoundingSet)/m)
  }
})

async function furnish(machine: Machine): Promise<void> {
  // An address of this machine that is not localhost, so that only the filter can keep us from it.
  await machine.must(['ip', 'addr', 'add', '198.51.100.1/24', 'dev', 'lo'])
  await machine.must(['mkdir', '-p', '/opt/acme', '/var/lib/acme', '/run/systemd/system'])
  // As the half that spools makes it.
  await machine.must(['install', '-d', '-g', 'app-upgrade', '-m', '770', '/var/spool/app-upgrade/acme'])
  await machine.writeFile('/opt/foreign/file', 'somebody else owns this')
  await machine.must(['chown', '1000:1000', '/opt/foreign/file'])
  // Each unit of ours restarts it: on a fast machine more often than the limit of starts allows.
  await machine.writeFile('/etc/systemd/system/ordinary.service', '[Unit]\nStartLimitIntervalSec=0\n[Service]\nExecStart=/bin/sleep infinity\n')
}

async function probe(machine: Machine, { unit, start, report }: { unit: string; start: string; report: string }): Promise<Record<string, unknown>> {
  const program = '/usr/local/lib/node-under-test /guests/sandbox-probe.cjs'
  await machine.writeFile(`/etc/systemd/system/${unit}.d/probe.conf`, `[Service]\nExecStart=\nExecStart=${program}\nExecStopPost=\n`)
  await machine.must(['systemctl', 'daemon-reload'])
  // As the acquiring half leaves it: its own user, group-writable.
  await machine.must(['rm', '-rf', '/var/cache/app-upgrade/shelf'])
  await machine.must(['install', '-d', '-o', 'app-upgrade', '-g', 'app-upgrade', '-m', '775', '/var/cache/app-upgrade/shelf'])
  await machine.writeFile('/var/cache/app-upgrade/shelf/release', 'release')
  await machine.must(['chown', 'app-upgrade:app-upgrade', '/var/cache/app-upgrade/shelf/release'])
  await machine.must(['systemctl', 'start', start])
  return JSON.parse(await machine.readFile(report)) as Record<string, unknown>
}
