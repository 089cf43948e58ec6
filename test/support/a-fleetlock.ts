import type { TestContext } from 'node:test'
import { aServer, type TestServer } from './hostile-server.ts'

/** A server that speaks FleetLock as its protocol's page says it: recursive, with owners, one slot a group. `holders` is what it holds. */
export interface Fleetlock extends TestServer { readonly holders: Map<string, string> }

export async function aFleetlock(t: TestContext): Promise<Fleetlock> {
  const holders = new Map<string, string>()
  const server = await aServer(t, (request, response) => {
    const said: Buffer[] = []
    request.on('data', (chunk: Buffer) => said.push(chunk))
    request.on('end', () => {
      const { status, body } = answer(request.url ?? '', request.headers['fleet-lock-protocol'] === 'true' && request.method === 'POST', Buffer.concat(said).toString('utf8'), holders)
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
    })
  })
  return { ...server, holders }
}

interface Said { readonly status: number; readonly body: unknown }
const refused = (kind: string, value: string): Said => ({ status: 409, body: { kind, value } })

function answer(path: string, isProtocol: boolean, text: string, holders: Map<string, string>): Said {
  if (!isProtocol) return { status: 400, body: { kind: 'missing_header', value: 'fleet-lock-protocol' } }
  const { client_params: { id, group } } = JSON.parse(text) as { client_params: { id: string; group: string } }
  const holder = holders.get(group)
  if (path === '/v1/pre-reboot') {
    if (holder !== undefined && holder !== id) return refused('failed_lock', `all slots of ${group} are taken`)
    holders.set(group, id)
  } else if (holder === id) holders.delete(group)
  return { status: 200, body: {} }
}
