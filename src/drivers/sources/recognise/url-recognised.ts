import { failure } from '../../../errors.ts'
import { templatesOf } from '../../../release/recognise/placeholders.ts'
import { artifactNameOf, withoutSecrets } from '../../../release/siblings.ts'
import { versionsIn } from '../../../release/version.ts'
import type { Opened } from '../../../upgrade/ports.ts'
import type { Recognised, SourceTools, Typed } from '../driver.ts'
import type { Place } from '../place.ts'
import { expandUrl, urlTemplateFault } from '../url-template.ts'
import { namesBeside } from './names-beside.ts'

/** A release archive's own address, with placeholders where the next one's will differ. Null when nothing lies there; USAGE when nobody says which version it is. */
export async function recogniseUrl({ address, version: wanted }: Typed, open: Place['open'], { architecture }: SourceTools, signal: AbortSignal): Promise<Recognised | null> {
  if (!/^https?:\/\//.test(address) || urlTemplateFault(address) !== null) return null
  const name = artifactNameOf(address)
  const opened = await open(name, { fromByte: 0, validator: null }, signal)
  if (opened === null || (await isPage(opened))) return null
  const version = wanted ?? versionsIn(name)[0] ?? versionsIn(new URL(address).pathname)[0] ?? null
  if (version === null) throw failure('USAGE', `${withoutSecrets(address)} does not tell which version it is`, { next: 'say it with --to' })
  const template = templatesOf(address, version, architecture).find((one) => expandUrl(one, { version, architecture }).includes(address)) ?? address
  return {
    settings: { kind: 'url', url: template }, address: withoutSecrets(address), name: /^[A-Za-z][A-Za-z_]*(?:-[A-Za-z_]+)*?(?=[-_.]v?\d|[-_](?:linux|amd64|x86|arm64|aarch64)|\.|$)/.exec(name)?.[0] ?? name,
    tag: version, version, names: await namesBeside(name, [], open, signal),
    archive: { name, template: template.split('?', 1)[0]?.split('/').at(-1) ?? name }, pages: null,
  }
}

/** A page for people, at an address that no forge of ours answered at. */
async function isPage(opened: Opened): Promise<boolean> {
  try {
    for await (const chunk of opened.bytes) return /^\s*</.test(Buffer.from(chunk.subarray(0, 100)).toString('latin1'))
    return false
  } finally {
    await opened.close()
  }
}
