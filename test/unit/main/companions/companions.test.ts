import assert from 'node:assert/strict'
import { mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { test, type TestContext } from 'node:test'
import type { CompanionSettings, Settings } from '../../../../src/config/settings.ts'
import { machine } from '../../../../src/host/machine.ts'
import { companionsFor, type Companions } from '../../../../src/main/companions/companions.ts'
import type { LiveState } from '../../../../src/main/live.ts'
import type { TransactionRecord } from '../../../../src/upgrade/memory/records.ts'
import type { PlannedCompanion } from '../../../../src/upgrade/plan.ts'
import type { Request } from '../../../../src/upgrade/report.ts'
import type { Admitted } from '../../../../src/upgrade/run.ts'
import { aDirectory } from '../../../support/a-directory.ts'
import { digest } from '../../../support/simulated-disk.ts'
import { rejectsWithFailure } from '../../../support/throws.ts'

/** A host below a directory: unit files in `etc/systemd/system`, releases in `releases`, and the upgrades that were made. */
function aHost(t: TestContext, ...tables: readonly Partial<CompanionSettings>[]) {
  const home = aDirectory(t)
  const units = join(home, 'etc/systemd/system')
  const put = (path: string, content: string): string => {
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, content, { mode: 0o644 })
    return path
  }
  const companions = (tables.length === 0 ? [{}] : tables).map((table): CompanionSettings => ({ from: 'acme.service', to: join(units, 'acme.service'), mode: 0o644, missing: 'remove', edited: 'refuse', ...table }))
  const records: TransactionRecord[] = []
  const directoryOf = (version: string): string => join(home, 'releases', version)
  let version = '1.0.0'
  return {
    units, put, at: (file: string) => join(units, file),
    release: (name: string, files: Readonly<Record<string, string>>): Admitted => ({
      version: name, sha256: 'a'.repeat(64), directory: directoryOf(name), grounds: [], files: [{ name: 'acmed', path: '', sha256: `acmed ${name}`, mode: 0o755 }],
      extras: Object.entries(files).map(([file, content]) => ({ name: file, path: put(join(directoryOf(name), file), content), sha256: digest(Buffer.from(content)), mode: 0o644 })),
    }),
    async decide(admitted: Admitted, request: Partial<Request> = {}): Promise<Companions> {
      const live = { version, artifactSha256: null, directory: directoryOf(version), sha256: new Map() }
      return companionsFor({ settings: { companions, units: [{ name: 'acme.service' }] } as unknown as Settings }, { live, records, readable: 'yes' } as LiveState, { admitted, request: { way: 'on', force: 'no', ...request } as Request })
    },
    /** As a layout does it: the one before is kept beside it. */
    async upgrade(admitted: Admitted, request: Partial<Request> = {}): Promise<readonly PlannedCompanion[]> {
      const { planned } = await this.decide(admitted, request)
      for (const one of planned) {
        if (one.keptSha256 !== null) put(join(dirname(one.path), `.${one.path.split('/').at(-1) ?? ''}.prev~`), readFileSync(one.path, 'utf8'))
        if (one.newPath === null) rmSync(one.path)
        else put(one.path, readFileSync(one.newPath, 'utf8'))
      }
      const plan = { from: { version, directory: directoryOf(version) }, to: { version: admitted.version, directory: admitted.directory }, files: [{ name: 'acmed', keptSha256: `acmed ${version}`, newSha256: `acmed ${admitted.version}` }], units: [], companions: planned }
      records.push({ transaction: String(records.length), state: { plan, confirmed: 'yes' } } as unknown as TransactionRecord)
      version = admitted.version
      return planned
    },
    forget: (name: string) => rmSync(directoryOf(name), { recursive: true }),
  }
}
const changes = (planned: readonly PlannedCompanion[]): readonly string[] => planned.map(({ path, newSha256, keptSha256 }) => `${path.split('/').at(-1) ?? ''} ${keptSha256 === null ? '+' : newSha256 === null ? '-' : '~'}`)
const here = { skip: machine.facts.uid === 0 ? false : 'files of root are made here' }

test('R8 what changed is planned, what did not is not, and what goes goes', here, async (t) => {
  const host = aHost(t)
  const table = host.at('acme.service')
  assert.deepEqual(changes(await host.upgrade(host.release('1.1.0', { 'acme.service': 'one' }))), ['acme.service +'])
  assert.deepEqual(changes(await host.upgrade(host.release('1.2.0', { 'acme.service': 'one' }))), [])
  assert.deepEqual(changes(await host.upgrade(host.release('1.3.0', { 'acme.service': 'three' }))), ['acme.service ~'])
  assert.equal(readFileSync(table, 'utf8'), 'three')
  assert.deepEqual(changes(await host.upgrade(host.release('1.4.0', {}))), ['acme.service -'])
  assert.deepEqual(changes(await host.upgrade(host.release('1.5.0', {}))), [])
})

test('a directory: what the release before had and this one has not goes; what somebody put there stays', here, async (t) => {
  const share = `${aDirectory(t)}/`
  const host = aHost(t, { from: 'share/', to: share })
  host.put(join(share, 'mine.conf'), 'mine')
  assert.deepEqual(changes(await host.upgrade(host.release('1.1.0', { 'share/a.conf': 'a', 'share/b.conf': 'b', 'share/deep/c.conf': 'c', 'other/d.conf': 'd' }))), ['a.conf +', 'b.conf +'])
  assert.deepEqual(changes(await host.upgrade(host.release('1.2.0', { 'share/a.conf': 'a2' }))), ['a.conf ~', 'b.conf -'])
  assert.equal(readFileSync(join(share, 'mine.conf'), 'utf8'), 'mine')
})

test('a unit that everything stands on is refused, though the settings name only its directory', here, async (t) => {
  const host = aHost(t)
  const directory = aHost(t, { from: 'units/', to: `${host.units}/` })
  await rejectsWithFailure('REFUSED', /1\.1\.0 brings 'units\/ssh\.service': 'ssh\.service' is a unit that the machine itself stands on/, directory.decide(directory.release('1.1.0', { 'units/acme.service': 'a', 'units/ssh.service': 'x' })))
})

test('a release that was packed with files of ours beside its own is refused: they would be replaced by ours, and then called edited', here, async (t) => {
  const share = `${aDirectory(t)}/`
  for (const name of ['.a.conf.prev~', '.a.conf.kept~', '.a.conf.upgrading~']) {
    const host = aHost(t, { from: 'share/', to: share })
    await rejectsWithFailure('REFUSED', /1\.1\.0 brings 'share\/\.a\.conf\.\w+~'/, host.decide(host.release('1.1.0', { 'share/a.conf': 'a', [`share/${name}`]: 'b' })))
  }
  const host = aHost(t, { from: 'share/', to: share })
  assert.deepEqual(changes((await host.decide(host.release('1.1.0', { 'share/.hidden': 'a', 'share/a.conf~': 'b' }))).planned), ['.hidden +', 'a.conf~ +'])
})

test('a unit whose file goes, and that nobody named, goes on: that is said', here, async (t) => {
  const host = aHost(t, { from: 'units/', to: `${aHost(t).units}/` })
  const units = aHost(t, {}, { from: 'acme-tidy.timer', to: host.at('acme-tidy.timer') }, { from: 'acme-tidy.service', to: host.at('acme-tidy.service') }, { from: 'acme@.service', to: host.at('acme@.service') })
  await units.upgrade(units.release('1.1.0', { 'acme.service': 'a', 'acme-tidy.timer': 't', 'acme-tidy.service': 's', 'acme@.service': 'i' }))
  const { remarks } = await units.decide(units.release('1.2.0', {}))
  assert.deepEqual(remarks, [
    "'acme-tidy.timer' goes with its file, and fails by that; an undo would not start it again, for no [[unit]] names it",
    "'acme-tidy.service' goes with its file, and is not stopped, for no [[unit]] names it: 'systemctl stop acme-tidy.service'",
  ])
})

test('what was edited is noticed, also where no journal names the file', here, async (t) => {
  const host = aHost(t)
  // Laid down by hand just as the release has it: nothing was planned, and nothing recorded.
  host.put(host.at('acme.service'), 'one')
  assert.deepEqual(changes(await host.upgrade(host.release('1.1.0', { 'acme.service': 'one' }))), [])
  host.put(host.at('acme.service'), 'one, and mine')
  await rejectsWithFailure('REFUSED', /acme\.service' was changed here by somebody else, and 1\.2\.0 brings another one/, host.decide(host.release('1.2.0', { 'acme.service': 'two' })))
})

test('a masked unit is refused, and said', here, async (t) => {
  const host = aHost(t)
  mkdirSync(host.units, { recursive: true })
  symlinkSync('/dev/null', host.at('acme.service'))
  await rejectsWithFailure('REFUSED', /is a link to \/dev\/null, so that the unit is masked/, host.decide(host.release('1.1.0', { 'acme.service': 'one' })))
})

test('the way back: over several releases, from what lies beside it or in a release, and refused when it is nowhere', here, async (t) => {
  const host = aHost(t)
  host.put(host.at('acme.service'), 'by hand')
  const first = host.release('1.1.0', { 'acme.service': 'one' })
  const { remarks } = await host.decide(first)
  assert.match(remarks[0] ?? '', /was not laid down by app-upgrade; it is replaced/)
  await host.upgrade(first)
  const hand = host.release('1.0.0', {})
  assert.match((await host.decide(hand, { way: 'back' })).planned[0]?.newPath ?? '', /\.acme\.service\.prev~$/)
  await host.upgrade(host.release('1.2.0', { 'acme.service': 'two' }))
  await host.upgrade(host.release('1.3.0', {}))
  assert.equal((await host.decide(first, { way: 'back' })).planned[0]?.newPath, join(first.directory, 'acme.service'))
  // What lay there by hand was kept beside its place until the next upgrade.
  await rejectsWithFailure('REFUSED', /acme\.service' cannot be put back as it was with 1\.0\.0: what lay there then is nowhere any more/, host.decide(hand, { way: 'back' }))
  assert.deepEqual(changes((await host.decide(hand, { way: 'back', force: 'yes' })).planned), [])
  host.forget('1.1.0')
  await rejectsWithFailure('REFUSED', /nowhere any more/, host.decide(first, { way: 'back' }))
  assert.deepEqual(changes(await host.upgrade(host.release('1.2.0', { 'acme.service': 'two' }), { way: 'back' })), ['acme.service +'])
})

test('the first of a unit is neither enabled nor started, and that is said', here, async (t) => {
  const host = aHost(t)
  assert.deepEqual((await host.decide(host.release('1.1.0', { 'acme.service': 'one' }))).remarks, ["'acme.service' is new, and neither enabled nor started: 'systemctl enable --now acme.service'"])
})
