import assert from 'node:assert/strict'
import { test } from 'node:test'
import { laidLast, lainThen, releaseDirectories, stoppedSince } from '../../../../src/upgrade/companions/laid-before.ts'
import type { TransactionRecord } from '../../../../src/upgrade/memory/records.ts'

/** `1.0.0>2.0.0 unit:a>b conf:->c`: from, to, and what each path was and became. With `!`: it was only tried. With `=`: it was found ill, and had to stay. `agent` is stopped when `agent` goes. */
function aRecord(text: string): TransactionRecord {
  const [way = '', ...changes] = text.replace(/[!=]/, '').split(' ')
  const [from = '', to = ''] = way.split('>')
  const digest = (word: string | undefined): string | null => (word === undefined || word === '-' ? null : word)
  const companions = changes.map((change) => {
    const [path = '', kept, next] = change.split(/[:>]/)
    return { name: `units/${path}`, path, newPath: null, newSha256: digest(next), keptSha256: digest(kept), mode: 0o644, uid: 0, gid: 0, isUnitFile: 'yes' }
  })
  const plan = {
    from: from === '' ? null : { version: from, artifactSha256: null, directory: `/r/${from}` }, to: { version: to, artifactSha256: null, directory: `/r/${to}` },
    files: [{ name: 'acmed', keptSha256: `acmed ${from}`, newSha256: `acmed ${to}` }], units: [{ name: 'acme', then: 'restart' }, ...(changes.some((change) => /^agent:.*>-$/.test(change)) ? [{ name: 'agent', then: 'stop' }] : [])], ...(companions.length === 0 ? {} : { companions }),
  }
  if (text.includes('=')) return { transaction: text, state: { plan: { ...plan, data: { undo: 'stay' } }, confirmed: 'no', begun: ['swap', 'restart'], closed: { outcome: 'stuck' } } } as unknown as TransactionRecord
  return { transaction: text, state: { plan, confirmed: text.includes('!') ? 'no' : 'yes', begun: ['swap', 'restart'] } } as unknown as TransactionRecord
}
const records = (...texts: readonly string[]): readonly TransactionRecord[] => [...texts.map(aRecord), { transaction: 'damaged', state: null }]
const ran = (version: string): Parameters<typeof lainThen>[1] => ({ version, files: [{ name: 'acmed', sha256: `acmed ${version}` }] })
const seen = (found: ReadonlyMap<string, { readonly sha256: string | null }>): object => Object.fromEntries([...found].map(([path, { sha256 }]) => [path, sha256]))

test('the newest change of a path says what was laid down there last; what was only tried was put back', () => {
  assert.deepEqual(seen(laidLast(records('1>2 unit:a>b conf:->c', '2>3 unit:b>d', '3>4! unit:d>e conf:c>-', '3>5 conf:c>-'))), { unit: 'd', conf: null })
  assert.deepEqual(seen(laidLast([])), {})
})
test('what nobody called good, and had to stay, lies there all the same', () => {
  const life = records('1>2 unit:a>b', '2>3= unit:b>c')
  assert.deepEqual([seen(laidLast(life)), seen(lainThen(life, ran('2')))], [{ unit: 'c' }, { unit: 'b' }])
})
test('what lay there when a release ran is what the first change after it found', () => {
  const life = records('>1 unit:own>a', '1>2 unit:a>b conf:->c', '2>3', '3>4 unit:b>d conf:c>- extra:->e')
  assert.deepEqual(seen(lainThen(life, ran('3'))), { unit: 'b', conf: 'c', extra: null })
  assert.deepEqual(seen(lainThen(life, ran('2'))), { unit: 'b', conf: 'c', extra: null })
  assert.deepEqual(seen(lainThen(life, ran('1'))), { unit: 'a', conf: null, extra: null })
  assert.deepEqual(seen(lainThen(life, ran('4'))), {}, 'it runs now')
})
test('a release that ran twice is gone back to as it was the last time', () => {
  const life = records('1>2 unit:a>b', '2>1 unit:b>a2', '1>3 unit:a2>c')
  assert.deepEqual(seen(lainThen(life, ran('1'))), { unit: 'a2' })
})
test('an attempt that failed changes nothing of it, and another release of the same name is another one', () => {
  assert.deepEqual(seen(lainThen(records('1>2 unit:a>b', '2>3! unit:b>c'), ran('1'))), { unit: 'a' })
  assert.deepEqual(seen(lainThen(records('1>2 unit:a>b'), { version: '1', files: [{ name: 'acmed', sha256: 'moved' }] })), {})
})
test('what was stopped since, because its file went', () => {
  const life = records('>1 agent:->a', '1>2 agent:a>-', '2>3', '3>1 agent:->a', '1>4! agent:a>-')
  assert.deepEqual(stoppedSince(life.slice(0, 3), ran('1')), ['agent'])
  for (const [until, version] of [[3, '2'], [5, '3'], [5, '1']] as const) assert.deepEqual(stoppedSince(life.slice(0, until), ran(version)), version === '1' ? ['agent'] : [], version)
})
test('directories of releases, the newest first', () => {
  assert.deepEqual(releaseDirectories(records('>1', '1>2', '2>3!', '2>1')), ['/r/1', '/r/2'])
})
