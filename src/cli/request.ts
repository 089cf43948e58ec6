import { failure } from '../errors.ts'
import { parseChannelName } from '../release/instance.ts'
import { artifactNameOf } from '../release/siblings.ts'
import type { Request } from '../upgrade/report.ts'
import { checkedVersion } from './asked-app.ts'
import { type Call, given } from './verb.ts'
import type { World } from './world.ts'

/** What was asked for, checked before anything else happens: a typing mistake must not get as far as a unit. */
export function requestOf(call: Call, world: Pick<World, 'caller'>, way: Request['way'] = 'on'): Request {
  const request: Request = {
    way,
    version: checkedBy(given(call, 'to'), way === 'back' ? checkedRelease : checkedVersion),
    channel: checkedBy(given(call, 'channel'), parseChannelName),
    url: checkedBy(given(call, 'url'), checkedUrl),
    prefix: checkedBy(given(call, 'prefix'), checkedPrefix),
    bundle: checkedBy(given(call, 'bundle'), checkedBundle),
    occasion: 'person',
    force: call.switches.has('force') ? 'yes' : 'no',
    dryRun: call.switches.has('dry-run') ? 'yes' : 'no',
    actor: world.caller.actor,
    reason: checkedBy(given(call, 'reason'), checkedReason),
  }
  if (request.bundle !== null && (request.url !== null || request.channel !== null)) throw failure('USAGE', `--bundle and --${request.url === null ? 'channel' : 'url'} exclude each other`, { next: 'a bundle is one release that lies here; nothing else is asked' })
  if (request.version === null || request.channel === null) return request
  throw failure('USAGE', '--to and --channel exclude each other', { next: 'a version says exactly what is wanted; a channel asks for its newest' })
}

function checkedBy(text: string | null, check: (text: string) => string): string | null {
  return text === null ? null : check(text)
}

/** What the request file, the plan and the journal have room for, whatever the characters. */
const reasonCharactersMax = 1000

function checkedReason(reason: string): string {
  if (reason.length <= reasonCharactersMax) return reason
  throw failure('USAGE', `--reason is longer than ${reasonCharactersMax} characters`, { next: 'name the ticket; the history is no place for the story' })
}

/** What somebody placed by hand, and no journal has another name for, can be returned to as well. */
function checkedRelease(text: string): string {
  return /^adopted-[0-9a-f]{12}$/.test(text) ? text : checkedVersion(text)
}

function checkedUrl(url: string): string {
  artifactNameOf(url)
  return url
}

function checkedBundle(path: string): string {
  if (path !== '' && !path.includes('\0')) return path
  throw failure('USAGE', '--bundle must be the path of a directory', { next: 'for example --bundle /media/usb/acme-2.0.0.bundle' })
}

function checkedPrefix(path: string): string {
  // A relative path would mean another directory in the unit's process than in the caller's shell.
  if (path.startsWith('/') && !path.split('/').includes('..')) return path
  throw failure('USAGE', '--prefix must be an absolute path without ..', { next: 'for example --prefix /usr/local/bin' })
}
