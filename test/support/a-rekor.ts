import { createHash } from 'node:crypto'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { canonical, type Log } from './a-log.ts'

/** The part of a Rekor (version 1) that a lookup meets: it finds exactly the entry that is asked for, and refuses what it does not understand. */
export interface Rekor {
  /** What `POST /api/v1/log/entries/retrieve` answers. */
  answer(question: Uint8Array): Buffer
  /** On loopback, until it is closed; `http://127.0.0.1:<port>`. `status`: what it answers to everything, in place of an answer. */
  serve(status?: number): Promise<{ readonly url: string; readonly asked: () => number; close(): Promise<void> }>
}

export function aRekor(log: Log): Rekor {
  const answer = (question: Uint8Array): Buffer => {
    const { entries, ...others } = JSON.parse(Buffer.from(question).toString()) as { entries: readonly object[] }
    // The real cosign asks for the same signature as entries of several kinds, and names the other ways to ask as null.
    if (entries.length === 0 || entries.length > 10 || Object.values(others).some((value) => value !== null)) throw new Error(`not understood: ${Buffer.from(question).toString()}`)
    const wanted = entries.map(canonical)
    const found = log.bodies.flatMap((body, index) => (wanted.includes(body.toString()) ? [index] : []))
    return Buffer.from(JSON.stringify(found.map((index) => entryAt(log, index))))
  }
  const serve: Rekor['serve'] = async (status = 200) => {
    let asked = 0
    const server = createServer((request, response) => {
      asked += 1
      const chunks: Buffer[] = []
      request.on('data', (chunk: Buffer) => chunks.push(chunk))
      request.on('end', () => {
        const right = request.method === 'POST' && request.url === '/api/v1/log/entries/retrieve' && request.headers['content-type'] === 'application/json'
        response.writeHead(right ? status : 400, { 'content-type': 'application/json' })
        response.end(right && status === 200 ? answer(Buffer.concat(chunks)) : '{"code":400}')
      })
    })
    await new Promise<void>((resolve) => { server.listen(0, '127.0.0.1', resolve) })
    const { port } = server.address() as AddressInfo
    return { url: `http://127.0.0.1:${port}`, asked: () => asked, close: () => new Promise((resolve) => { server.close(() => { resolve() }); server.closeAllConnections() }) }
  }
  return { answer, serve }
}

function entryAt(log: Log, index: number): Record<string, unknown> {
  const { body, integratedTime, logIndex, logIdHex, signedEntryTimestamp, proof } = log.entry(index)
  const leaf = createHash('sha256').update(Buffer.from([0])).update(body).digest('hex')
  return { [`24296fb24b8ad77a${leaf}`]: {
    attestation: {}, body: body.toString('base64'), integratedTime, logID: logIdHex, logIndex,
    verification: {
      inclusionProof: { checkpoint: proof.checkpoint, hashes: proof.hashes.map((hash) => hash.toString('hex')), logIndex: proof.logIndex, rootHash: proof.rootHash.toString('hex'), treeSize: proof.treeSize },
      signedEntryTimestamp: signedEntryTimestamp.toString('base64'),
    },
  } }
}
