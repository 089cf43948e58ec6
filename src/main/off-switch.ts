import { isFailure } from '../errors.ts'
import { printable } from '../formats/printable.ts'
import { machine } from '../host/machine.ts'
import type { Rules } from '../policy/standing.ts'
import { theScope } from './scope.ts'

const reasonBytesMax = 4096
const reasonCharactersMax = 200

/**
 * Which switch says that nothing happens by itself, in words; null: none does. A file counts by being there, whatever it is and whoever may read it: only
 * its owner could lay it down in that directory. Only unattended runs obey (a person's says it in a note).
 */
export async function offSwitch(app: string, { auto }: Pick<Rules, 'auto'>): Promise<string | null> {
  const { config } = theScope().places(app)
  for (const path of [`${config}/no-auto`, `${config}/${app}.no-auto`]) {
    const says = await fileSays(path)
    if (says !== null) return says
  }
  return auto === 'no' ? "[policy] auto = \"no\" in the app's settings" : null
}

async function fileSays(path: string): Promise<string | null> {
  const facts = await machine.disk.look(path)
  if (facts === null) return null
  const reason = facts.kind === 'file' ? await firstLineOf(path) : ''
  return reason === '' ? `the file '${path}'` : `the file '${path}' (${reason})`
}

async function firstLineOf(path: string): Promise<string> {
  try {
    const bytes = await machine.disk.read(path, reasonBytesMax)
    return printable(Buffer.from(bytes ?? []).toString('utf8').split('\n', 1)[0] ?? '', reasonCharactersMax).trim()
  } catch (thrown) {
    // Unreadable for us, or a book instead of a line: it is a switch all the same.
    if (isFailure(thrown)) return ''
    throw thrown
  }
}
