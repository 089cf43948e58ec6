import { failure } from '../errors.ts'
import { machine } from '../host/machine.ts'
import { architectureOf, type Architecture } from '../release/platform.ts'

/** This machine's processor, in the spelling of releases. */
export function architecture(): Architecture {
  const known = architectureOf(machine.facts.processor)
  if (known === null) throw failure('CONFIG', `there are no releases for a processor called '${machine.facts.processor}'`)
  return known
}
