import { readdirSync } from 'node:fs'
import { run } from 'node:test'
import { inspect } from 'node:util'
import type { Suite } from './suites.ts'
import { nothing, type Tally } from './tally.ts'

type Say = (text: string) => void
type Events = ReturnType<typeof run>
interface Failed { readonly name: string; readonly file?: string | undefined; readonly line?: number | undefined; readonly details: { readonly error: Error } }

const errorLinesMax = 40
/** Every file is a process of its own, and most of them load the same modules: what one has stripped of its types and compiled, the next need not. */
const compiled = '.cache/compiled'

/** Runs every `*.test.ts` below a folder, each file in a process of its own with a hard limit of time, and counts. */
export async function runTests(suite: Extract<Suite, { kind: 'tests' }>, root: string, say: Say): Promise<Tally> {
  const files = testFiles(root + suite.folder)
  if (files.length === 0) {
    // An empty suite would be green for ever.
    say(`  ✖ there is no test in ${suite.folder}`)
    return { ...nothing, failed: 1 }
  }
  const env = { ...process.env, NODE_COMPILE_CACHE: `${root}${compiled}` }
  const events = run({ files: [...longestFirst(files, suite.longest ?? [])], concurrency: suite.filesAtOnce, timeout: suite.fileMinutesMax * 60_000, execArgv: ['--disable-warning=ExperimentalWarning'], env })
  const counted = count(events, root, say)
  tellTroubles(events, root, say)
  if (suite.talks === 'yes') tellWords(events, say)
  const slowest = timed(events, root)
  // Reading is what makes the events flow; they end when the last file has.
  await events.forEach(() => {})
  if (suite.talks === 'yes') say(`  slowest: ${slowest()}`)
  return counted()
}

/** The runner's own count of everything, less the files that hold no test: it takes those for a test that passed. */
function count(events: Events, root: string, say: Say): () => Tally {
  let tally = nothing
  let empty = 0
  events.on('test:pass', ({ name, file }) => {
    if (name !== file) return
    empty += 1
    say(`  ✖ there is no test in ${name.replace(root, '')}`)
  })
  events.on('test:summary', ({ file, counts }) => {
    if (file === undefined) tally = { passed: counts.passed, failed: counts.tests - counts.passed - counts.skipped - counts.todo, skipped: counts.skipped + counts.todo }
  })
  return () => ({ ...tally, passed: tally.passed - empty, failed: tally.failed + empty })
}

function tellTroubles(events: Events, root: string, say: Say): void {
  const lastWords = new Map<string, string>()
  events.on('test:stderr', ({ file, message }) => lastWords.set(file, `${lastWords.get(file) ?? ''}${message}`.slice(-4000)))
  events.on('test:fail', (event: Failed) => {
    // A test whose only trouble is a subtest's; that one was told already.
    if ((event.details.error as { failureType?: string }).failureType === 'subtestsFailed') return
    say(describe(event, root))
    if (event.name === event.file) say(indented(lastWords.get(event.file) ?? '', 6))
  })
  events.on('test:pass', ({ name, skip, todo }) => {
    if (skip !== undefined || todo !== undefined) say(`  - skipped: ${name}${typeof skip === 'string' ? ` (${skip})` : ''}`)
  })
}

const slowestTold = 8

/** Where the time went: the files that took longest. */
function timed(events: Events, root: string): () => string {
  const files: { readonly file: string; readonly seconds: number }[] = []
  events.on('test:summary', ({ file, duration_ms: durationMs }) => {
    if (file !== undefined) files.push({ file: file.replace(root, ''), seconds: durationMs / 1000 })
  })
  return () => files.toSorted((a, b) => b.seconds - a.seconds).slice(0, slowestTold).map(({ file, seconds }) => `${file} ${seconds.toFixed(0)} s`).join(', ')
}

function tellWords(events: Events, say: Say): void {
  events.on('test:stdout', ({ message }) => say(indented(message.trimEnd(), 2)))
  events.on('test:diagnostic', ({ message, level }) => {
    if (level === 'info' && !/^(?:tests|suites|pass|fail|cancelled|skipped|todo|duration_ms) /.test(message)) say(`  ${message}`)
  })
}

function testFiles(folder: string): readonly string[] {
  try {
    return readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.test.ts')).toSorted().map((name) => `${folder}/${name}`)
  } catch {
    return []
  }
}

/** What takes longest begins first, so that no file runs alone in the end; the others keep their order. */
function longestFirst(files: readonly string[], longest: readonly string[]): readonly string[] {
  const rank = (file: string): number => longest.findIndex((name) => file.endsWith(`/${name}`)) + 1 || longest.length + 1
  return files.toSorted((a, b) => rank(a) - rank(b))
}

function describe({ name, file, line, details }: Failed, root: string): string {
  const error = details.error.cause ?? details.error
  const text = error instanceof Error && error.stack !== undefined && !('actual' in error) ? error.stack : inspect(error, { depth: 4 })
  return `  ✖ ${name.replace(root, '')} (${file?.replace(root, '') ?? '?'}:${line ?? '?'})\n${indented(text.split('\n').slice(0, errorLinesMax).join('\n'), 6)}`
}

function indented(text: string, by: number): string {
  return text.trimEnd().replaceAll(/^/gm, ' '.repeat(by))
}
