import type { HttpAnswer, HttpRequest } from '../../host/types.ts'
import type { Opened, Resume } from '../../upgrade/ports.ts'

/** To go on where an earlier attempt stopped, if it can be told whether the file is still the same (failures.md F16); null: from the start. */
export function resumeOf({ fromByte, validator }: Resume): HttpRequest['resume'] {
  return validator === null || fromByte === 0 ? null : { fromByte, validator }
}

/** An answer of the network, as a source hands it on. */
export function openedFrom(answer: HttpAnswer): Opened {
  const { fromByte, sizeBytes, validator, bytes } = answer
  return { fromByte, sizeBytes, validator, bytes, close: () => answer.close() }
}
