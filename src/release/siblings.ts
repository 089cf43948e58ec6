import { failure } from '../errors.ts'
import { quoted } from '../formats/printable.ts'
import { type ArtifactName, parseArtifactName } from './artifact.ts'
import { urlCharactersMax } from './limits.ts'

/**
 * The name in a release's URL: its last path segment, decoded once, without query and fragment (formats.md 1.2: a `?token=…`
 * must not become part of the name that is looked up in the signed list). USAGE for what is not a URL, DATA for a bad name.
 */
export function artifactNameOf(url: string): ArtifactName {
  const segment = parseUrl(url).pathname.split('/').at(-1) ?? ''
  if (segment === '') throw failure('USAGE', `${withoutSecrets(url)} names no file`, { next: 'Give the URL of the release archive itself.' })
  return parseArtifactName(decode(segment, url))
}

/** The URL of a file lying beside the release: the last path segment replaced; the query (an access token) stays, the fragment goes. */
export function siblingOf(url: string, name: ArtifactName): string {
  const sibling = parseUrl(url)
  const directory = sibling.pathname.slice(0, sibling.pathname.lastIndexOf('/') + 1)
  sibling.pathname = directory + encodeURIComponent(name)
  sibling.hash = ''
  return sibling.href
}

/** The URL as it may be shown and recorded: no credentials, no query, no fragment. */
export function withoutSecrets(url: string): string {
  if (!URL.canParse(url)) return quoted(url.replace(/[?#].*$/s, '').replace(/\/\/[^/]*@/, '//'), 120)
  const shown = new URL(url)
  shown.username = shown.password = shown.search = shown.hash = ''
  return shown.href
}

function parseUrl(url: string): URL {
  if (url.length <= urlCharactersMax && URL.canParse(url)) {
    const parsed = new URL(url)
    if (parsed.pathname.startsWith('/')) return parsed
  }
  throw failure('USAGE', `${withoutSecrets(url)} is not a URL`, { next: 'A release URL looks like https://example.org/app-v1.2.3-linux-amd64.tar.gz' })
}

function decode(segment: string, url: string): string {
  try {
    return decodeURIComponent(segment)
  } catch (cause) {
    throw failure('DATA', `${withoutSecrets(url)} is not percent-encoded UTF-8`, { cause })
  }
}
