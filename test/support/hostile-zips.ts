import { deflateRawSync } from 'node:zlib'
import type { ArchiveRules } from '../../src/formats/archive/archive-policy.ts'
import { anElf } from './an-elf.ts'
import { descriptor, zip64End, zip64Field, type ZipFields, zipField, zipOf, type ZipWishes } from './zip-builder.ts'
import { goodElf, goodTop } from './hostile-archives.ts'
import { spoiled } from './spoiled.ts'

/** The counterparts of failures.md 3(c) in zip, and what only zip can lie about. Each also holds a whole good release. */
export interface HostileZip { readonly name: string; readonly bytes: Buffer; readonly expect: 'refused' | 'normalised' | 'accepted'; readonly rules?: Partial<ArchiveRules> }

const x = Buffer.from('x')
const inTop = (name: string): string => `${goodTop}/${name}`
const good: readonly ZipFields[] = [{ name: `${goodTop}/`, mode: 0o040755, dosAttributes: 0x10, method: 0 }, { name: inTop('jacod'), content: goodElf, mode: 0o100755 }, { name: inTop('README.md'), content: x }]
const goodBytes = zipOf(good)
/** Where the list of the good entries lies, and how long it is. */
const listAt = goodBytes.readUInt32LE(goodBytes.length - 6)
const listBytes = goodBytes.readUInt32LE(goodBytes.length - 10)

const refused = (name: string, ...entries: readonly ZipFields[]): HostileZip => ({ name, expect: 'refused', bytes: zipOf([...good, ...entries]) })
const accepted = (name: string, ...entries: readonly ZipFields[]): HostileZip => ({ name, expect: 'accepted', bytes: zipOf([...good, ...entries]) })
const wholly = (name: string, wishes: ZipWishes, expect: HostileZip['expect'] = 'refused'): HostileZip => ({ name, expect, bytes: zipOf(good, wishes) })
const file = (name: string | Buffer, fields: Partial<ZipFields> = {}): ZipFields => ({ name, content: x, ...fields })

const paths = [
  ...['../evil', inTop('../../evil'), '/etc/evil', '//etc/evil', './../evil', '../', '', 'c:../evil', '..\\evil', inTop('\u001b[2Jx'), inTop('a\nb'), inTop('a\0b'), inTop('n'.repeat(300)), `${'d/'.repeat(100)}x`, inTop('jacod.prev')].map((name) => refused(`path ${JSON.stringify(name).slice(0, 40)}`, file(name))),
  refused('entry ./ that opens the directory', { name: './', mode: 0o040777, method: 0 }),
  refused('name that is not UTF-8', file(Buffer.from('61ff62', 'hex'), { flags: 0x800 })),
  refused('name in an unknown character set', file(Buffer.from('6181', 'hex'))),
  refused('composed and decomposed twins', file(inTop('caf\u00e9'), { flags: 0x800 }), file(inTop('cafe\u0301'), { flags: 0x800 })),
  refused('case-fold twins', file(inTop('JACOD'))),
  refused('the same name twice', file(inTop('jacod'))),
  refused('file, then a file in it', file(inTop('d')), file(inTop('d/e'))),
  accepted('a name in UTF-8', file(inTop('na\u00efve'), { flags: 0x800 })),
]
const kinds = [
  refused('symbolic link', file(inTop('l'), { mode: 0o120777, content: Buffer.from('/etc/passwd') })),
  refused('wanted file is a symbolic link', file(inTop('jaco'), { mode: 0o120777, content: Buffer.from('/bin/sh') })),
  ...([['named pipe', 0o010644], ['character device', 0o020644], ['block device', 0o060644], ['socket', 0o140644]] as const).map(([name, mode]) => refused(name, file(inTop('odd'), { mode }))),
  refused('setuid', file(inTop('su'), { mode: 0o104755 })),
  refused('setgid', file(inTop('sg'), { mode: 0o102755 })),
  refused('directory by its mode, file by its name', file(inTop('d'), { mode: 0o040755 })),
  refused('file by its mode, directory by its name', file(inTop('d/'), { mode: 0o100755 })),
  refused('directory by its attributes, file by its name', file(inTop('d'), { system: 0, mode: 0, dosAttributes: 0x10 })),
  refused('directory with content', file(inTop('d/'), { mode: 0o040755 })),
  { ...accepted('world-writable', file(inTop('w'), { mode: 0o100666 }), { name: inTop('wd/'), mode: 0o041777, method: 0 }), expect: 'normalised' as const },
  accepted('made under DOS', file(inTop('dos'), { system: 0, mode: 0 })),
]
const zeros = Buffer.alloc(300_000_000)
const bomb = deflateRawSync(zeros.subarray(0, 1_000_000))
const sizes = [
  { ...refused('300 MB out of 300 kB', { name: inTop('zeros'), content: zeros }), rules: { totalBytesMax: 2 ** 26 } },
  refused('more comes out than it says', file(inTop('zeros'), { content: Buffer.alloc(10), data: bomb })),
  refused('less comes out than it says', file(inTop('short'), { content: Buffer.alloc(2000), data: deflateRawSync(Buffer.alloc(1000)) })),
  refused('more than deflate can say', file(inTop('a'), { patchLocal: [[22, '00000010']], patchListed: [[24, '00000010']] })),
  refused('20,000 entries', ...Array.from({ length: 20_000 }, (_, index) => file(inTop(`f${index}`), { method: 0 }))),
  wholly('a count of entries that lies', { patchEnd: [[8, '0200'], [10, '0200']] }),
  wholly('a count of entries that lies the other way', { patchEnd: [[8, '0400'], [10, '0400']] }),
  wholly('a list of 4 GiB', { patchEnd: [[12, 'feffffff']] }),
  wholly('a list that lies elsewhere', { patchEnd: [[16, '00000000']] }),
]
const aText = Buffer.from('the content of an entry')
const disagreeing = [
  refused('two names', file(inTop('a'), { localName: inTop('b') })),
  refused('two methods', file(inTop('a'), { patchLocal: [[8, '0000']] })),
  refused('two sets of flags', file(inTop('a'), { patchLocal: [[6, '0008']] })),
  refused('two sizes', file(inTop('a'), { patchLocal: [[22, '02000000']] })),
  refused('two compressed sizes', file(inTop('a'), { patchLocal: [[18, '04000000']] })),
  refused('two checksums', file(inTop('a'), { patchLocal: [[14, '00000000']] })),
  refused('a wrong checksum in both', file(inTop('a'), { patchLocal: [[14, '01020304']], patchListed: [[16, '01020304']] })),
  refused('no entry where the list says', file(inTop('a'), { patchLocal: [[0, '00000000']] })),
  refused('encrypted', file(inTop('a'), { flags: 1 })),
  refused('strongly encrypted', file(inTop('a'), { flags: 0x41 })),
  refused('masked headers', file(inTop('a'), { flags: 0x2000 })),
  refused('unknown flag', file(inTop('a'), { flags: 0x20 })),
  ...[1, 9, 12, 14, 93, 95, 97, 98, 99].map((method) => refused(`method ${method}`, file(inTop('a'), { method }))),
  refused('a name in an extra field', file(inTop('a'), { fields: zipField(0x7075, Buffer.from('01000000005c2e2e2f', 'hex')) })),
  refused('a name in a local extra field', file(inTop('a'), { localFields: zipField(0x7075, Buffer.from('0100000000ff', 'hex')) })),
  refused('an extra field that lies about its length', file(inTop('a'), { fields: Buffer.from('5554ff0001', 'hex') })),
  refused('an unknown extra field', file(inTop('a'), { fields: zipField(0x9901, Buffer.alloc(7)) })),
  accepted('times and owners in extra fields', file(inTop('a'), { fields: Buffer.concat([zipField(0x5455, Buffer.alloc(5)), zipField(0x7875, Buffer.alloc(11))]) })),
  refused('several disks in an entry', file(inTop('a'), { patchListed: [[34, '0100']] })),
  wholly('several disks', { patchEnd: [[4, '0100']] }),
  accepted('a data descriptor', file(inTop('a'), { content: aText, flags: 8, patchLocal: [[14, '00'.repeat(12)]], behind: descriptor(aText) })),
  accepted('a data descriptor without a mark', file(inTop('a'), { content: aText, flags: 8, patchLocal: [[14, '00'.repeat(12)]], behind: descriptor(aText, { marked: false }) })),
  accepted('a wide data descriptor', file(inTop('a'), { content: aText, flags: 8, patchLocal: [[14, '00'.repeat(12)]], behind: descriptor(aText, { wide: true }) })),
  refused('a data descriptor that lies', file(inTop('a'), { content: aText, flags: 8, patchLocal: [[14, '00'.repeat(12)]], behind: spoiled(descriptor(aText), 9) })),
  refused('a data descriptor that is missing', file(inTop('a'), { content: aText, flags: 8, patchLocal: [[14, '00'.repeat(12)]] })),
  refused('a data descriptor that was not announced', file(inTop('a'), { content: aText, behind: descriptor(aText) })),
  refused('stored data of unknown length', file(inTop('a'), { content: aText, method: 0, flags: 8, patchLocal: [[14, '00'.repeat(12)]], behind: descriptor(aText) })),
]
const places = [
  wholly('a prefix', { prefix: Buffer.from('#!/bin/sh\nexit\n') }),
  wholly('a suffix', { suffix: Buffer.from('garbage') }),
  wholly('a zero byte behind it', { suffix: Buffer.alloc(1) }),
  wholly('a comment', { comment: Buffer.from('4f1c0d') }, 'accepted'),
  wholly('a comment with another end in it', { comment: goodBytes.subarray(-22) }),
  wholly('a comment with a whole zip file in it', { comment: zipOf([{ name: 'jacod', content: goodElf, mode: 0o100755 }]) }),
  wholly('a comment that is shorter than it says', { patchEnd: [[20, '0500']] }),
  wholly('two zip files', { suffix: goodBytes }),
  wholly('something before the list', { beforeList: Buffer.from('hidden') }),
  wholly('something between the list and its end', { beforeEnd: Buffer.from('hidden') }),
  refused('something between two entries', file(inTop('a'), { behind: Buffer.from('hidden') }), file(inTop('b'))),
  { name: 'an entry that is not in the list', expect: 'refused' as const, bytes: zipOf(good, { beforeList: zipOf([{ name: '../ghost', content: x }]).subarray(0, 40) }) },
  refused('two entries over the same data (Fifield)', file(inTop('a'), { content: aText }), file(inTop('b'), { content: aText, localAt: listAt })),
  refused('an entry within another (Fifield)', { ...file(inTop('outer')), method: 0, content: zipOf([{ name: inTop('inner'), content: x }]).subarray(0, 80) }, file(inTop('inner'), { localAt: listAt + 60 })),
  refused('an entry that begins before the file', file(inTop('a'), { localAt: 0xfffffff0 })),
]
const wide = [
  wholly('zip64 that says the same', { beforeEnd: zip64End({ entries: 3, listBytes, listAt }) }, 'accepted'),
  wholly('zip64 where the old end is full', { beforeEnd: zip64End({ entries: 3, listBytes, listAt }), patchEnd: [[8, 'ffffffff'], [12, 'ffffffffffffffff']] }, 'accepted'),
  wholly('zip64 with another count', { beforeEnd: zip64End({ entries: 2, listBytes, listAt }) }),
  wholly('zip64 with another list', { beforeEnd: zip64End({ entries: 3, listBytes: listBytes - 1, listAt: listAt + 1, at: listAt + listBytes }) }),
  wholly('zip64 that lies elsewhere', { beforeEnd: zip64End({ entries: 3, listBytes, listAt, at: 0 }) }),
  wholly('a full end without zip64', { patchEnd: [[8, 'ffffffff'], [12, 'ffffffffffffffff']] }),
  refused('zip64 sizes that are too short', file(inTop('a'), { fields: zipField(1, Buffer.alloc(4)), patchLocal: [[18, 'ffffffff']], patchListed: [[20, 'ffffffff']] })),
  refused('zip64 sizes that differ', file(inTop('a'), { fields: zip64Field(1, 3), localFields: zip64Field(9, 3), patchLocal: [[18, 'ffffffffffffffff']], patchListed: [[20, 'ffffffffffffffff']] })),
  refused('zip64 sizes that nobody asked for', file(inTop('a'), { fields: zip64Field(1, 3) })),
  refused('two zip64 fields', file(inTop('a'), { fields: Buffer.concat([zip64Field(1, 3), zip64Field(1, 3)]), patchLocal: [[18, 'ffffffffffffffff']], patchListed: [[20, 'ffffffffffffffff']] })),
  refused('8 EiB in zip64', file(inTop('a'), { fields: zip64Field(2 ** 62, 3), patchLocal: [[18, 'ffffffffffffffff']], patchListed: [[20, 'ffffffffffffffff']] })),
  accepted('zip64 sizes of a small file', file(inTop('a'), { fields: zip64Field(1, 3), patchLocal: [[18, 'ffffffffffffffff']], patchListed: [[20, 'ffffffffffffffff']] })),
]
const policy: readonly HostileZip[] = [
  { ...refused('extra member', file('etc/systemd/system/evil.service')), rules: { allowed: ['jacod', 'README.md'] } },
  { ...refused('wanted file of no bytes', file(inTop('jaco'), { content: Buffer.alloc(0) })), rules: { wanted: ['jacod', 'jaco'] } },
  { name: 'wanted file missing', expect: 'refused', bytes: zipOf([file('docs/jacod'), file('README.md')]) },
  { name: 'wrong processor', expect: 'refused', bytes: zipOf([file('jacod', { content: anElf({ machine: 183, interpreter: null }) })]) },
  { name: 'top directory of another version', expect: 'refused', bytes: zipOf([file('jaco-v1.2.2/jacod', { content: goodElf })]) },
  { name: 'no entry at all', expect: 'refused', bytes: zipOf([]) },
  { name: 'an empty file', expect: 'refused', bytes: Buffer.alloc(0) },
  { name: 'a web page', expect: 'refused', bytes: Buffer.from('<!DOCTYPE html><html>') },
  { name: 'cut off', expect: 'refused', bytes: goodBytes.subarray(0, -10) },
  { name: 'a good release', expect: 'accepted', bytes: goodBytes },
]

export const hostileZips: readonly HostileZip[] = [...paths, ...kinds, ...sizes, ...disagreeing, ...places, ...wide, ...policy]
