import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { isFailure } from '../../../../src/errors.ts'
import { childOf, parseXml, textOf } from '../../../../src/formats/stores/xml.ts'
import { throwsFailure } from '../../../support/throws.ts'

const parse = (text: string): ReturnType<typeof parseXml> => parseXml(Buffer.from(text))
const refused = (text: string, why: RegExp): void => throwsFailure('DATA', why, () => parse(text))

test('a listing as stores write it: declaration, attributes, entities, empty elements, a byte order mark', () => {
  const root = parse('\ufeff<?xml version="1.0" encoding="UTF-8"?>\n<ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Empty/><Other a=\'1\' b="2" />\n'
    + '<Contents><Key>a&amp;b&lt;&gt;&quot;&apos;&#252;&#x1F600;</Key></Contents><Contents><Key>two</Key></Contents></ListBucketResult>\n')
  assert.equal(root.name, 'ListBucketResult')
  assert.deepEqual(root.children.map(({ name }) => name), ['Empty', 'Other', 'Contents', 'Contents'])
  assert.equal(textOf(childOf(root, 'Contents') ?? root, 'Key'), 'a&b<>"\'ü😀')
  assert.deepEqual([textOf(root, 'Empty'), textOf(root, 'None'), childOf(root, 'None')], ['', null, null])
})

test('a document type, an entity of one\'s own, a comment, CDATA, a processing instruction are refused', () => {
  for (const text of ['<!DOCTYPE a [<!ENTITY x "y">]><a>x</a>', '<a><!-- x --></a>', '<a><![CDATA[x]]></a>', '<a><?php x?></a>', '<?xml version="1.0"?><?xml version="1.0"?><a/>']) refused(text, /no element that is read here/)
  for (const text of ['&x;', '&', '&#0x1;', '&#xD800;', '&#1114112;', '&constructor;', '&amp']) refused(`<a>${text}</a>`, /entity/)
})

test('what is not whole, or more than one, is refused', () => {
  for (const text of ['', 'x', '<a>', '<a></a><b></b>', '<a></a>x', '<a>', 'x<a></a>']) refused(text, /not one whole document/)
  for (const text of ['<a></b>', '</a>', '<a><b></a></b>', '<a/></a>']) refused(text, /did not begin/)
  for (const text of ['<a', '<a b>', '<a b=1>', '<a b="<">', '< a>', '<1>', `<a b="${'x'.repeat(3000)}"/>`]) refused(text, /no element/)
  throwsFailure('DATA', /not UTF-8/, () => parseXml(Uint8Array.of(0x3c, 0x61, 0x2f, 0x3e, 0xff)))
})

test('depth and number of elements have a limit', () => {
  const deep = (levels: number): string => '<a>'.repeat(levels) + '</a>'.repeat(levels)
  assert.equal(parse(deep(15)).name, 'a')
  refused(deep(16), /elements deep/)
  refused(deep(100_000), /elements deep/)
  refused(`<r>${'<a/>'.repeat(200_001)}</r>`, /more than 100000 elements/)
})

test('a tag made to be slow is refused at once', () => {
  const began = process.cpuUsage().user
  refused(`<a${' b="c"'.repeat(300)}${' '.repeat(200)}!>`, /no element/)
  assert.ok(process.cpuUsage().user - began < 1_000_000)
})

test('whatever stands there, it is read or it is DATA', () => {
  const piece = fc.constantFrom('<a>', '</a>', '<b/>', '<a x="1">', '&amp;', '&#65;', '&x;', '<!--', ']]>', '<?xml version="1.0"?>', '<!DOCTYPE a>', ' ', 'text', '<', '>', '&', '"', '\ufeff', '\u0000')
  let read = 0
  fc.assert(fc.property(fc.oneof(fc.array(piece, { maxLength: 12 }).map((pieces) => Buffer.from(pieces.join(''))), fc.uint8Array({ maxLength: 40 })), (bytes) => {
    try {
      assert.ok(parseXml(bytes).name.length > 0)
      read++
    } catch (thrown) {
      assert.ok(isFailure(thrown) && thrown.code === 'DATA', String(thrown))
    }
  }), { seed: 7, numRuns: 20_000 })
  assert.ok(read > 20, `${read} were read`)
})
