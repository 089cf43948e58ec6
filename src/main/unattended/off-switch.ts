import { isFailure } from '../../errors.ts'
import { printable } from '../../formats/printable.ts'
import { machine } from '../../host/machine.ts'
import type { OffSwitch } from '../../policy/unattended.ts'
import { theScope } from '../scope.ts'

const reasonBytesMax = 4096
const reasonCharactersMax = 200

/**
 * The files that switch off what happens by itself, to all apps or to this one; those that exist. A file counts by being there, whatever it is and
 * whoever may read it: only its owner could lay it down in that directory.
 */
export async function offSwitches(app: string): Promise<readonly OffSwitch[]> {
  const { config } = theScope().places(app)
  const found = await Promise.all([`${config}/no-auto`, `${config}/${app}.no-auto`].map(switchAt))
  return found.filter((one) => one !== null)
}

async function switchAt(path: string): Promise<OffSwitch | null> {
  const facts = await machine.disk.look(path)
  if (facts === null) return null
  const reason = facts.kind === 'file' ? await firstLineOf(path) : ''
  return { path, reason: reason === '' ? null : reason }
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
