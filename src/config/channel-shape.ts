import * as v from 'valibot'
import type { ChannelRule } from '../release/channel.ts'
import { globCharactersMax, globStarsMax } from './limits.ts'
import { lineOfText } from './units.ts'

export const channelName = v.pipe(v.string('must be text in quotation marks'), v.regex(/^[a-z0-9][a-z0-9_-]{0,62}$/, 'must be one word of a-z, 0-9, _ and -'))

/** Each star tries every place of a tag, and stars multiply: a few are all that anybody needs. */
const glob = v.pipe(
  v.string(),
  v.regex(/^[0-9A-Za-z@*?][0-9A-Za-z._+@/*?-]*$/, 'must be a tag in which * stands for any text and ? for one character, like "nightly-*"'),
  v.maxLength(globCharactersMax),
  v.check((text) => text.split('*').length - 1 <= globStarsMax, `must not have more than ${globStarsMax} stars`),
)

/** `[[channel]]`: one that is more than its name says. */
export const channel = v.pipe(
  v.strictObject({
    name: channelName,
    prerelease: v.optional(v.pipe(v.string(), v.regex(/^[0-9a-z][0-9a-z.-]{0,62}$/, 'must be the beginning of a pre-release, in lower case, like "rc" in 1.0.0-rc.1'))),
    tag: v.optional(glob),
    manifest: v.optional(lineOfText()),
  }),
  v.transform(({ name, prerelease, tag, manifest }): ChannelRule => ({ name, prerelease: prerelease ?? null, tag: tag ?? null, manifest: manifest ?? null })),
)
