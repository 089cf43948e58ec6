import { failure } from '../../errors.ts'
import { xmlDepthMax, xmlElementsMax, xmlTagCharactersMax } from '../limits.ts'
import { byteOrderMark, utf8 } from '../utf8.ts'

/** One element. Attributes are let go: no answer that we read says anything with them. */
export interface XmlElement { readonly name: string; readonly children: readonly XmlElement[]; readonly text: string }
interface Growing { readonly name: string; readonly children: Growing[]; text: string }

const tag = /^<(\/?)([A-Za-z_][\w.:-]{0,80})((?:\s+[\w.:-]{1,80}=(?:"[^"<]*"|'[^'<]*'))*)\s*(\/?)>$/

/**
 * The XML that object stores answer with, and no more: elements and text. A document type, a processing instruction, a comment or
 * CDATA is DATA: entities of one's own, expansion and outside references begin there (CWE-611, CWE-776).
 */
export function parseXml(bytes: Uint8Array): XmlElement {
  const text = utf8(bytes)
  if (text === null) throw broken('it is not UTF-8')
  const root: Growing = { name: '', children: [], text: '' }
  const open = [root]
  let elements = 0
  for (let at = prologueOf(text); at < text.length;) {
    const inner = open.at(-1) ?? root
    const next = text.indexOf('<', at)
    const end = next === -1 ? text.length : next
    if (end > at) inner.text += plain(text.slice(at, end))
    if (next === -1) break
    const [, closing, name = '', , empty] = tagAt(text, next)
    if (++elements > 2 * xmlElementsMax) throw broken(`it has more than ${xmlElementsMax} elements`)
    if (closing === '/') close(open, name)
    else begin(open, name, empty === '/' ? 'empty' : 'full')
    at = text.indexOf('>', next) + 1
  }
  return whole(root, open)
}

/** The first child of this name; null when there is none. */
export function childOf(element: XmlElement, name: string): XmlElement | null {
  return element.children.find((child) => child.name === name) ?? null
}

/** The text of the first child of this name; null when there is none. */
export function textOf(element: XmlElement, name: string): string | null {
  return childOf(element, name)?.text ?? null
}

function prologueOf(text: string): number {
  const start = text.startsWith(byteOrderMark) ? 1 : 0
  return start + (/^<\?xml [^?<>]{0,200}\?>/.exec(text.slice(start, start + 256))?.[0].length ?? 0)
}

function tagAt(text: string, at: number): RegExpExecArray {
  const end = text.indexOf('>', at)
  const found = end === -1 || end - at > xmlTagCharactersMax ? null : tag.exec(text.slice(at, end + 1))
  if (found === null) throw broken(`what stands at character ${at} is no element that is read here`)
  return found
}

function begin(open: Growing[], name: string, kind: 'empty' | 'full'): void {
  const element: Growing = { name, children: [], text: '' }
  open.at(-1)?.children.push(element)
  if (kind === 'full' && open.push(element) > xmlDepthMax) throw broken(`it is more than ${xmlDepthMax} elements deep`)
}

function close(open: Growing[], name: string): void {
  if (open.length < 2 || open.pop()?.name !== name) throw broken(`'${name}' ends where it did not begin`)
}

function whole(root: Growing, open: readonly Growing[]): XmlElement {
  const [only] = root.children
  if (open.length > 1 || only === undefined || root.children.length > 1 || root.text.trim() !== '') throw broken('it is not one whole document')
  return only
}

const named: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" }

function plain(text: string): string {
  return text.replaceAll(/&([^;&]{0,12};?)/g, (_, entity: string) => {
    const name = entity.endsWith(';') ? entity.slice(0, -1) : ''
    const character = Object.hasOwn(named, name) ? named[name] : numbered(name)
    if (character === undefined || character === null) throw broken('it has an entity that XML itself does not have')
    return character
  })
}

function numbered(name: string): string | null {
  const found = /^#(?:x([0-9a-f]{1,6})|(\d{1,7}))$/i.exec(name)
  if (found === null) return null
  const code = found[1] === undefined ? Number(found[2]) : Number.parseInt(found[1], 16)
  return code > 0x10ffff || (code >= 0xd800 && code < 0xe000) ? null : String.fromCodePoint(code)
}

function broken(why: string): Error {
  return failure('DATA', `the XML cannot be read: ${why}`)
}
