/** /etc/ld.so.cache of glibc, with these names and paths. */
export function aLoaderCache(entries: readonly (readonly [name: string, path: string])[]): Buffer {
  const table = Buffer.alloc(48 + 24 * entries.length)
  const texts: Buffer[] = []
  let at = table.length
  const placed = (text: string): number => {
    const [here, bytes] = [at, Buffer.from(`${text}\0`)]
    texts.push(bytes)
    at += bytes.length
    return here
  }
  table.write('glibc-ld.so.cache1.1', 'latin1')
  table.writeUInt32LE(entries.length, 20)
  entries.forEach(([name, path], index) => {
    table.writeInt32LE(0x303, 48 + index * 24)
    table.writeUInt32LE(placed(name), 48 + index * 24 + 4)
    table.writeUInt32LE(placed(path), 48 + index * 24 + 8)
  })
  table.writeUInt32LE(at - table.length, 24)
  return Buffer.concat([table, ...texts])
}
