import { posix } from 'node:path'
import { failure, invariant, isFailure } from '../../errors.ts'
import { decodeLine, encodeLine, firstSum, splitLines } from '../../formats/journal-line.ts'
import { journalBytesMax } from '../../formats/limits.ts'
import type { Clock, Disk, ReadsDisk } from '../../host/types.ts'
import { ensureDirectory, replaceFile } from '../durable.ts'
import type { Entry, Stamped } from './entry.ts'
import { fold, objection, type TransactionState } from './fold.ts'
import type { Plan } from '../plan.ts'
import { readEntry } from './read-entry.ts'

/** Where the journals of one app lie: one append-only file per transaction. */
export interface Journals { readonly disk: Disk; readonly clock: Pick<Clock, 'nowMs'>; readonly directory: string }

/** What a journal file holds: entries, and the lines they were read from. A torn last line is not among them. */
export interface JournalText { readonly entries: readonly Stamped[]; readonly lines: readonly string[]; readonly lastSum: string }

export function journalPath(directory: string, transaction: string): string {
  return posix.join(directory, `${transaction}.jsonl`)
}

/** Begins a journal with its plan. When this returns, no power cut makes the file vanish: neither its content nor its name. */
export async function createJournal(journals: Journals, plan: Plan): Promise<Journal> {
  const journal = new Journal(journals, plan.transaction, { entries: [], lines: [], lastSum: firstSum })
  await ensureDirectory(journals.disk, journals.directory, 0o700)
  await journal.append({ entry: 'planned', plan })
  return journal
}

/**
 * Opens a journal that a dead process left; null when not even its plan is whole, so that nothing ever began. The file is written
 * anew first: that drops a torn tail, and it makes durable what was read. The page cache shows lines whose fsync failed or never came, and
 * a `confirmed` that the next power cut takes back must not be acted upon (failures.md F04).
 */
export async function openJournal(journals: Journals, transaction: string): Promise<Journal | null> {
  const text = await readJournal(journals.disk, journalPath(journals.directory, transaction))
  if (text === null || text.entries.length === 0) return null
  const journal = new Journal(journals, transaction, text)
  // Where even that cannot be written, the files can still be saved; the journal then stays open for a later line of defence.
  if (journal.state.closed === null) await journal.rewrite().catch(unlessBug)
  return journal
}

/**
 * Opens the journal of a transaction that is closed, to say how its new version went on. Always written anew first: nothing may be appended behind a line
 * that a power cut tore, and what is built upon it must be durable. DATA when there is none.
 */
export async function reopenJournal(journals: Journals, transaction: string): Promise<Journal> {
  const text = await readJournal(journals.disk, journalPath(journals.directory, transaction))
  if (text === null) throw failure('DATA', `the journal of transaction ${transaction} is gone`)
  const journal = new Journal(journals, transaction, text)
  await journal.rewrite()
  return journal
}

/** Null when there is no such file. DATA when it is damaged anywhere but in its last line: a failure, never a guess. */
export async function readJournal(disk: ReadsDisk, path: string): Promise<JournalText | null> {
  const bytes = await disk.read(path, journalBytesMax)
  if (bytes === null) return null
  const { bodies, lines, lastSum } = decode(bytes)
  return { entries: bodies.map((body, index) => readEntry(index + 1, body)), lines, lastSum }
}

/** The plan alone, when the rest of its journal cannot be believed; null when even that is damaged. */
export async function readPlan(disk: ReadsDisk, path: string): Promise<Plan | null> {
  try {
    const bytes = await disk.read(path, journalBytesMax)
    if (bytes === null) return null
    const { bodies } = decodeWhole(bytes.subarray(0, bytes.indexOf(0x0a) + 1))
    const first = bodies.length === 0 ? null : readEntry(1, bodies[0]).entry
    return first?.entry === 'planned' ? first.plan : null
  } catch (thrown) {
    if (isFailure(thrown) && thrown.code === 'DATA') return null
    throw thrown
  }
}

interface Decoded { readonly bodies: readonly unknown[]; readonly lines: readonly string[]; readonly lastSum: string }

/**
 * Each entry is durable before the next is written, so a power cut can only hurt the last line: it may lack its end, or hold
 * what the disk had there before. Either way that write never happened.
 */
function decode(bytes: Uint8Array): Decoded {
  const whole = bytes.lastIndexOf(0x0a) + 1
  if (whole < bytes.length) return decodeWhole(bytes.subarray(0, whole))
  try {
    return decodeWhole(bytes)
  } catch (thrown) {
    if (!isFailure(thrown)) throw thrown
    return decodeWhole(bytes.subarray(0, bytes.subarray(0, -1).lastIndexOf(0x0a) + 1))
  }
}

function decodeWhole(bytes: Uint8Array): Decoded {
  const lines = splitLines(bytes).lines
  const bodies: unknown[] = []
  let lastSum = firstSum
  for (const [index, line] of lines.entries()) {
    const { sum, body } = decodeLine(line, { number: index + 1, previousSum: lastSum })
    bodies.push(body)
    lastSum = sum
  }
  return { bodies, lines: lines.map((line) => `${line}\n`), lastSum }
}

/** The durable truth about one transaction, open for writing. Held by one process: the one with the lock. */
export class Journal {
  readonly #journals: Journals
  readonly #path: string
  #text: JournalText
  #broken: unknown = null
  #folded: { readonly of: JournalText; readonly state: TransactionState } | null = null

  constructor(journals: Journals, transaction: string, text: JournalText) {
    this.#journals = journals
    this.#path = journalPath(journals.directory, transaction)
    this.#text = text
  }

  get state(): TransactionState {
    if (this.#folded?.of !== this.#text) this.#folded = { of: this.#text, state: fold(this.#text.entries) }
    return this.#folded.state
  }

  /** Durable when it returns. After it threw, nobody knows whether the entry is on the disk, and every further call throws too. */
  async append(entry: Entry): Promise<void> {
    const next = this.#with(entry)
    if (this.#broken !== null) throw this.#broken
    try {
      await this.#write(next)
    } catch (thrown) {
      if (!isFailure(thrown)) throw thrown
      await this.rewrite(next)
    }
    this.#text = next
  }

  /** As `append`, for an entry that the disk would not take: what is decided next must know of it all the same. */
  remember(entry: Entry): void {
    this.#text = this.#with(entry)
  }

  /** A failed fsync means that the data is lost: a new file, never the same fsync again. */
  async rewrite(text: JournalText = this.#text): Promise<void> {
    try {
      await replaceFile(this.#journals.disk, this.#path, Buffer.from(text.lines.join('')))
    } catch (thrown) {
      this.#broken = thrown
      throw thrown
    }
  }

  #with(entry: Entry): JournalText {
    const { entries, lines, lastSum } = this.#text
    const wrong = objection(entries.length === 0 ? null : this.state, entry)
    invariant(wrong === null, `the engine wrote '${entry.entry}' into a journal where it cannot follow: ${wrong}`)
    const stamped = { number: entries.length + 1, atMs: this.#journals.clock.nowMs(), entry }
    const { text, sum } = encodeLine({ number: stamped.number, previousSum: lastSum, body: { atMs: stamped.atMs, ...entry } })
    return { entries: [...entries, stamped], lines: [...lines, text], lastSum: sum }
  }

  async #write({ lines }: JournalText): Promise<void> {
    const { disk, directory } = this.#journals
    const bytes = Buffer.from(lines.at(-1) ?? '')
    if (lines.length > 1) await disk.append(this.#path, bytes)
    else await disk.create(this.#path, bytes, 0o600)
    await disk.syncFile(this.#path)
    if (lines.length === 1) await disk.syncDirectory(directory)
  }
}

function unlessBug(thrown: unknown): void {
  if (!isFailure(thrown)) throw thrown
}
