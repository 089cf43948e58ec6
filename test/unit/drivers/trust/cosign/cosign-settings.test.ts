import assert from 'node:assert/strict'
import { generateKeyPairSync } from 'node:crypto'
import { test } from 'node:test'
import * as v from 'valibot'
import { cosignSchema } from '../../../../../src/drivers/trust/cosign/cosign-settings.ts'

const pem = generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey.export({ type: 'spki', format: 'pem' }).toString()
const named = { kind: 'cosign', identities: ['https://github.com/acme/jaco/.github/workflows/release.yml@refs/tags/{tag}'], issuer: 'https://token.actions.githubusercontent.com' }
const keyed = { kind: 'cosign', keys: [pem] }
const faults = (table: unknown): readonly string[] => {
  const read = v.safeParse(cosignSchema, table)
  return read.success ? [] : read.issues.map(({ message }) => message)
}
const refused = (table: object, message: RegExp): void => { assert.match(faults(table).join('\n'), message, JSON.stringify(table)) }

test('what is good needs little', () => {
  for (const table of [named, keyed, { ...named, identities: [], identity_patterns: [String.raw`^https://github\.com/acme/jaco/.*@refs/tags/{tag}$`] }, { ...named, signature: '{artifact}.sig', certificate: '{artifact}.cert' }, { ...keyed, signature: '{artifact}.sig' }, { ...keyed, log: 'required' }, { ...keyed, keys: [], key_files: ['/etc/cosign.pub'] }])
    assert.deepEqual(faults(table), [])
  const { signs, rekor, tag, version } = v.parse(cosignSchema, named)
  assert.deepEqual([signs, rekor, tag, version], ['{artifact}', 'https://rekor.sigstore.dev', '{tag}', 'signed'])
})

test('C06 an identity without issuer is refused', () => {
  refused({ kind: 'cosign', identities: named.identities }, /no 'issuer': anybody may run a service/)
  refused({ ...named, issuer: '' }, /is empty/)
})

test('C02 C03 a pattern that says less than it seems to is refused', () => {
  const pattern = (text: string) => ({ ...named, identities: [], identity_patterns: [text] })
  refused(pattern('https://github.com/acme/'), /must begin with \^ and end with \$/)
  refused(pattern(String.raw`^https://github\.com/acme/.*`), /must begin with/)
  refused(pattern('^https://github.com/acme/release$'), /a dot that stands for any character/)
  refused(pattern('^(a+)+$'), /can take for ever/)
})

test('nobody, or two at once, is nobody', () => {
  refused({ kind: 'cosign' }, /names nobody/)
  refused({ kind: 'cosign', identities: [], issuer: 'x' }, /names nobody/)
  refused({ ...named, ...keyed }, /two tables/)
})

test('combinations that would check less than they seem to are refused', () => {
  refused({ ...named, log: 'ignored' }, /cannot ignore the log/)
  refused({ ...named, signature: '{artifact}.sig' }, /without its 'certificate'/)
  refused({ ...named, certificate: '{artifact}.cert' }, /without its 'signature'/)
  refused({ ...named, bundle: 'a', signature: 'b', certificate: 'c' }, /both 'bundle' and 'signature'/)
  refused({ ...keyed, log: 'required', signature: '{artifact}.sig' }, /the proof of the log is in a 'bundle'/)
  for (const key of ['issuer', 'repository', 'repository_id', 'owner_id', 'trigger', 'runner']) refused({ ...keyed, [key]: 'x' }, new RegExp(`has '${key}', which says nothing about a key`))
  refused({ ...keyed, attestation: 'https://slsa.dev/provenance/v1' }, /signed without a key/)
})

test('C28 E48 keys are looked at here, and a secret one is not repeated', () => {
  const secret = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()
  assert.deepEqual(faults({ ...keyed, keys: [secret] }), ['this is a secret key: the public one is needed'])
  refused({ ...keyed, keys: [generateKeyPairSync('rsa', { modulusLength: 1024 }).publicKey.export({ type: 'spki', format: 'pem' }).toString()] }, /1024 bits/)
})

test('places: names without directory, addresses without credentials, known placeholders', () => {
  for (const bundle of ['../x', 'a/b', '{arch}.json', '']) assert.equal(faults({ ...named, bundle }).length > 0, true, bundle)
  for (const rekor of ['http://rekor.example', 'ftp://x', 'https://user:secret@rekor.example', 'https://rekor.example/?a=b', 'x']) assert.equal(faults({ ...named, rekor }).length > 0, true, rekor)
  for (const rekor of ['https://rekor.example/base', 'http://127.0.0.1:3000', 'http://[::1]:1']) assert.deepEqual(faults({ ...named, rekor }), [])
  refused({ ...named, identities: ['https://x/{ref}'] }, /a placeholder that does not exist/)
  refused({ ...named, trusted_root: 'root.json' }, /whole path/)
  refused({ ...named, public_root: 'always' }, /'built-in' or 'refreshed'/)
  refused({ ...named, trusted_root: '/etc/root.json', public_root: 'refreshed' }, /both 'trusted_root' and 'public_root'/)
  refused({ ...named, tag: 'release' }, /must hold \{tag\}/)
  refused({ ...named, insecure_ignore_tlog: true }, /./)
})
