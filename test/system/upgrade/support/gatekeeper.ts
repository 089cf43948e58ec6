/**
 * Holds every process that opens a file in the directories of our arguments, until our standard input names it (fanotify(7),
 * permission events). When this process ends, however it ends, the kernel lets all of them go on. A process of its own, because
 * reading events blocks a thread.
 */
import { closeSync, read, readlinkSync, writeSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { dlopen } from 'node:ffi'

const { functions: c } = dlopen('libc.so.6', {
  fanotify_init: { arguments: ['uint32', 'uint32'], return: 'int32' },
  fanotify_mark: { arguments: ['int32', 'uint32', 'uint64', 'int32', 'buffer'], return: 'int32' },
})
/** FAN_CLASS_CONTENT | FAN_CLOEXEC, and O_RDONLY | O_LARGEFILE | O_CLOEXEC for the descriptors that come with events. */
const events = c.fanotify_init(0x4 | 0x1, 0x8000 | 0o2000000)
/** FAN_OPEN_PERM | FAN_EVENT_ON_CHILD, of AT_FDCWD. */
for (const directory of process.argv.slice(2)) {
  if (c.fanotify_mark(events, 1, 0x1_0000n | 0x0800_0000n, -100, Buffer.from(`${directory}\0`)) !== 0) throw new Error(`cannot watch ${directory}`)
}
say({ ready: true })

createInterface({ input: process.stdin }).on('line', (line) => letGo(Number(line))).on('close', end)

const buffer = Buffer.alloc(64 * 1024)
function listen(): void {
  read(events, buffer, 0, buffer.length, null, (error, bytes) => {
    // The disk below us was stopped: whoever waits is about to be killed.
    if (error?.code === 'EIO') return end()
    if (error !== null) throw error
    // struct fanotify_event_metadata: length, version and so on, mask, descriptor, process.
    for (let at = 0; at < bytes; at += buffer.readUInt32LE(at)) {
      const [descriptor, pid] = [buffer.readInt32LE(at + 16), buffer.readInt32LE(at + 20)]
      // Whoever started us looks into the files while others wait: to hold it would be to wait for ever.
      if (pid === process.ppid) letGo(descriptor)
      else say({ held: descriptor, path: readlinkSync(`/proc/self/fd/${descriptor}`), pid })
    }
    listen()
  })
}
listen()

/** struct fanotify_response: the descriptor, FAN_ALLOW. */
function letGo(descriptor: number): void {
  const answer = Buffer.alloc(8)
  answer.writeInt32LE(descriptor, 0)
  answer.writeUInt32LE(1, 4)
  try {
    writeSync(events, answer)
  } catch {
    // Nobody waits any more: it was killed while it did.
  }
  closeSync(descriptor)
}

/** An orderly exit would wait for the thread that reads. */
function end(): void {
  process.kill(process.pid, 'SIGKILL')
}

function say(what: object): void {
  writeSync(1, `${JSON.stringify(what)}\n`)
}
