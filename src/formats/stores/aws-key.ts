import { failure } from '../../errors.ts'
import { credentialsCharactersMax } from '../limits.ts'
import { isPrintable } from '../printable.ts'
import type { AwsKey } from './sigv4.ts'

/** `expiresAtMs` null: it holds until somebody takes it back. */
export interface AwsCredentials extends AwsKey { readonly expiresAtMs: number | null }

/**
 * A key in one of the forms in which people have it: the shared credentials file (`[default]`, `aws_access_key_id = …`; of several
 * profiles `default` is meant) or the JSON of metadata services and of `sts` answers. CONFIG for anything else; no message shows a part of it.
 */
export function parseAwsCredentials(text: string): AwsCredentials {
  if (text.length > credentialsCharactersMax) throw wrong('it is too long')
  const fields = text.trimStart().startsWith('{') ? fromJson(text) : fromProfiles(text)
  const accessKeyId = field(fields, 'aws_access_key_id', 'accesskeyid')
  const secretAccessKey = field(fields, 'aws_secret_access_key', 'secretaccesskey')
  if (accessKeyId === null) throw wrong('it does not say aws_access_key_id')
  if (secretAccessKey === null) throw wrong('it does not say aws_secret_access_key')
  const expiration = field(fields, 'expiration')
  const expiresAtMs = expiration === null ? Number.NaN : Date.parse(expiration)
  return { accessKeyId, secretAccessKey, sessionToken: field(fields, 'aws_session_token', 'sessiontoken', 'token'), expiresAtMs: Number.isNaN(expiresAtMs) ? null : expiresAtMs }
}

type Fields = ReadonlyMap<string, string>

function field(fields: Fields, ...names: readonly string[]): string | null {
  const value = names.map((name) => fields.get(name)).find((one) => one !== undefined && one !== '') ?? null
  if (value !== null && (!isPrintable(value) || /\s/.test(value))) throw wrong('a value in it has a space or a character that cannot be seen')
  return value
}

function fromJson(text: string): Fields {
  const outer = objectOf(jsonOf(text))
  const inner = 'Credentials' in outer ? objectOf(outer.Credentials) : outer
  const entries = Object.entries(inner).filter((entry): entry is [string, string] => typeof entry[1] === 'string')
  return new Map(entries.map(([name, one]) => [name.toLowerCase(), one]))
}

function objectOf(value: unknown): object {
  if (typeof value === 'object' && value !== null) return value
  throw wrong('its JSON is no object')
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    // The parser's own message quotes what it read.
    throw wrong('its JSON is broken')
  }
}

function fromProfiles(text: string): Fields {
  const profiles = new Map<string, Map<string, string>>()
  let current = new Map<string, string>()
  profiles.set('', current)
  for (const line of text.split('\n').map((one) => one.trim()).filter((one) => one !== '' && !/^[#;]/.test(one))) {
    const section = /^\[\s*(?:profile\s+)?([^\]]{1,128}?)\s*\]$/.exec(line)?.[1]
    if (section !== undefined) profiles.set(section, current = new Map())
    else {
      const [, name, value = ''] = /^([A-Za-z_]{1,64})\s*=\s*(.*)$/.exec(line) ?? []
      if (name === undefined) throw wrong('a line of it is neither [profile] nor name = value')
      current.set(name.toLowerCase(), value)
    }
  }
  const filled = [...profiles].filter(([, fields]) => fields.size > 0)
  const chosen = filled.length === 1 ? filled[0]?.[1] : profiles.get('default')
  if (chosen === undefined) throw wrong('it has several profiles, and none is called default')
  return chosen
}

function wrong(why: string): Error {
  return failure('CONFIG', `the key for the object store cannot be read: ${why}`, { next: 'Store it as AWS keeps it: [default], aws_access_key_id = …, aws_secret_access_key = …' })
}
