import type { InitReport } from '../../config/draft/init-report.ts'
import { safe } from '../words/safe.ts'
import { pairsOf } from '../words/table.ts'

const trusts: Readonly<Record<InitReport['trust'], string>> = {
  minisign: 'signed with a minisign key', ecdsa: 'signed with an ECDSA key', cosign: 'signed without a key, as a certificate of Sigstore says', 'cosign-key': 'signed with a key, in a bundle of Sigstore',
  nothing: 'no signature was found that can be read here',
}

/** What was found, what is missing, and what a person does next. */
export function textOfInit({ app, address, release, artifact, trust, file, holes, notes, start }: InitReport): string {
  const facts = pairsOf([
    ['from', safe(address)],
    ['release', safe(release)],
    ['archive', artifact === null ? 'none for this machine was recognised' : safe(artifact)],
    ['trust', `${trusts[trust]}; nothing was verified`],
  ])
  return [
    `${app}: ${file === null ? 'an app file' : `'${safe(file)}'`} was begun\n${facts}`,
    ...notes.map((note) => `note: ${safe(note)}\n`),
    ...holes.map((hole) => `hole: ${safe(hole)}\n`),
    `next: ${holes.length === 0 ? '' : 'fill what is missing, '}compare the file with what the publisher says elsewhere, then\n  'app-upgrade check ${app}'\n  '${safe(start)}'\n`,
  ].join('')
}
