import { failure } from '../../errors.ts'
import { passwordBytesMax } from '../../publish/limits.ts'

const { stdin, stderr } = process
const [interrupt, endOfInput, backspace, erase] = [0x03, 0x04, 0x08, 0x7f] as const

/** Asks a person, without an echo; the bytes are the caller's to wipe. USAGE where nobody sits. */
export async function askPassword(question: string): Promise<Uint8Array> {
  if (!stdin.isTTY) throw failure('USAGE', 'the secret key has a password, and there is no terminal to ask for it', { next: 'name a file that holds it with --password-file' })
  // Before the question: whoever answers at once must not see his words either.
  stdin.setRawMode(true)
  stderr.write(question)
  try {
    return await typed()
  } finally {
    stdin.setRawMode(false)
    stdin.pause()
    stderr.write('\n')
  }
}

async function typed(): Promise<Uint8Array> {
  const password = Buffer.alloc(passwordBytesMax)
  let length = 0
  for await (const chunk of stdin.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
    for (const byte of chunk) {
      if (byte === 0x0d || byte === 0x0a || byte === endOfInput) return taken(password, length)
      // In raw mode the terminal sends no signal for ^C.
      if (byte === interrupt) throw failure('USAGE', 'no password was given')
      if (byte === backspace || byte === erase) length = before(password, length)
      else if (length < passwordBytesMax) password[length++] = byte
      else throw failure('USAGE', `the password has more than ${passwordBytesMax} bytes`)
    }
    chunk.fill(0)
  }
  throw failure('USAGE', 'no password was given')
}

function taken(password: Buffer, length: number): Uint8Array {
  const bytes = Buffer.from(password.subarray(0, length))
  password.fill(0)
  return bytes
}

/** One character less, of however many bytes it is in UTF-8. */
function before(password: Buffer, length: number): number {
  let end = length
  do end -= 1
  while (end > 0 && ((password[end] ?? 0) & 0xc0) === 0x80)
  return Math.max(end, 0)
}
