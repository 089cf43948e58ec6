/** The client and its one method. The package's index evaluates fetch, mocks, caches and proxies first, which nobody asks for (decisions/0017). */
declare module 'undici/lib/dispatcher/client.js' {
  import type { Client } from 'undici'

  const client: new (...options: ConstructorParameters<typeof Client>) => Client
  export default client
}

/** The index would hang it on the client's prototype. */
declare module 'undici/lib/api/api-request.js' {
  import type { Client, Dispatcher } from 'undici'

  export default function request(this: Client, options: Dispatcher.RequestOptions): Promise<Dispatcher.ResponseData>
}
