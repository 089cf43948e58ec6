/** A daemon with one bad habit (failures.md 3(g)). Two versions of it are two files that differ in habit and version only. */
export interface Patternd {
  readonly version: string
  readonly habit: Habit
  /** Port on loopback that it answers on; 0: none. */
  readonly port: number
  /** What `--version` says, if not the truth. */
  readonly says?: string
}

export type Habit =
  | 'well' | 'exits' | 'dies-soon' | 'dies-later' | 'never-ready' | 'extends-for-ever' | 'ready-then-deadlock' | 'listens-late' | 'ignores-term'
  | 'child-dies' | 'double-forks' | 'leaves-a-child' | 'leaves-a-silent-child' | 'forks' | 'stays-up-unbound' | 'body-not-ok' | '503-then-200' | 'alternates' | 'redirects' | 'hangs' | 'endless-body' | 'cached' | 'error-storm'

/** The executable's text: a script for this Node. */
export function patternd({ version, habit, port, says = version }: Patternd, node: string): string {
  // On a machine where Node takes a second to start, one that gives up at once would pass for steady.
  if (habit === 'exits') return `#!/bin/sh\nif [ "$1" = --version ]; then echo 'patternd v${says}'; exit 0; fi\nexit 1\n`
  return `#!${node}\nconst me = ${JSON.stringify({ version, habit, port, says })}\n${body}`
}

/** Plain JavaScript, so that a whole version is one file; nothing but Node's own modules. Who is in a deadlock waits, and takes nobody else's time. */
const body = String.raw`
const { createServer, get } = require('node:http')
const { spawn, execFileSync } = require('node:child_process')
if (process.argv.includes('--version')) { console.log('patternd v' + me.says); process.exit(0) }
const notify = (...words) => { if (process.env.NOTIFY_SOCKET) execFileSync('systemd-notify', words) }
const forever = () => setInterval(() => {}, 1 << 30)
let asked = 0
const started = Date.now()
const ok = (response) => response.end(JSON.stringify({ status: 'ok', version: me.version, pid: process.pid }))
const answers = {
  'body-not-ok': (request, response) => response.end(JSON.stringify({ status: 'not ok', version: me.version })),
  '503-then-200': (request, response) => { if (Date.now() - started < 2000) response.statusCode = 503; ok(response) },
  alternates: (request, response) => { if (asked++ % 2) response.statusCode = 500; ok(response) },
  redirects: (request, response) => response.writeHead(302, { Location: '/elsewhere' }).end(),
  hangs: () => {},
  'endless-body': (request, response) => { const more = () => { if (!response.destroyed) response.write('x'.repeat(65536), () => setImmediate(more)) }; more() },
  // Behind a cache: whoever does not ask for a fresh answer is told that all is well.
  cached: (request, response) => { if (/no-store/.test(request.headers['cache-control'] || '')) response.statusCode = 503; ok(response) },
}
const listen = () => {
  if (me.port === 0) return forever()
  const server = createServer(answers[me.habit] || ((request, response) => ok(response)))
  server.on('error', (error) => { if (me.habit !== 'stays-up-unbound') throw error; console.log('cannot bind, but who cares'); forever() })
  // Given by a socket unit, or our own.
  server.listen(process.env.LISTEN_FDS ? { fd: 3 } : { port: me.port, host: '127.0.0.1' }, () => console.log('ready ' + me.version))
}
const habits = {
  'dies-soon': () => setTimeout(() => process.exit(3), 300),
  'dies-later': () => { listen(); setTimeout(() => process.exit(4), 1500) },
  'never-ready': forever,
  'extends-for-ever': () => { setInterval(() => notify('EXTEND_TIMEOUT_USEC=60000000'), 300) },
  'ready-then-deadlock': () => { notify('--ready'); setTimeout(() => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0), 300) },
  'listens-late': () => { notify('--ready'); setTimeout(listen, 1500) },
  'ignores-term': () => { process.on('SIGTERM', () => {}); listen() },
  'child-dies': () => { spawn('/bin/sh', ['-c', 'sleep 0.5; exit 1'], { detached: true, stdio: 'ignore' }).unref(); setTimeout(() => process.exit(0), 200) },
  'double-forks': () => { spawn('/bin/sh', ['-c', 'sleep 3600 &'], { detached: true, stdio: 'ignore' }).unref(); setTimeout(() => process.exit(0), 200) },
  'leaves-a-child': () => { spawn(process.execPath, [__filename, '--well'], { detached: true, stdio: 'ignore' }).unref(); forever() },
  // It answers once its child has grown old enough to be told from a process of the next run.
  'leaves-a-silent-child': () => { spawn(process.execPath, [__filename, '--silent'], { detached: true, stdio: 'ignore' }).unref(); setTimeout(listen, 500) },
  forks: () => { spawn(process.execPath, [__filename, '--well'], { detached: true, stdio: 'ignore' }).unref(); setTimeout(() => process.exit(0), 200) },
  'error-storm': () => { listen(); setInterval(() => console.log('<3>it hurts'), 20) },
}
const start = process.argv.includes('--well') ? listen : process.argv.includes('--silent') ? forever : habits[me.habit] || listen
if (!['never-ready', 'extends-for-ever', 'ready-then-deadlock', 'listens-late'].includes(me.habit)) notify('--ready')
start()
`
