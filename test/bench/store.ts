import { pipeline } from 'node:stream/promises'
import { createGzip } from 'node:zlib'

/** A gzip that stores: what tar calls as its compressor for artifacts of which only the size matters. */
await pipeline(process.stdin, createGzip({ level: 0, chunkSize: 1 << 20 }), process.stdout)
