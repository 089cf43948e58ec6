import assert from 'node:assert/strict'
import { test } from 'node:test'
import { attestations, publicKeys, signaturesOf } from '../../../../src/release/recognise/signatures.ts'
import { realReleases } from './real-releases.ts'

const kinds = (file: string, of: keyof typeof realReleases): readonly string[] => signaturesOf(file, realReleases[of].names).map(({ kind }) => kind)

test('signatures of the five tools and of others', () => {
  assert.deepEqual([kinds('SHA256SUMS', 'jaco'), kinds('CHECKSUMS.txt', 'wattcloud'), kinds('SHA256SUMS', 'cmdop'), kinds('SHA256SUMS', 'banger')], [['minisign'], ['pair'], [], ['bare']])
  assert.deepEqual([kinds('caddy_2.8.4_checksums.txt', 'caddy'), kinds('gitea-1.22.3-linux-amd64.xz', 'gitea'), kinds('sha256sum.txt', 'syncthing')], [['pair'], ['gpg'], ['gpg']])
})

test('every kind, the strongest first', () => {
  assert.deepEqual(signaturesOf('x', ['x.asc', 'x.sig', 'x.sigstore.json', 'x.minisig']), [
    { kind: 'minisign', of: 'x', signature: 'x.minisig' }, { kind: 'bundle', of: 'x', signature: 'x.sigstore.json' }, { kind: 'bare', of: 'x', signature: 'x.sig' }, { kind: 'gpg', of: 'x', signature: 'x.asc' },
  ])
  for (const name of ['x.sigstore', 'x.bundle', 'x.cosign.bundle']) assert.deepEqual(signaturesOf('x', [name]), [{ kind: 'bundle', of: 'x', signature: name }])
  for (const certificate of ['x.cert', 'x.pem', 'x.crt']) assert.deepEqual(signaturesOf('x', ['x.sig', certificate]), [{ kind: 'pair', of: 'x', signature: 'x.sig', certificate }])
  assert.deepEqual(signaturesOf('x', ['xy.sig', 'x.pem']), [])
})

test('public keys and attestations by their names', () => {
  assert.deepEqual(publicKeys(['minisign.pub', 'cosign.pub', 'public-key.pem', 'acme.pem', 'publication.txt']), ['minisign.pub', 'cosign.pub', 'public-key.pem'])
  assert.deepEqual(attestations(['multiple.intoto.jsonl', 'acme.json']), ['multiple.intoto.jsonl'])
})
