import { describe as watchedDescribe, test as watchedTest } from 'node:test'
import { inspect } from 'node:util'
import { isMainThread, parentPort, Worker } from 'node:worker_threads'

/**
 * `describe` and `test` as node:test has them, for files that live through histories by the ten thousand. node:test watches every promise of its
 * process (an async hook with `destroy`, for which each of them is registered with the collector), and that takes longer than all that they do
 * themselves. So such a file is loaded once more in a thread that nobody watches: there the bodies run, here their outcomes are told.
 */
export interface Context { diagnostic(text: string): void; after(act: () => void): void }
type Body = (context: Context) => void | Promise<void>
interface Options { readonly timeout: number }
interface Outcome { readonly said: readonly string[]; readonly trouble: Error | null }

const bodies = new Map<string, Body>()
/** The describes that are being read: two tests may have one name in two of them. */
let within = ''

export function describe(name: string, read: () => void): void {
  const reading = (): void => {
    const outer = within
    within = `${outer}${name} > `
    read()
    within = outer
  }
  if (isMainThread) void watchedDescribe(name, reading)
  else reading()
}

export function test(name: string, ...[first, second]: readonly [Body] | readonly [Options, Body]): void {
  const [options, body] = typeof first === 'function' ? [{}, first] : [first, second]
  const path = `${within}${name}`
  if (body === undefined || bodies.has(path)) throw new Error(`'${path}' has no body, or two`)
  bodies.set(path, body)
  if (!isMainThread) return
  void watchedTest(name, options, async (context) => {
    const { said, trouble } = await lived(path, context.signal)
    for (const text of said) context.diagnostic(text)
    if (trouble !== null) throw trouble
  })
}

let thread: Worker | null = null

/** One at a time: a test waits for the one before it. What ends the thread fails the test that it was at, and the next one gets a new thread. */
async function lived(path: string, signal: AbortSignal): Promise<Outcome> {
  const worker = thread ?? new Worker(process.argv[1] ?? '', { resourceLimits: { maxYoungGenerationSizeMb: 64, maxOldGenerationSizeMb: 4096 } })
  thread = worker
  const { promise, resolve, reject } = Promise.withResolvers<Outcome>()
  const ended = (status: number): void => reject(new Error(`the thread of the tests ended with ${status}`))
  // What came to its time limit would keep the process, and be in the way of the next test.
  const stop = (): void => void worker.terminate()
  signal.addEventListener('abort', stop)
  worker.once('message', resolve).once('error', reject).once('exit', ended)
  worker.ref()
  worker.postMessage(path)
  try {
    return await promise
  } catch (thrown) {
    thread = null
    throw thrown
  } finally {
    signal.removeEventListener('abort', stop)
    worker.off('message', resolve).off('error', reject).off('exit', ended)
    // Nothing is under way in it: it must not keep the process.
    worker.unref()
  }
}

async function live(path: string): Promise<Outcome> {
  const said: string[] = []
  const later: (() => void)[] = []
  try {
    const body = bodies.get(path)
    if (body === undefined) throw new Error(`the thread has no test '${path}'`)
    await body({ diagnostic: (text) => void said.push(text), after: (act) => void later.push(act) })
    return { said, trouble: null }
  } catch (thrown) {
    return { said, trouble: thrown instanceof Error ? thrown : new Error(inspect(thrown)) }
  } finally {
    for (const act of later) act()
  }
}

parentPort?.on('message', (path: string) => void live(path).then((outcome) => parentPort?.postMessage(outcome)))
