import { posix } from 'node:path'
import * as v from 'valibot'
import { failure } from '../../errors.ts'
import { escapedKey } from '../../formats/stores/sigv4.ts'
import { withoutSecrets } from '../../release/siblings.ts'
import { addressBelow, baseAddress, plainHttp } from './address.ts'
import type { SourceDriver, SourceTools } from './driver.ts'
import { openedFrom, resumeOf } from './opened.ts'
import { localPlace } from './local-files.ts'
import type { Place } from './place.ts'
import { recogniseTree, recogniseWebTree } from './recognise/tree-recognised.ts'
import { releaseTree } from './release-tree.ts'

const schema = v.pipe(
  v.strictObject({
    kind: v.pipe(v.literal('tree'), v.description('a repository as go-updater reads it: <version>/<os>/<arch>/release.json, and beside it the file that it names')),
    url: v.optional(v.pipe(baseAddress, v.description('address of the repository; either this or path'))),
    path: v.optional(v.pipe(
      v.string('must be text in quotation marks'),
      v.check((text) => posix.isAbsolute(text) && posix.normalize(text) === text, 'must be a whole path, from /, in its shortest form'),
      v.description('directory of the repository, on a host without a network; here the newest version can be found, too'),
    )),
    http: plainHttp,
  }),
  v.check(({ url, path }) => (url === undefined) !== (path === undefined), 'must have either url or path'),
)
type TreeSettings = v.InferOutput<typeof schema>

/** A web server with choria's tree, or a directory with one. In object stores it is `layout = "tree"`. */
export const tree: SourceDriver = {
  kind: 'tree',
  schema,
  make(settings, tools) {
    const { url, path, http } = v.parse(schema, settings)
    return releaseTree(url === undefined ? localPlace(path ?? '/', tools) : onTheWeb({ url, http }, tools), tools)
  },
  async recognise(typed, tools, signal) {
    if (typed.address.startsWith('/')) return recogniseTree(typed, localPlace(typed.address, tools), tools, signal)
    return recogniseWebTree(typed, (root) => onTheWeb({ url: root, http: 'refused' }, tools), tools, signal)
  },
}

function onTheWeb({ url, http }: { readonly url: string; readonly http: TreeSettings['http'] }, { net, stallMs }: SourceTools): Place {
  return {
    list: async () => ({
      kind: 'unlisted',
      because: failure('CONFIG', "a source of kind 'tree' cannot ask a web server which release is the newest", { next: 'Say which version is wanted, as in app-upgrade@v1.2.3, or give a source that lists releases.' }),
    }),
    async open(path, resume, signal) {
      const answer = await net.get({
        url: addressBelow(url, escapedKey(path)), plainHttp: http, authorization: null, stallMs,
        resume: resumeOf(resume),
      }, signal)
      return answer === null ? null : openedFrom(answer)
    },
    shown: (path) => withoutSecrets(addressBelow(url, escapedKey(path))),
  }
}
