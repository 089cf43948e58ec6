import { createPrivateKey, type KeyObject, sign } from 'node:crypto'
import { failure } from '../../errors.ts'
import { credentialsCharactersMax } from '../limits.ts'
import { isJsonObject, type Json, type JsonObject, parseStrictJson } from '../strict-json.ts'

/** A service account of Google, as its key file describes it. */
export interface ServiceAccount {
  readonly email: string
  readonly keyId: string
  readonly key: KeyObject
  /** Where an assertion is exchanged for a token. */
  readonly tokenUrl: string
}

/** CONFIG for anything but the JSON key file of a service account; no message shows a part of it. */
export function parseServiceAccount(text: string): ServiceAccount {
  const value = jsonOf(text)
  if (value['type'] !== 'service_account') throw wrong("its 'type' is not 'service_account'")
  return {
    email: textIn(value, 'client_email'),
    keyId: textIn(value, 'private_key_id'),
    key: keyIn(textIn(value, 'private_key')),
    tokenUrl: value['token_uri'] === undefined ? 'https://oauth2.googleapis.com/token' : textIn(value, 'token_uri'),
  }
}

export interface Grant { readonly scope: string; readonly atMs: number; readonly lastsSeconds: number }

/** A JWT that says who we are (RFC 7523), signed with RS256. */
export function signedAssertion({ email, keyId, key, tokenUrl }: ServiceAccount, { scope, atMs, lastsSeconds }: Grant): string {
  const issuedAt = Math.floor(atMs / 1000)
  const head = { alg: 'RS256', typ: 'JWT', kid: keyId }
  const claims = { iss: email, scope, aud: tokenUrl, iat: issuedAt, exp: issuedAt + lastsSeconds }
  const signed = [head, claims].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.')
  return `${signed}.${sign('RSA-SHA256', Buffer.from(signed), key).toString('base64url')}`
}

function jsonOf(text: string): JsonObject {
  let value: Json
  try {
    value = parseStrictJson(Buffer.from(text), 'the key file', { bytesMax: credentialsCharactersMax })
  } catch {
    // The parser's own message may show what it read.
    throw wrong('it is not JSON')
  }
  if (isJsonObject(value)) return value
  throw wrong('its JSON is no object')
}

function textIn(value: JsonObject, name: string): string {
  const text = value[name]
  if (typeof text === 'string' && text !== '') return text
  throw wrong(`it has no '${name}'`)
}

function keyIn(pem: string): KeyObject {
  let key: KeyObject | null = null
  try {
    key = createPrivateKey(pem)
  } catch {
    // OpenSSL's words would tell of the key.
  }
  if (key?.asymmetricKeyType === 'rsa') return key
  throw wrong("its 'private_key' is no RSA key")
}

function wrong(why: string): Error {
  return failure('CONFIG', `the key of the service account cannot be read: ${why}`, { next: 'Store the JSON file that Google gave out for the account, as it is.' })
}
