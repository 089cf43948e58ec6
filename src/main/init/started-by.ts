import { posix } from 'node:path'
import { isFailure } from '../../errors.ts'
import { isPrintable } from '../../formats/printable.ts'
import type { Properties } from '../../systemd/unit-state.ts'
import { readProperties } from '../../systemd/units.ts'
import { hasSystemd, theBus } from '../service.ts'

/** The program that the unit of this name starts on this host; null where there is no such unit, or nobody to ask. A guess is made of it, so nothing fails here. */
export async function startedBy(unit: string): Promise<string | null> {
  if ((await hasSystemd()) === 'no') return null
  try {
    return programIn(await readProperties(theBus(), unit))
  } catch (thrown) {
    if (isFailure(thrown)) return null
    throw thrown
  }
}

/** `ExecStart` is a list of commands, each of which begins with its program's path (org.freedesktop.systemd1(5)). */
export function programIn({ LoadState: state, ExecStart: commands }: Properties): string | null {
  if (state !== 'loaded' || !Array.isArray(commands)) return null
  const [first] = commands as readonly unknown[]
  const path = Array.isArray(first) ? (first as readonly unknown[])[0] : null
  return typeof path === 'string' && posix.isAbsolute(path) && posix.normalize(path) === path && isPrintable(path) ? path : null
}
