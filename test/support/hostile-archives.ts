import { constants, deflateRawSync, gzipSync } from 'node:zlib'
import type { ArchiveRules } from '../../src/formats/archive/archive-policy.ts'
import { anElf } from './an-elf.ts'
import { chunked, type HeaderFields, longName, paxHeader, paxRecord, tarEnd, tarHeader, tarMember, tarOf } from './tar-builder.ts'

/**
 * The archives of failures.md 3(c), in its order. Each also holds a whole good release, so that a refusal is for the one thing
 * that is wrong. `refused`: nothing of it may be used. `normalised`: accepted, with our modes. `accepted`: must work.
 */
export interface HostileArchive {
  readonly name: string
  readonly form: 'tar' | 'gzip'
  readonly expect: 'refused' | 'normalised' | 'accepted'
  readonly why: RegExp
  readonly bytes: () => AsyncIterable<Uint8Array>
  readonly rules: Partial<ArchiveRules>
}

/** The release that every archive is about: version 1.2.3 for amd64, its one wanted file `jacod`. */
export const goodTop = 'jaco-v1.2.3-linux-amd64'
export const goodElf = anElf({ machine: 62, interpreter: '/lib64/ld-linux-x86-64.so.2' })
const file = (name: string | Buffer, content: string | Buffer = 'x', fields: HeaderFields = {}): Buffer => tarMember({ name, ...fields }, content)
const odd = (fields: HeaderFields): Buffer => tarMember(fields)
const inTop = (name: string): string => `${goodTop}/${name}`
export const goodMembers = Buffer.concat([odd({ name: `${goodTop}/`, type: '5', mode: 0o755 }), file(inTop('jacod'), goodElf, { mode: 0o755 }), file(inTop('README.md'))])

interface Options { readonly rules?: Partial<ArchiveRules>; readonly expect?: HostileArchive['expect'] }
/** Good members, then the wrong ones, then the end. */
function wrong(name: string, why: RegExp, parts: readonly Buffer[], options: Options = {}): HostileArchive {
  return raw(name, why, tarOf(goodMembers, ...parts), options)
}
function raw(name: string, why: RegExp, tar: Buffer, { rules = {}, expect = 'refused' }: Options = {}): HostileArchive {
  return { name, why, rules, expect, form: 'tar', bytes: () => chunked(tar) }
}
function gzipped(name: string, why: RegExp, gzip: Buffer): HostileArchive {
  return { name, why, rules: {}, expect: 'refused', form: 'gzip', bytes: () => chunked(gzip) }
}
const link = (name: string, linkpath: string, type = '2'): Buffer => odd({ name: inTop(name), type, linkpath })
const withPax = (records: Readonly<Record<string, string>>, member: Buffer): Buffer => Buffer.concat([paxHeader(records), member])
const deep = (levels: number): string => `${'d/'.repeat(levels)}x`
const base256 = (hex: string): HeaderFields => ({ name: inTop('big'), patch: [[124, Buffer.from(hex, 'hex')]] })

const paths = [
  wrong('path ../', /'\.\.'/, [file('../evil')]),
  wrong("path with '..' inside", /'\.\.'/, [file(inTop('../../evil'))]),
  wrong('absolute path', /absolute/, [file('/etc/evil')]),
  wrong('absolute path with two slashes', /absolute/, [file('//etc/evil')]),
  wrong('path ./../', /'\.\.'/, [file('./../evil')]),
  wrong('directory entry ../ with a mode', /'\.\.'/, [odd({ name: '../', type: '5', mode: 0o777 })]),
  wrong('entry ./ that opens the directory', /open the directory/, [odd({ name: './', type: '5', mode: 0o777, uid: 1000 })]),
  wrong('empty name', /no name/, [file('')]),
  wrong('NUL in a PAX path', /NUL byte/, [withPax({ path: `${inTop('jacod')}\0.txt` }, file('x'))]),
  wrong('escape sequence in a name', /cannot be seen/, [file(inTop('\u001b[2Jx'))]),
  wrong('line feed in a name', /cannot be seen/, [file(inTop('a\nb'))]),
  wrong('name that is not UTF-8', /not UTF-8/, [file(Buffer.from('61ff62', 'hex'))]),
  wrong('300-byte component', /longer than 255 bytes/, [longName(inTop('n'.repeat(300))), file('n')]),
  wrong('2,000-deep path', /longer than 1024 bytes/, [longName(deep(2000)), file('x')]),
  wrong('100-deep path', /deeper than 32/, [longName(deep(100)), file('x')]),
  wrong('222,372-deep path', /extended header of \d+ bytes/, [longName(deep(222_372)), file('x')]),
  wrong('drive letter', /drive letter/, [file('c:../evil')]),
  wrong('backslash', /backslash/, [file('..\\evil')]),
  wrong('file with a trailing slash', /ends in a slash/, [file(inTop('jaco/'))]),
  wrong('composed and decomposed twins', /case or accents/, [withPax({ path: inTop('caf\u00e9') }, file('cafe')), withPax({ path: inTop('cafe\u0301') }, file('cafe'))]),
  wrong('numeric PAX path', /two names/, [withPax({ path: '12345' }, file(inTop('x')))]),
  wrong('case-fold twins', /case or accents/, [file(inTop('JACOD'), 'x', { mode: 0o755 })]),
  wrong('case-fold twins of a directory', /case or accents/, [file(`${goodTop.toUpperCase()}/other`)]),
]
const links = [
  wrong('absolute symlink, then a write through it', /a symbolic link/, [link('d', '/etc'), file(inTop('d/evil'))]),
  wrong('relative symlink, then a write through it', /a symbolic link/, [link('d', '../..'), file(inTop('d/evil'))]),
  wrong('directory replaced by a symlink', /a symbolic link/, [odd({ name: inTop('d/'), type: '5' }), link('d', '/etc'), file(inTop('d/evil'))]),
  wrong('two symlinks and a hard link', /a symbolic link/, [link('a', '.'), link('b', 'a/..'), link('c', 'b/../etc/passwd', '1')]),
  wrong('absolute hard link, then overwritten', /a hard link/, [link('h', '/etc/passwd', '1'), file(inTop('h'))]),
  wrong("hard link with '..'", /a hard link/, [link('h', '../../etc/passwd', '1')]),
  wrong('hard link to a symlink', /a symbolic link/, [link('s', '/etc/passwd'), link('h', inTop('s'), '1')]),
  wrong('wanted file is a symlink to a shell', /a symbolic link/, [link('jaco', '/bin/sh')], { rules: { wanted: ['jaco'] } }),
  wrong('symlink loop', /a symbolic link/, [link('l', 'l')]),
  wrong('hard link to another wanted file', /a hard link/, [link('jaco', inTop('jacod'), '1')]),
  wrong('symlink to a secret', /a symbolic link/, [link('s', '/etc/shadow')]),
  wrong('symlink, then a file of that name', /a symbolic link/, [link('s', '/etc/passwd'), file(inTop('s'))]),
  wrong('chain of long symlinks', /a symbolic link/, Array.from({ length: 16 }, (_, i) => link(`${'l'.repeat(20)}${i}`, `${'l'.repeat(20)}${i + 1}/`.repeat(4)))),
  wrong('long link name', /a link is not accepted/, [tarMember({ name: '././@LongLink', type: 'K' }, '/etc/passwd\0'), link('s', '/etc')]),
]
const kinds: readonly (readonly [string, string, RegExp])[] = [['character device', '3', /a character device/], ['block device', '4', /a block device/], ['named pipe', '6', /a named pipe/],
  ['contiguous file', '7', /a contiguous file/], ['unknown type', 'Z', /unknown kind/], ['part of another volume', 'M', /another volume/], ['directory dump', 'D', /directory dump/], ['volume label', 'V', /volume label/], ['old GNU long name', 'N', /old long name/]]
const types = kinds.map(([name, type, why]) => wrong(name, why, [odd({ name: inTop('odd'), type })]))
const metadata = [
  wrong('setuid', /setuid/, [file(inTop('su'), 'x', { mode: 0o4755 })]),
  wrong('setgid', /setgid/, [file(inTop('sg'), 'x', { mode: 0o2755 })]),
  wrong('world-writable', /^$/, [file(inTop('w'), 'x', { mode: 0o666 }), odd({ name: inTop('wd/'), type: '5', mode: 0o1777 })], { expect: 'normalised' }),
  wrong('mode 0000', /^$/, [file(inTop('none'), 'x', { mode: 0 })], { expect: 'normalised' }),
  wrong('foreign owner', /^$/, [file(inTop('theirs'), 'x', { uid: 65_534, patch: [[265, 'mallory']] })], { expect: 'normalised' }),
  wrong('file capability', /attribute 'SCHILY\.xattr/, [withPax({ 'SCHILY.xattr.security.capability': 'AQ' }, file(inTop('cap')))]),
  wrong('garbage in the mode field', /mode is not a number/, [file(inTop('m'), 'x', { patch: [[100, 'rwxr-xr']] })]),
  wrong('times in the future and before 1970', /^$/, [file(inTop('late'), 'x', { patch: [[136, '77777777777']] }), file(inTop('early'), 'x', { patch: [[136, Buffer.from('ffffffffffffffffffffff00', 'hex')]] })], { expect: 'normalised' }),
  wrong('POSIX access list', /attribute 'SCHILY\.acl/, [withPax({ 'SCHILY.acl.access': 'user::rwx' }, file(inTop('acl')))]),
  wrong('SELinux label', /attribute 'RHT\.security/, [withPax({ 'RHT.security.selinux': 'x' }, file(inTop('label')))]),
]
const sparse = { name: inTop('s'), type: 'S', patch: [[257, 'ustar  \0'], [483, Buffer.from('800000000000010000000000', 'hex')]] } satisfies HeaderFields
const sizes = [
  raw('truncated inside a file', /cut off/, tarOf(goodMembers).subarray(0, 1100)),
  wrong('8 EiB in base-256', /beyond all measure/, [odd(base256('8000000080'.padEnd(24, '0')))]),
  wrong('negative size in base-256', /negative/, [odd(base256('f'.repeat(24)))]),
  wrong('1 TiB sparse file', /sparse file/, [odd(sparse)]),
  { ...gzipped('300 MB out of 300 kB', /larger than|unpacks to more than/, bomb(300)), rules: { totalBytesMax: 64 * 2 ** 20 } },
  wrong('20,000 entries', /more than 10000 entries/, Array.from({ length: 20_000 }, (_, i) => odd({ name: inTop(`f${i}`) }))),
  wrong('64 MiB PAX header', /extended header of 67108864 bytes/, [tarHeader({ name: 'PaxHeader/x', type: 'x', sizeBytes: 64 * 2 ** 20 }), Buffer.alloc(1 << 20)]),
  wrong('a million sparse regions', /extended header of \d+ bytes/, [withPax({ 'GNU.sparse.map': '0,1,'.repeat(1_000_000) }, file(inTop('s')))]),
  gzipped('zstd with a 2 GiB window', /not a gzip file/, Buffer.from('28b52ffd00a8', 'hex')),
  { ...wrong('an honest file of more than 4 GiB', /^$/, [], { expect: 'accepted' }), bytes: fourGibibytes },
]
const differentials = [
  wrong('PAX size and header size differ', /two sizes/, [withPax({ size: '2048' }, file(inTop('x'), 'x'.repeat(512)))]),
  wrong('PAX size, then a long name', /two extended headers/, [paxHeader({ size: '1024' }), longName(inTop('n'.repeat(120))), file('x')]),
  wrong('long name and PAX path together', /two extended headers/, [longName(inTop('a'.repeat(120))), paxHeader({ path: inTop('b'.repeat(120)) }), file('x')]),
  wrong('global PAX path', /global extended header/, [paxHeader({ path: '../evil' }, 'g'), file(inTop('x'))]),
  wrong('bad header checksum', /checksum does not match/, [flipped(file(inTop('x')), 120)]),
  wrong('zero block, then a ghost entry', /behind the end/, [Buffer.alloc(512), file('../ghost')]),
  raw('end missing', /end is missing/, goodMembers),
  raw('half an end', /end is missing/, Buffer.concat([goodMembers, Buffer.alloc(512)])),
  raw('data behind the end', /behind the end/, Buffer.concat([tarOf(goodMembers), file('../ghost')])),
  wrong('PAX length that lies', /length of a record/, [tarMember({ name: 'PaxHeader/x', type: 'x' }, `99 path=${inTop('y')}\n`), file(inTop('x'))]),
  wrong('PAX record inside a record', /attribute|two readers|length|cannot be seen/, [withPax({ comment: `\n${paxRecord('path', '../evil')}` }, file(inTop('x')))]),
  wrong('extended header that looks like gzip', /not text/, [tarMember({ name: Buffer.from('1f8b', 'hex'), type: 'x' }, paxRecord('mtime', '1')), file(inTop('x'))]),
  wrong('PAX link path on a file', /attribute 'linkpath'/, [withPax({ linkpath: '/etc/passwd' }, file(inTop('x')))]),
]
const tgz = gzipSync(tarOf(goodMembers))
const gzips = [
  gzipped('garbage behind the gzip end', /behind the end/, Buffer.concat([tgz, Buffer.from('garbage')])),
  gzipped('two gzip members', /behind the end/, Buffer.concat([tgz, tgz])),
  gzipped('bad gzip checksum', /gzip checksum/, flipped(tgz, tgz.length - 6)),
  gzipped('truncated gzip', /cut off/, tgz.subarray(0, -20)),
  gzipped('empty file', /cut off|empty/, Buffer.alloc(0)),
  gzipped('web page', /not a gzip file/, Buffer.from('<!DOCTYPE html><html>')),
  gzipped('gzip of nothing', /end is missing|empty/, gzipSync('')),
  gzipped('plain tar', /not a gzip file/, tarOf(goodMembers)),
]
const policy = [
  wrong('wanted file twice', /there twice/, [file(inTop('jacod'), 'evil', { mode: 0o755 })]),
  wrong('extra member', /not one of the files/, [file('etc/systemd/system/evil.service')], { rules: { allowed: ['jacod', 'README.md'] } }),
  wrong('file, then a directory of that name', /both as a file and as a directory/, [file(inTop('d')), odd({ name: inTop('d/'), type: '5' })]),
  wrong('directory, then a file of that name', /both as a file and as a directory/, [odd({ name: inTop('d/'), type: '5' }), file(inTop('d'))]),
  wrong('file, then a file in it', /both as a file and as a directory/, [file(inTop('d')), file(inTop('d/e'))]),
  wrong('directory of files, then a file of that name', /both as a file and as a directory/, [file(inTop('d/e')), file(inTop('d'))]),
  ...['.prev', '.upgrading', '.partial'].map((suffix) => wrong(`our own suffix ${suffix}`, /reserved/, [file(inTop(`jacod${suffix}`))])),
  wrong('wanted file of no bytes', /it is empty/, [file(inTop('jaco'), '')], { rules: { wanted: ['jacod', 'jaco'] } }),
  raw('wanted file missing', /has no file/, tarOf(file(inTop('README.md')), file(inTop('docs/jacod'), goodElf))),
  raw('wrong processor', /other processor/, tarOf(file(inTop('jacod'), anElf({ machine: 183, interpreter: null })))),
  raw('script instead of an executable', /no executable/, tarOf(file(inTop('jacod'), '#!/bin/sh\nid\n'))),
  raw('top directory of another version', /names version 1\.2\.2/, tarOf(file('jaco-v1.2.2-linux-amd64/jacod', goodElf))),
]

export const hostileArchives: readonly HostileArchive[] = [...paths, ...links, ...types, ...metadata, ...sizes, ...differentials, ...gzips, ...policy]

function flipped(bytes: Buffer, at: number): Buffer {
  const changed = Buffer.from(bytes)
  changed.writeUInt8(changed.readUInt8(at) ^ 1, at)
  return changed
}

/** Good members and a file of zeros, as one gzip member without an end: repeated deflate blocks of one mebibyte each. */
function bomb(mebibytes: number): Buffer {
  const head = Buffer.concat([goodMembers, tarHeader({ name: inTop('zeros'), sizeBytes: mebibytes * 2 ** 20 })])
  const piece = (bytes: Buffer): Buffer => deflateRawSync(bytes, { level: 9, finishFlush: constants.Z_FULL_FLUSH })
  const zeros = piece(Buffer.alloc(2 ** 20))
  return Buffer.concat([Buffer.from('1f8b0800000000000003', 'hex'), piece(head), ...Array.from({ length: mebibytes }, () => zeros)])
}

/** 4 GiB and one byte, from one buffer: a 32-bit size anywhere would cut it (RAUC CVE-2026-34155). */
async function* fourGibibytes(): AsyncGenerator<Uint8Array, void, void> {
  yield Buffer.concat([goodMembers, tarHeader({ name: inTop('huge'), sizeBytes: 2 ** 32 + 1 })])
  const zeros = Buffer.alloc(2 ** 22)
  for (let mebibyte = 0; mebibyte < 4096; mebibyte += 4) yield zeros
  yield Buffer.alloc(512)
  yield tarEnd
}
