import { failure, isFailure, type FailureCode } from '../errors.ts'

interface Row { readonly code: FailureCode; readonly next?: string }

const bus = 'org.freedesktop.DBus.Error.'
const manager = 'org.freedesktop.systemd1.'
const asRoot = 'Run it as root.'

/** What an error reply means to us. A name that is not here is a refusal: the manager understood and said no. */
const rows: Readonly<Record<string, Row>> = {
  [`${bus}AccessDenied`]: { code: 'PERMISSION', next: asRoot },
  [`${bus}AuthFailed`]: { code: 'PERMISSION', next: asRoot },
  [`${bus}InteractiveAuthorizationRequired`]: { code: 'PERMISSION', next: asRoot },
  [`${bus}NoReply`]: { code: 'UNAVAILABLE' },
  [`${bus}Timeout`]: { code: 'UNAVAILABLE' },
  [`${bus}TimedOut`]: { code: 'UNAVAILABLE' },
  [`${bus}Disconnected`]: { code: 'UNAVAILABLE' },
  [`${bus}NameHasNoOwner`]: { code: 'UNAVAILABLE' },
  [`${bus}ServiceUnknown`]: { code: 'UNAVAILABLE' },
  [`${bus}NoServer`]: { code: 'UNAVAILABLE' },
  [`${bus}LimitsExceeded`]: { code: 'UNAVAILABLE' },
  [`${bus}NoMemory`]: { code: 'UNAVAILABLE' },
  [`${bus}UnknownMethod`]: { code: 'PROTOCOL' },
  [`${bus}UnknownInterface`]: { code: 'PROTOCOL' },
  [`${bus}UnknownProperty`]: { code: 'PROTOCOL' },
  [`${bus}InvalidArgs`]: { code: 'PROTOCOL' },
  [`${bus}InvalidSignature`]: { code: 'PROTOCOL' },
  [`${bus}InconsistentMessage`]: { code: 'PROTOCOL' },
  [`${manager}ShuttingDown`]: { code: 'TEMPORARY', next: 'The machine is going down; try again when it is up.' },
}

/** D-Bus says it with an error name; everything else that a call can throw is a connection that broke or lied. */
export function busFailure(thrown: unknown, what: string): Error {
  if (isFailure(thrown)) return thrown
  const name = nameOf(thrown)
  const row = rows[name] ?? { code: name === '' ? codeOfStranger(thrown) : 'REFUSED' }
  const says = row.code === 'UNAVAILABLE' ? `${what}: no answer from the service manager` : `${what}: the service manager said no`
  return failure(row.code, says, { cause: thrown, ...(row.next === undefined ? {} : { next: row.next }) })
}

/** `org.freedesktop.systemd1.NoSuchUnit`, or empty. */
export function nameOf(thrown: unknown): string {
  const name = thrown instanceof Error && 'dbusName' in thrown ? thrown.dbusName : ''
  return typeof name === 'string' ? name : ''
}

/** Looks beneath our own failure too. */
export function isNamed(thrown: unknown, ...names: readonly string[]): boolean {
  const name = isFailure(thrown) ? nameOf(thrown.cause) : nameOf(thrown)
  return names.some((one) => name === manager + one || name === bus + one)
}

function codeOfStranger(thrown: unknown): FailureCode {
  const code = thrown instanceof Error && 'code' in thrown ? thrown.code : ''
  if (code === 'EPROTO') return 'PROTOCOL'
  return code === 'EACCES' || code === 'EPERM' ? 'PERMISSION' : 'UNAVAILABLE'
}
