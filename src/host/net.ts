import { netLimits, type NetLimits } from './limits.ts'
import { directly, type NetworkRules } from './proxy-route.ts'
import type { Net } from './types.ts'

/**
 * HTTP for the half that fetches: every server is a stranger. The limits are a parameter so that tests need not wait. Only a request loads what it
 * takes to make one: the other half never does.
 */
export function makeNet(limits: NetLimits = netLimits, network: NetworkRules = directly): Net {
  return {
    get: async (request, signal) => (await import('./net-get.ts')).getFile(request, { limits, network, signal }),
    ask: async (request, signal) => (await import('./net-ask.ts')).askApi(request, { limits, network, signal }),
  }
}
