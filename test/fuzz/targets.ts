import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { zstdCompressSync } from 'node:zlib'
import { bz2, gz, type Packing, xz, zst } from '../../src/drivers/archives/packings.ts'
import { archiveDefaults } from '../../src/formats/archive/archive-policy.ts'
import { parseChecksums } from '../../src/formats/checksums/checksums.ts'
import { parseEnvFile } from '../../src/formats/env-file.ts'
import { readElfNeeds } from '../../src/formats/elf/elf-needs.ts'
import { readLoaderCache } from '../../src/formats/loader-cache.ts'
import { parsePublicKey } from '../../src/formats/minisign/minisign-key.ts'
import { parseSignature } from '../../src/formats/minisign/minisign-signature.ts'
import { readTar } from '../../src/formats/tar/tar-reader.ts'
import { pinnedRoot } from '../../src/formats/tuf/client.ts'
import { readSnapshot, readTargets, readTimestamp } from '../../src/formats/tuf/metadata.ts'
import { readZip } from '../../src/formats/zip/zip-reader.ts'
import { decompressors } from '../../src/host/decompressors.ts'
import { readsDisk } from '../../src/host/reads-disk.ts'
import { listedAs } from '../../src/release/listing.ts'
import { parseVersion } from '../../src/release/version.ts'
import { readListing } from '../../src/upgrade/acquire/listing-file.ts'
import { readSeen } from '../../src/upgrade/memory/seen.ts'
import { aLoaderCache } from '../support/a-loader-cache.ts'
import { aMinisignSigner } from '../support/a-minisign-signer.ts'
import { anArchiveFile } from '../support/an-archive-file.ts'
import { containers, packed } from '../support/containers.ts'
import { goodMembers, goodTop } from '../support/hostile-archives.ts'
import { hostileZips } from '../support/hostile-zips.ts'
import { chunked, longName, paxHeader, tarMember, tarOf, withChecksum } from '../support/tar-builder.ts'
import { type Draws, draws } from './mutate.ts'

/** A reader of foreign bytes, with valid samples of what it reads. */
export interface Target {
  readonly name: string
  readonly samples: readonly Buffer[]
  /** Reads to the end. Whatever it throws has to be a failure with a code. */
  read(bytes: Buffer): Promise<unknown>
  /** Makes right again what would otherwise refuse nearly every change at the door: a checksum. */
  mend?(bytes: Buffer, draw: Draws): Buffer
}

const outputBytesMax = 8 * 1024 * 1024
const rules = { ...archiveDefaults, totalBytesMax: outputBytesMax, memberBytesMax: outputBytesMax, entriesMax: 100 }

async function drained(bytes: AsyncIterable<Uint8Array>): Promise<void> {
  for await (const _ of bytes);
}

const words = Buffer.from(Array.from({ length: 4000 }, (_, at) => `word ${at ** 2 % 977} `).join(''))
const noise = Buffer.from(Array.from({ length: 3000 }, ((draw) => () => draw(256))(draws(1))))
const payloads = [Buffer.from('x'), words, Buffer.concat([noise, Buffer.alloc(20_000), words]), Buffer.alloc(200_000)]

const packings: Readonly<Record<string, Packing>> = { gz, xz, zst, bz2 }
const unpackers = containers.map((container): Target => ({
  name: container.ending,
  samples: [...payloads.map((payload) => packed(container, payload)), ...(container.ending === 'zst' ? payloads.map((payload) => zstdCompressSync(payload)) : [])],
  read: (bytes) => drained((packings[container.ending] as Packing)(anArchiveFile(bytes, 5000), outputBytesMax, decompressors)),
}))

const tar: Target = {
  name: 'tar',
  samples: [tarOf(goodMembers), tarOf(goodMembers, longName(`${goodTop}/${'l'.repeat(120)}`), tarMember({ name: 'l' }, 'y'), paxHeader({ path: `${goodTop}/é` }), tarMember({ name: 'e' }, 'z'))],
  read: (bytes) => readTar(chunked(bytes, 1000), rules, async (_, content) => drained(content)),
  mend(bytes, draw) {
    if (draw(4) === 0) return bytes
    for (let at = 0; at + 512 <= bytes.length; at += 512) if (bytes.toString('latin1', at + 257, at + 262) === 'ustar') withChecksum(bytes.subarray(at, at + 512))
    return bytes
  },
}

const zip: Target = {
  name: 'zip',
  samples: hostileZips.map(({ bytes }) => bytes).filter((bytes) => bytes.length < 20_000),
  read: (bytes) => readZip(anArchiveFile(bytes, 1000), rules, decompressors.inflateRaw, async (_, content) => drained(content)),
}

const list = Buffer.from(`${'a'.repeat(64)}  app-v1.2.3-linux-amd64.tar.gz\n${'0f'.repeat(32)} *app.zip\n\\${'1'.repeat(64)}  odd\\nname\n\nSHA256 (app.xz) = ${'b'.repeat(64)}\n`)
const signer = aMinisignSigner()
const checksums: Target = { name: 'checksum lists', samples: [list, Buffer.from(list.toString().replaceAll('\n', '\r\n'))], read: async (bytes) => parseChecksums(bytes, 'SHA256SUMS') }
const signatures: Target = { name: 'minisign signatures', samples: [signer.sign(list), signer.sign(words, { algorithm: 'Ed' })], read: async (bytes) => parseSignature(bytes) }
const keys: Target = { name: 'minisign keys', samples: [Buffer.from(signer.keyLine), Buffer.from(`untrusted comment: minisign public key\n${signer.keyLine}\n`)], read: async (bytes) => parsePublicKey(bytes.toString('latin1')) }

const vector = (name: string): Buffer => readFileSync(join(import.meta.dirname, '../vectors/tuf', name))
const tuf: Target = {
  name: 'TUF metadata',
  samples: ['python-tuf/1.root.json', 'python-tuf/timestamp.json', 'python-tuf/snapshot.json', 'python-tuf/targets.json', 'python-tuf/role1.json', 'sigstore/16.root.json'].map(vector),
  async read(bytes) {
    const [, kind = 'root'] = /"_type": "(\w+)"/.exec(bytes.toString('latin1')) ?? []
    return kind === 'timestamp' ? readTimestamp(bytes) : kind === 'snapshot' ? readSnapshot(bytes) : kind === 'targets' ? readTargets(bytes, 'targets.json') : pinnedRoot(bytes)
  },
}

const settings = Buffer.from('\ufeff# the port\nPORT=8080\r\nexport TOKEN="a\\"b\\\n" # optional\n; more\nEMPTY=\nLONG=one\\\ntwo\nQUOTED=\'x\ny\' "z"\nPORT=1')
const environments: Target = { name: 'environment files', samples: [settings, Buffer.from(settings.toString().replaceAll('\n', '\r\n'))], read: async (bytes) => parseEnvFile(bytes, 'acme.env') }

/** What the half that talks to strangers says of a source. */
const listings: Target = {
  name: 'listings',
  samples: [{ releases: [], tops: {} }, { tops: { stable: '1.2.0' }, releases: [listedAs(parseVersion('1.2.0'), 'v1.2.0'), { ...listedAs(parseVersion('1.1.0')), yanked: 'it eats data', rolloutPercent: 5, publishedAtMs: 7 }] }].map((listing) => Buffer.from(JSON.stringify({ schema: 1, ...listing }))),
  async read(bytes) {
    const reads = { ...readsDisk, read: async () => bytes }
    return [await readListing(reads, 'listing.json'), await readSeen(reads, 'seen.json')]
  },
}

/** Programs of this machine: their tables point at each other. */
const programs: Target = {
  name: 'executables',
  samples: ['/bin/true', '/usr/bin/gzip'].map((path) => readFileSync(path)).filter((bytes) => bytes.length < 200_000),
  read: (bytes) => readElfNeeds(anArchiveFile(bytes, 5000)),
}
const loaderCaches: Target = {
  name: 'loader caches',
  samples: [aLoaderCache([['libacme.so.1', '/opt/a/libacme.so.1'], ['libother.so', '/lib/libother.so']])],
  read: async (bytes) => readLoaderCache(bytes),
}

export const targets: readonly Target[] = [...unpackers, tar, zip, checksums, signatures, keys, tuf, listings, environments, programs, loaderCaches]
