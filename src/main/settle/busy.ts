import { failure } from '../../errors.ts'
import { machine } from '../../host/machine.ts'
import { theScope } from '../scope.ts'

const holderBytesMax = 4096

/** Somebody else is at work on this app: which transaction, and who asked for it, as they wrote it into the lock (failures.md f01). */
export async function busy(app: string, unit: string): Promise<Error> {
  const bytes = await machine.disk.read(theScope().places(app).lock, holderBytesMax)
  const holder = bytes === null ? '' : Buffer.from(bytes).toString('utf8').trim()
  return failure('TEMPORARY', `another run of app-upgrade is at work: ${holder === '' ? `unit '${unit}'` : `${holder} (unit '${unit}')`}`, { next: `wait for it; 'app-upgrade status ${app}' shows what it does` })
}
