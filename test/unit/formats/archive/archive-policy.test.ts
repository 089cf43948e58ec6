import assert from 'node:assert/strict'
import { test } from 'node:test'
import { archiveDefaults, archivePolicy, type ArchiveRules, type Judgement } from '../../../../src/formats/archive/archive-policy.ts'
import type { RawMember } from '../../../../src/formats/tar/tar-blocks.ts'

const member = (path: string, fields: Partial<RawMember> = {}): RawMember => ({ type: '0', path: Buffer.from(path), sizeBytes: 1, mode: 0o644, linkpath: Buffer.alloc(0), paxKeys: [], ...fields })
const directory = (path: string, mode = 0o755): RawMember => member(path, { type: '5', sizeBytes: 0, mode })
function judged(members: readonly RawMember[], rules: Partial<ArchiveRules> = {}): readonly Judgement[] {
  return members.map(archivePolicy({ ...archiveDefaults, ...rules }))
}
const kinds = (members: readonly RawMember[], rules?: Partial<ArchiveRules>): string => judged(members, rules).map((judgement) => judgement.kind).join(' ')
const whyOf = (wrong: RawMember, rules?: Partial<ArchiveRules>): string => {
  const [judgement] = judged([wrong], rules)
  return judgement?.kind === 'refuse' ? judgement.why : 'accepted'
}

test('modes become ours: executable or not, and nothing else', () => {
  const modes = [0o644, 0o666, 0o000, 0o755, 0o100, 0o1777, 0o711].map((mode, i) => member(`f${i}`, { mode }))
  assert.deepEqual(judged(modes).map((j) => (j.kind === 'accept' ? j.member.mode.toString(8) : j)), ['644', '644', '644', '755', '755', '755', '755'])
  assert.deepEqual(judged([directory('d/', 0o700)]), [{ kind: 'accept', member: { kind: 'directory', path: 'd', sizeBytes: 0, mode: 0o755 } }])
})
test('an entry for the directory itself is skipped, unless it opens it', () => {
  assert.equal(kinds([directory('./', 0o755), directory('.', 0o775)]), 'skip skip')
  assert.match(whyOf(directory('./', 0o777)), /open the directory/)
})
test('setuid, setgid, links and attributes are refused', () => {
  assert.match(whyOf(member('f', { mode: 0o4755 })), /setuid/)
  assert.match(whyOf(directory('d', 0o2755)), /setgid/)
  assert.match(whyOf(member('f', { linkpath: Buffer.from('x') })), /link target/)
  assert.match(whyOf(member('f', { paxKeys: ['mtime', 'SCHILY.xattr.user.x'] })), /attribute 'SCHILY\.xattr\.user\.x'/)
  assert.equal(kinds([member('f', { paxKeys: ['path', 'mtime', 'uid', 'SCHILY.ino'] })]), 'accept')
  for (const type of '12346789DMNSVZAX') assert.match(whyOf(member('f', { type })), /not accepted, only files and directories/)
})
test('limits hold exactly: entries, one file, all files, depth', () => {
  assert.equal(kinds([member('a'), member('b'), member('c')], { entriesMax: 2 }), 'accept accept refuse')
  assert.equal(kinds([member('a', { sizeBytes: 10 }), member('b', { sizeBytes: 11 })], { memberBytesMax: 10 }), 'accept refuse')
  assert.equal(kinds([member('a', { sizeBytes: 10 }), member('b', { sizeBytes: 1 })], { totalBytesMax: 10 }), 'accept refuse')
  assert.equal(kinds([member('a/b'), member('a/b2/c')], { depthMax: 2 }), 'accept refuse')
  assert.match(whyOf(member('d', { type: '5', sizeBytes: 1 })), /directory with content/)
})
test('one name has one meaning', () => {
  assert.equal(kinds([member('a/b'), directory('a/'), member('a/c')]), 'accept accept accept', 'a directory may come after its files')
  assert.equal(kinds([directory('a'), directory('a/')]), 'accept refuse')
  assert.equal(kinds([member('a'), member('a/b')]), 'accept refuse')
  assert.equal(kinds([member('a/b'), member('a')]), 'accept refuse')
  assert.equal(kinds([member('a/b'), member('./a/b')]), 'accept refuse')
  assert.equal(kinds([member('A/x'), member('a/y')]), 'accept refuse')
})
test('wanted files may not be empty, and only allowed files may be there, with or without the top directory', () => {
  const rules = { wanted: ['jacod'], allowed: ['jacod', 'x/y'] }
  assert.equal(kinds([directory('top/'), member('top/jacod'), member('top/x/y')], rules), 'accept accept accept')
  assert.match(whyOf(member('top/jacod', { sizeBytes: 0 }), rules), /it is empty/)
  assert.match(whyOf(member('jacod', { sizeBytes: 0 }), rules), /it is empty/)
  assert.match(whyOf(member('top/sub/jacod'), rules), /not one of the files/)
})
