/** Something that may be a signature over a file, as far as names tell. */
export type ListedSignature =
  | { readonly kind: 'minisign' | 'bundle' | 'bare' | 'gpg'; readonly of: string; readonly signature: string }
  /** A signature and the certificate of whoever made it without a key. */
  | { readonly kind: 'pair'; readonly of: string; readonly signature: string; readonly certificate: string }

const endings = {
  minisign: ['.minisig'],
  bundle: ['.sigstore.json', '.sigstore', '.bundle', '.cosign.bundle', '.sigstore.bundle', '.bundle.json'],
  certificate: ['.cert', '.pem', '.crt', '.cert.pem'],
  bare: ['.sig', '.signature'],
  gpg: ['.asc', '.gpg', '.sign', '.sig.asc'],
} as const

/** What only goes with another file, and is none that a release consists of. */
export const sidecarEndings: readonly string[] = [...Object.values(endings).flat(), '.pub', '.intoto.jsonl', '.att', '.json', '.jsonl']

/** What signatures over a file are called, and what goes with them. */
export const signatureEndings: readonly string[] = Object.values(endings).flat()

/** Every signature over this file, in the order in which they should be relied on. */
export function signaturesOf(file: string, names: readonly string[]): readonly ListedSignature[] {
  const beside = (some: readonly string[]): string | undefined => some.map((ending) => file + ending).find((name) => names.includes(name))
  const [minisign, bundle, certificate, bare, gpg] = [beside(endings.minisign), beside(endings.bundle), beside(endings.certificate), beside(endings.bare), beside(endings.gpg)]
  const found: ListedSignature[] = []
  if (minisign !== undefined) found.push({ kind: 'minisign', of: file, signature: minisign })
  if (bundle !== undefined) found.push({ kind: 'bundle', of: file, signature: bundle })
  if (bare !== undefined) found.push(certificate === undefined ? { kind: 'bare', of: file, signature: bare } : { kind: 'pair', of: file, signature: bare, certificate })
  if (gpg !== undefined) found.push({ kind: 'gpg', of: file, signature: gpg })
  return found
}

/** Files that may hold the publisher's public key: as believable as the page that they lie on. */
export function publicKeys(names: readonly string[]): readonly string[] {
  return names.filter((name) => /\.pub$/i.test(name) || /(?:^|[._-])(?:public|pub)[._-]?key\b.*$/i.test(name) || /^cosign.*\.key$/i.test(name))
}

/** Provenance in a form that is not read here. */
export function attestations(names: readonly string[]): readonly string[] {
  return names.filter((name) => /\.intoto\.jsonl$|\.att(?:estation)?s?(?:\.json)?$/i.test(name))
}
