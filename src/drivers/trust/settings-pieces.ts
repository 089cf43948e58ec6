import * as v from 'valibot'
import { isFailure } from '../../errors.ts'
import { keysMax } from './limits.ts'
import { checkSidecarTemplate } from './sidecar-name.ts'

/** What the tables of several kinds of trust have in common. */
export const text = v.string('must be text in quotation marks')

/** Text that `parse` accepts; else its failure's message is the mistake, which therefore must not repeat a secret. */
export const readBy = (parse: (value: string) => unknown) => v.pipe(text, v.check((value) => faultOf(() => parse(value)) === null, (issue) => faultOf(() => parse(issue.input)) ?? ''))

/** A sidecar's name, or a template of one. */
export const template = readBy(checkSidecarTemplate)
export const list = <const T extends v.GenericSchema>(item: T) => v.pipe(v.array(item, 'must be a list'), v.maxLength(keysMax, `has more than ${keysMax} entries`))
export const keyFiles = v.optional(v.pipe(list(v.pipe(text, v.startsWith('/', 'must be a whole path, from /'))), v.description('files that hold a public key each')), [])

export const signs = (what = 'what is signed') => v.optional(v.pipe(template, v.description(`${what}: a list of checksums beside the release, 'release.json', or '{artifact}' for the archive itself`)), 'SHA256SUMS')
export const version = v.optional(v.pipe(v.picklist(['signed', 'unsigned'], "must be 'signed' or 'unsigned'"), v.description("'unsigned': this publisher signs no version anywhere, and an older signed release can then only be told by the version floor")), 'signed')

function faultOf(parse: () => unknown): string | null {
  try {
    parse()
    return null
  } catch (thrown) {
    if (isFailure(thrown)) return thrown.message
    throw thrown
  }
}
