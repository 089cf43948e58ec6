import { failure } from '../errors.ts'
import { quoted } from './printable.ts'

/** Whether only this machine may be asked. `allowed`: an operator's word that another one may be. */
export type RemoteHosts = 'refused' | 'allowed'

/**
 * A plain http URL of this machine: 127.0.0.0/8, [::1] or localhost. DATA for another scheme or host, and for credentials,
 * which would stand in the plan for everybody to read (failures.md E47).
 */
export function parseLoopbackUrl(text: string, remote: RemoteHosts): URL {
  const url = URL.canParse(text) ? new URL(text) : null
  if (url === null || url.protocol !== 'http:') throw failure('DATA', `${quoted(text)} is not an http:// URL`)
  if (url.username !== '' || url.password !== '') throw failure('DATA', 'the URL carries a user name or password')
  if (url.hash !== '') throw failure('DATA', `${quoted(text)} has a fragment, which no server would see`)
  if (remote === 'allowed' || isLoopbackHost(url.hostname)) return url
  throw failure('DATA', `${quoted(text)} is not on this machine: use 127.0.0.1, [::1] or localhost`)
}

/** A host as `URL` spells it: addresses are normalised there, so that 2130706433 and 0x7f.1 read as 127.0.0.1. */
export function isLoopbackHost(host: string): boolean {
  return host === 'localhost' || host === '[::1]' || /^127(?:\.\d{1,3}){3}$/.test(host)
}
