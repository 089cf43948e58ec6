import { execFileSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import { aDirectory } from './a-directory.ts'

/** A certificate authority of this test's own, made by openssl. */
export interface Authority { readonly pem: string; issue(wanted?: CertificateWanted): Certificate }
export interface Certificate { readonly key: Buffer; readonly cert: Buffer }
export interface CertificateWanted {
  /** `IP:127.0.0.1` unless said otherwise. */
  readonly names?: string
  /** `20200101000000Z`: from when, until when. */
  readonly from?: string
  readonly until?: string
}

const keyKind = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes']

export function anAuthority(t: TestContext): Authority {
  const home = aDirectory(t)
  const at = (name: string): string => join(home, name)
  openssl(['req', '-x509', ...keyKind, '-days', '2', '-subj', '/CN=An authority of a test', '-addext', 'basicConstraints=critical,CA:TRUE', '-keyout', at('ca.key'), '-out', at('ca.pem')])
  // `openssl ca` alone sets both ends of a validity.
  writeFileSync(at('ca.cnf'), '[ca]\ndefault_ca=own\n[own]\nnew_certs_dir=.\ndatabase=index\nrand_serial=yes\ndefault_md=sha256\npolicy=any\ncopy_extensions=copy\nunique_subject=no\n[any]\ncommonName=supplied\n')
  return {
    pem: readFileSync(at('ca.pem'), 'utf8'),
    issue({ names = 'IP:127.0.0.1', from = '20200101000000Z', until = '20991231235959Z' } = {}) {
      writeFileSync(at('index'), '')
      openssl(['req', ...keyKind, '-subj', '/CN=a server', '-addext', `subjectAltName=${names}`, '-keyout', at('key'), '-out', at('csr')])
      openssl(['ca', '-batch', '-notext', '-config', at('ca.cnf'), '-cert', at('ca.pem'), '-keyfile', at('ca.key'), '-startdate', from, '-enddate', until, '-in', at('csr'), '-out', at('cert')], home)
      return { key: readFileSync(at('key')), cert: readFileSync(at('cert')) }
    },
  }
}

/** It vouches for itself, and is no authority. */
export function aSelfSigned(t: TestContext): Certificate {
  const home = aDirectory(t)
  openssl(['req', '-x509', ...keyKind, '-days', '1', '-subj', '/CN=a server', '-addext', 'subjectAltName=IP:127.0.0.1', '-keyout', join(home, 'key'), '-out', join(home, 'cert')])
  return { key: readFileSync(join(home, 'key')), cert: readFileSync(join(home, 'cert')) }
}

function openssl(argv: readonly string[], cwd?: string): void {
  execFileSync('openssl', argv, { stdio: 'ignore', ...(cwd === undefined ? {} : { cwd }) })
}
