import { Parser } from 'tar/parse'
import type { ReadEntry } from 'tar/read-entry'
import { failure } from '../../errors.ts'
import type { RawMember } from './tar-blocks.ts'

/**
 * The `tar` library, fed block by block with what was already judged. It reads the contents; and where it sees another member
 * than we did, one of the two readers is being fooled, and the archive is refused.
 */
export class TarWitness {
  readonly #parser: Parser
  #entries: ReadEntry[] = []
  #content: Buffer[] = []
  #trouble: unknown = null

  constructor() {
    // maxDecompressionRatio and friends do not matter: it never sees compressed bytes.
    this.#parser = new Parser({ strict: true, brotli: false, zstd: false, onReadEntry: (entry) => this.#saw(entry) })
    this.#parser.on('error', (thrown: unknown) => { this.#trouble ??= thrown })
    this.#parser.on('warn', (code: string, message: unknown) => { this.#trouble ??= new Error(`${code}: ${String(message)}`) })
    this.#parser.on('ignoredEntry', () => { this.#trouble ??= new Error('an entry was ignored') })
  }

  /** Hands over a member's headers. DATA when the library does not see exactly this member. */
  member(blocks: readonly Buffer[], { path, sizeBytes, type }: RawMember): void {
    this.#write(blocks)
    const [entry] = this.#entries.splice(0)
    const seen = entry === undefined ? null : [entry.path, entry.size, entry.type === 'Directory' ? '5' : '0']
    if (seen?.join('\0') !== [path.toString(), sizeBytes, type].join('\0')) throw disagree('two readers see different members')
  }

  /** Hands over a piece of content, padding included, and answers what the library takes for content. */
  body(blocks: Buffer, contentBytes: number): readonly Buffer[] {
    this.#write([blocks])
    const content = this.#content.splice(0)
    if (content.reduce((sum, piece) => sum + piece.length, 0) !== contentBytes) throw disagree('two readers see different contents')
    return content
  }

  /** Hands over the end of the archive. */
  end(blocks: readonly Buffer[]): void {
    this.#write(blocks)
    this.#parser.end()
    if (this.#trouble !== null || this.#entries.length > 0) throw disagree('two readers see different ends', this.#trouble)
  }

  #saw(entry: ReadEntry): void {
    this.#entries.push(entry)
    entry.on('data', (piece) => this.#content.push(piece as Buffer))
  }

  #write(blocks: readonly Buffer[]): void {
    for (const block of blocks) this.#parser.write(block)
    if (this.#trouble !== null) throw disagree('it is malformed', this.#trouble)
  }
}

function disagree(why: string, cause?: unknown): Error {
  return failure('DATA', why, cause === null || cause === undefined ? {} : { cause })
}
