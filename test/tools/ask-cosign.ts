import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { argv, env, stdout } from 'node:process'
import { aRekor } from '../support/a-rekor.ts'
import { type SignedRelease } from '../support/a-release.ts'
import { aKeylessRelease, aPairRelease } from '../support/a-signed-release.ts'
import { aSigstore, githubIssuer, type Sigstore, workflow } from '../support/a-sigstore.ts'

/**
 * By hand: `node test/tools/ask-cosign.ts <path of cosign 2.4>`. The fixtures that our tests sign with must be what the real cosign believes, or the
 * tests would prove that two mistakes agree. Building cosign takes too long for `npm test` (test/vectors/cosign/README.md).
 */
const [, , cosign = 'cosign'] = argv
const folder = mkdtempSync(join(tmpdir(), 'app-upgrade-cosign-'))
const file = (name: string, bytes: Uint8Array | string): string => {
  writeFileSync(join(folder, name), bytes)
  return join(folder, name)
}
const who = ['--certificate-identity', `${workflow}@refs/tags/v1.2.3`, '--certificate-oidc-issuer', githubIssuer]

async function believes(what: string, args: readonly string[], more: Readonly<Record<string, string>> = {}): Promise<void> {
  const child = spawn(cosign, ['verify-blob', ...args], { env: { ...env, ...more, HOME: folder } })
  let said = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => { said += chunk.toString() })
  const status = await new Promise((resolve) => { child.on('close', resolve) })
  stdout.write(`${status === 0 ? 'believed' : 'REFUSED '} ${what}${status === 0 ? '' : `\n${said}`}\n`)
  if (status !== 0) process.exitCode = 1
}

async function bundles(sigstore: Sigstore): Promise<void> {
  for (const wishes of [{}, { mediaType: '0.1' }, { mediaType: '0.2' }] as const) {
    const release = await aKeylessRelease(sigstore, wishes)
    const bundle = file('bundle.json', release.served.get(`${release.artifact}.sigstore.json`) ?? '')
    await believes(`a bundle ${wishes.mediaType ?? '0.3'}`, ['--new-bundle-format', '--bundle', bundle, '--trusted-root', file('root.json', sigstore.root), ...who, file('artifact', release.bytes)])
  }
}

async function pair(sigstore: Sigstore): Promise<void> {
  const release: SignedRelease = await aPairRelease(sigstore)
  const rekor = await aRekor(sigstore.log).serve()
  const pem = (der: Buffer, kind: string): string => `-----BEGIN ${kind}-----\n${der.toString('base64').replaceAll(/.{64}/g, '$&\n')}\n-----END ${kind}-----\n`
  const { ca, ct } = sigstore.keys
  await believes('.sig and .cert, with the entry looked up', [
    '--signature', file('sig', release.served.get(`${release.artifact}.sig`) ?? ''), '--certificate', file('cert', release.served.get(`${release.artifact}.cert`) ?? ''), '--rekor-url', rekor.url, ...who, file('artifact', release.bytes),
  ], { SIGSTORE_ROOT_FILE: file('ca.pem', pem(ca, 'CERTIFICATE')), SIGSTORE_REKOR_PUBLIC_KEY: file('rekor.pub', pem(sigstore.log.publicKey, 'PUBLIC KEY')), SIGSTORE_CT_LOG_PUBLIC_KEY_FILE: file('ct.pub', pem(ct, 'PUBLIC KEY')) })
  await rekor.close()
}

try {
  const sigstore = await aSigstore()
  await bundles(sigstore)
  await pair(sigstore)
} finally {
  rmSync(folder, { recursive: true })
}
